import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { createDiscord } from '#adapters/discord/discord.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { paintPixel } from '#test/fakes/painter.ts';
import { startDiscord, type Discord } from '#test/fakes/discord/server.ts';
import { createLog, startBot, type Bot } from './support.ts';

const words = messagesFor('en');
const clip = { name: 'holiday.mp4', mime: 'video/mp4', bytes: Buffer.from('clip') };
let stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops) await stop();
  stops = [];
});

async function start(options: Parameters<typeof startBot>[0] = {}): Promise<Bot> {
  const bot = await startBot(options);
  stops.unshift(bot.stop);
  return bot;
}
async function stand(): Promise<Discord> {
  const discord = await startDiscord();
  stops.push(discord.stop);
  return discord;
}
const handled = (bot: Bot, count = 1) =>
  bot.discord.until(() => bot.handled.length >= count && bot.handled[count - 1]);

describe('a broken connection', () => {
  test('is resumed, and what was said meanwhile arrives', async () => {
    const bot = await start();
    const { discord } = bot;
    const ann = discord.person('Ann');
    discord.gateway.drop();
    await discord.until(() => discord.gateway.connected() === 0);
    ann.say(ann.dm(), 'said in between');
    expect((await handled(bot)).text).toBe('said in between');
    expect(discord.gateway.seen).toMatchObject({ identifies: 1, resumes: 1 });
  });

  test('is made anew where Discord asks for it', async () => {
    const bot = await start();
    const ann = bot.discord.person('Ann');
    bot.discord.gateway.askToReconnect();
    await bot.discord.until(() => bot.discord.gateway.seen.resumes === 1);
    ann.say(ann.dm(), 'hello again');
    expect((await handled(bot)).text).toBe('hello again');
  });

  test('that Discord has forgotten is identified anew', async () => {
    const bot = await start();
    const ann = bot.discord.person('Ann');
    bot.discord.gateway.cut(4_000);
    bot.discord.gateway.forgetSessions();
    await bot.discord.until(() => bot.discord.gateway.seen.identifies === 2);
    ann.say(ann.dm(), 'hello again');
    expect((await handled(bot)).text).toBe('hello again');
  });

  test('is kept alive by heartbeats, and missed answers are noticed', async () => {
    const discord = await stand();
    discord.gateway.settings.heartbeatIntervalMs = 20;
    await start({ discord });
    await discord.until(() => discord.gateway.seen.heartbeats > 3);
    expect(discord.gateway.connected()).toBe(1);
  });
});

describe('without the message content intent', () => {
  async function limited(): Promise<Bot> {
    const discord = await stand();
    discord.gateway.settings.messageContent = false;
    discord.guild('Studio');
    return start({ discord });
  }

  test('it logs in again without it, and says so once', async () => {
    const bot = await limited();
    expect(bot.discord.gateway.seen).toMatchObject({ identifies: 2 });
    expect(bot.notes).toHaveLength(1);
    expect(bot.logged().match(/may not read message content/g)).toHaveLength(1);
    expect(JSON.stringify(bot.discord.gateway.seen.presence)).toContain(words.discord.presenceMentionOnly);
  });

  test('mentions, direct messages, replies to it and commands all work', async () => {
    const bot = await limited();
    const { discord } = bot;
    const [guild] = [...discord.world.guilds.values()];
    const channel = discord.channel(guild!, 'clips');
    const ann = discord.person('Ann');
    const asked = ann.say(channel, 'trim it', { mention: true, files: [clip] });
    expect(await handled(bot)).toMatchObject({ text: 'trim it', attachments: [{ name: 'holiday.mp4' }] });
    ann.say(ann.dm(), 'faster', { files: [clip] });
    expect((await handled(bot, 2)).attachments).toHaveLength(1);
    ann.command(channel, 'credits');
    expect((await handled(bot, 3)).text).toBe('/credits');

    // In its own thread other messages come empty: it says so, once.
    const thread = await discord.threadOn(asked);
    ann.say(thread, 'and add captions');
    ann.say(thread, 'hello?');
    await discord.botMessage(thread, ({ content }) => content.includes(words.discord.mentionMe.slice(0, 20)));
    ann.say(thread, 'add captions', { mention: true });
    expect((await handled(bot, 4)).text).toBe('add captions');
    await bot.gateway.stop();
    expect(discord.fromBot(thread)).toHaveLength(1);
    expect(bot.handled).toHaveLength(4);
  });
});

test('with it, its status line invites', async () => {
  const bot = await start();
  expect(JSON.stringify(bot.discord.gateway.seen.presence)).toContain(words.discord.presence);
  expect(bot.notes).toEqual([]);
});

