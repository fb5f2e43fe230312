import { ChannelType, PermissionFlagsBits as Can } from 'discord-api-types/v10';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDiscordCheck } from '#adapters/discord/doctor.ts';
import { keyOf } from '#adapters/discord/ids.ts';
import { permissionsOf } from '#adapters/discord/permissions.ts';
import type { ThreadKey } from '#src/core/message.ts';
import type { Health } from '#src/core/finding.ts';
import type { Discord } from '#test/fakes/discord/server.ts';
import type { Guild } from '#test/fakes/discord/world.ts';
import { startBot, type Bot } from './support.ts';

let bot: Bot;
let discord: Discord;
let guild: Guild;
beforeAll(async () => {
  // A gateway has registered the commands.
  bot = await startBot({ prepare: (made) => void (guild = made.guild('Studio')) });
  ({ discord } = bot);
});
afterAll(() => bot.stop());
afterEach(() => discord.rest.clearFaults());

const { signal } = new AbortController();
const look = (
  here?: ThreadKey,
  more: { token?: string; apiUrl?: string; now?: () => number } = {},
): Promise<Health> =>
  createDiscordCheck({
    token: discord.token,
    apiUrl: discord.apiUrl,
    log: pino({ level: 'silent' }),
    now: Date.now,
    ...more,
  }).look(signal, here);
const codes = ({ findings }: Health): string[] => findings.map(({ code, level }) => `${level} ${code}`);

test('a bot as it should be', async () => {
  const channel = discord.channel(guild, 'clips');
  const health = await look(keyOf({ channelId: channel.id }));
  expect(codes(health)).toEqual([
    'ok discord.known',
    'ok discord.reads-messages',
    'ok discord.commands',
    'ok discord.here',
  ]);
  expect(Math.abs(health.clocks?.[0]?.aheadMs ?? Infinity)).toBeLessThan(5_000);
});

test('a wrong token', async () => {
  expect(codes(await look(undefined, { token: 'wrong' }))).toEqual(['wrong discord.token-refused']);
});

test('no Discord at this address', async () => {
  const [finding] = (await look(undefined, { apiUrl: 'http://127.0.0.1:1/api' })).findings;
  expect(finding).toMatchObject({
    code: 'discord.unreachable',
    level: 'wrong',
    params: { reason: expect.stringContaining('ECONNREFUSED') },
  });
});

test('an app that may not read messages', async () => {
  const { settings } = discord.world;
  const flags = settings.appFlags;
  settings.appFlags = 0;
  expect(codes(await look())).toContain('warning discord.no-message-content');
  settings.appFlags = flags;
});

test('commands of another version', async () => {
  const [first] = discord.world.commands.splice(0, 1);
  expect(codes(await look())).toContain('warning discord.commands-differ');
  discord.world.commands.unshift(first!);
});

test('a clock that is minutes behind Discord’s', async () => {
  const { clocks } = await look(undefined, { now: () => Date.now() - 5 * 60_000 });
  expect(clocks?.[0]?.aheadMs).toBeGreaterThan(4 * 60_000);
});

describe('in a channel', () => {
  test('where it cannot write, or less than it could', async () => {
    const closed = discord.channel(guild, 'closed');
    closed.denied = Can.SendMessages | Can.AttachFiles;
    expect((await look(keyOf({ channelId: closed.id }))).findings.at(-1)).toEqual({
      code: 'discord.here-closed',
      level: 'wrong',
      params: { missing: ['Send Messages', 'Attach Files'] },
    });
    closed.denied = Can.EmbedLinks;
    expect((await look(keyOf({ channelId: closed.id }))).findings.at(-1)).toEqual({
      code: 'discord.here-less',
      level: 'warning',
      params: { missing: ['Embed Links'] },
    });
  });

  test('a thread has what its channel has', async () => {
    const parent = discord.channel(guild, 'parent');
    parent.denied = Can.SendMessagesInThreads;
    const thread = discord.world.addChannel({
      name: 'thread',
      type: ChannelType.PublicThread,
      guildId: guild.id,
      parentId: parent.id,
    });
    const key = keyOf({ channelId: thread.id, parentId: parent.id });
    expect((await look(key)).findings.at(-1)).toMatchObject({
      code: 'discord.here-closed',
      params: { missing: ['Send Messages in Threads'] },
    });
  });

  test('of a server where it is no member; in a direct channel there is nothing to say', async () => {
    const elsewhere = discord.guild('Elsewhere', { installed: false });
    const channel = discord.channel(elsewhere, 'lounge');
    expect(codes(await look(keyOf({ channelId: channel.id }))).at(-1)).toBe('warning discord.here-absent');
    const dm = discord.person('Ann').dm();
    expect(codes(await look(keyOf({ channelId: dm.id }))).at(-1)).toBe('ok discord.commands');
  });
});

test('permissions add up as Discord says: everyone, the roles together, then the member', () => {
  const base = {
    guildId: '1',
    botId: '9',
    guild: {
      owner_id: '5',
      roles: [
        { id: '1', permissions: Can.ViewChannel },
        { id: '2', permissions: Can.SendMessages },
        { id: '3', permissions: Can.AttachFiles },
      ],
    },
    roles: ['2'],
    overwrites: [],
  };
  const over = (id: string, type: number, allow: bigint, deny: bigint) => ({ id, type, allow, deny });
  expect(permissionsOf(base)).toBe(Can.ViewChannel | Can.SendMessages);
  expect(permissionsOf({ ...base, guild: { ...base.guild, owner_id: '9' } }) & Can.AttachFiles).not.toBe(0n);
  const admin = [...base.guild.roles, { id: '4', permissions: Can.Administrator }];
  const asAdmin = { ...base, roles: ['4'], guild: { ...base.guild, roles: admin } };
  expect(
    permissionsOf({ ...asAdmin, overwrites: [over('1', 0, 0n, Can.ViewChannel)] }) & Can.ViewChannel,
  ).not.toBe(0n);
  expect(permissionsOf({ ...base, overwrites: [over('1', 0, 0n, Can.SendMessages)] })).toBe(Can.ViewChannel);
  const back = [over('1', 0, 0n, Can.SendMessages), over('2', 0, Can.SendMessages, 0n)];
  expect(permissionsOf({ ...base, overwrites: back })).toBe(Can.ViewChannel | Can.SendMessages);
  expect(permissionsOf({ ...base, overwrites: [...back, over('9', 1, 0n, Can.SendMessages)] })).toBe(
    Can.ViewChannel,
  );
  expect(
    permissionsOf({ ...base, overwrites: [over('3', 0, 0n, Can.ViewChannel)] }) & Can.ViewChannel,
  ).not.toBe(0n);
});