describe('a wrong token', () => {
  test('ends the start with a clear message, asked about once', async () => {
    const discord = await stand();
    const dir = await mkdtemp(join(tmpdir(), 'reelay-token-'));
    const main = fileURLToPath(new URL('../../../src/start.js', import.meta.url));
    const child = spawn(process.execPath, [main], {
      env: {
        ...process.env,
        DATA_DIR: dir,
        PORT: '0',
        DISCORD_TOKEN: 'not-the-token-at-all',
        DISCORD_API_URL: discord.apiUrl,
      },
    });
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(code).toBe(1);
    expect(said).toContain('Discord does not accept DISCORD_TOKEN');
    expect(said).toContain('docs/settings.md#discord_token');
    expect(said).not.toContain('not-the-token-at-all');
    expect(discord.rest.calls.map(({ path, status }) => [path, status])).toEqual([['/users/@me', 401]]);
    expect(discord.gateway.seen.identifies).toBe(0);
    await rm(dir, { recursive: true, force: true });
  });

  test('is found out at its start by a process that only sends', async () => {
    const discord = await stand();
    const { log } = createLog();
    const parts = {
      apiUrl: discord.apiUrl,
      shards: undefined,
      paint: paintPixel,
      log,
      onFatal: () => undefined,
    };
    await expect(createDiscord({ ...parts, token: 'wrong' }).checkToken()).rejects.toThrow(/DISCORD_TOKEN/);
    await createDiscord({ ...parts, token: discord.token }).checkToken();
  });

  test('taken back in mid-run is said, and the gateway is not ready any more', async () => {
    const bot = await start();
    expect(bot.gateway.isReady()).toBe(true);
    bot.discord.gateway.cut(4_004);
    await bot.discord.until(() => bot.discord.gateway.connected() === 0);
    await expect.poll(() => bot.gateway.isReady()).toBe(false);
    expect(bot.fatal()?.message).toContain('no longer accepts DISCORD_TOKEN');
    expect(bot.discord.gateway.seen.identifies).toBe(1);
  });
});

test('a Discord that cannot be reached ends the start with a clear message', async () => {
  const discord = await startDiscord();
  await discord.stop();
  await expect(startBot({ discord })).rejects.toThrow(/Discord cannot be reached/);
});

describe('two processes with one token', () => {
  test('the one that comes second to an interaction says so and how to mend it, and does nothing', async () => {
    const discord = await stand();
    const guild = discord.guild('Studio');
    const bots = [await start({ discord }), await start({ discord })];
    const ann = discord.person('Ann');
    ann.command(discord.channel(guild, 'clips'), 'export');
    await discord.until(
      () => discord.rest.calls.filter(({ path }) => path.endsWith('/callback')).length === 2,
    );
    for (const bot of bots) await bot.gateway.stop();
    const said = bots.map((bot) => bot.logged().includes('seems to answer with the same DISCORD_TOKEN'));
    expect(said.filter(Boolean)).toHaveLength(1);
    expect(bots.flatMap(({ handled }) => handled)).toHaveLength(1);
    expect(bots.map((bot) => bot.logged()).join('')).toContain('SHARD_IDS');
  });

  test('the one that comes second to a message says so too', async () => {
    const discord = await stand();
    const guild = discord.guild('Studio');
    const bots = [await start({ discord }), await start({ discord })];
    const ann = discord.person('Ann');
    ann.say(discord.channel(guild, 'clips'), 'trim it', { mention: true, files: [clip] });
    await discord.until(() => bots.every(({ handled }) => handled.length === 1));
    const said = bots.map((bot) => bot.logged().includes('seems to answer with the same DISCORD_TOKEN'));
    expect(said.filter(Boolean)).toHaveLength(1);
    // Both name it the same, so one store keeps one turn.
    expect(bots[0]!.handled[0]).toEqual(bots[1]!.handled[0]);
  });
});

test('shards: each process hears its servers, and only the first hears direct messages', async () => {
  const discord = await stand();
  const guilds = Array.from({ length: 8 }, (_, index) => discord.guild(`Studio ${index}`));
  // Server ids count up from the same moment; Discord shards by the time in them.
  const first = await start({ discord, shards: { count: 2, ids: [0] } });
  const second = await start({ discord, shards: { count: 2, ids: [1] } });
  const ann = discord.person('Ann');
  for (const guild of guilds) ann.say(discord.channel(guild, 'clips'), 'help', { mention: true });
  ann.say(ann.dm(), 'credits');
  await discord.until(() => first.handled.length + second.handled.length === guilds.length + 1);
  const shardOf = (id: string): number => Number((BigInt(id) >> 22n) % 2n);
  expect(first.handled.filter(({ text }) => text === 'help')).toHaveLength(
    guilds.filter(({ id }) => shardOf(id) === 0).length,
  );
  expect(first.handled.map(({ text }) => text)).toContain('credits');
  expect(discord.rest.calls.filter(({ method }) => method === 'PUT')).toHaveLength(1);
});

test('a shard that does not exist ends the start with a clear message', async () => {
  await expect(start({ shards: { count: 2, ids: [2] } })).rejects.toThrow(/docs\/settings.md#shards/);
});
