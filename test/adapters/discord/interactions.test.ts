import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adminCommandNames, commandNames } from '#src/core/commands.ts';
import { AppError } from '#src/errors.ts';
import { errorText } from '#src/engine/replies.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Person } from '#test/fakes/discord/people.ts';
import type { Discord } from '#test/fakes/discord/server.ts';
import type { Channel, Guild, Interaction } from '#test/fakes/discord/world.ts';
import { startBot, told as toldTo, type Bot } from './support.ts';

const words = messagesFor('en');
const clip = { name: 'holiday.mp4', mime: 'video/mp4', bytes: Buffer.from('clip') };
let bot: Bot;
let discord: Discord;
let guild: Guild;
let channel: Channel;
let ann: Person;

beforeEach(async () => {
  bot = await startBot({ readsBytes: true, prepare: (made) => void (guild = made.guild('Studio')) });
  ({ discord } = bot);
  channel = discord.channel(guild, 'clips');
  ann = discord.person('Ann');
});
afterEach(() => bot.stop());

const handled = (count = 1) => discord.until(() => bot.handled.length >= count && bot.handled[count - 1]);
const told = (person: Person, place: Channel): Promise<string> => toldTo(discord, person, place);
const gone = (interaction: Interaction) =>
  discord.until(
    () =>
      interaction.acknowledged &&
      !discord.world.messagesOf(interaction.channelId).has(interaction.originalId ?? ''),
  );

describe('commands', () => {
  test('are registered in both languages, each once', () => {
    const shown = discord.world.commands as {
      name: string;
      type: number;
      description_localizations?: object;
    }[];
    expect(shown.filter(({ type }) => type === 1).map(({ name }) => name)).toEqual([
      ...commandNames,
      ...adminCommandNames,
    ]);
    for (const { name, type, description_localizations } of shown) {
      if (type !== 1) continue;
      expect(description_localizations).toMatchObject({
        'zh-CN': messagesFor('zh').commands[name as 'edit'],
      });
    }
    expect(shown.at(-1)).toMatchObject({ name: words.discord.editThisVideo, type: 3 });
  });

  test('those of admins are shown to who manages a server, the others to all', () => {
    const shownTo = discord.world.commands.map((command) => [
      command['name'],
      command['default_member_permissions'],
    ]);
    const manage = String(PermissionFlagsBits.ManageGuild);
    for (const name of adminCommandNames) expect(shownTo).toContainEqual([name, manage]);
    for (const name of commandNames) expect(shownTo).toContainEqual([name, null]);
  });

  test('are registered anew only when they changed', async () => {
    const puts = (): number => discord.rest.calls.filter(({ method }) => method === 'PUT').length;
    expect(puts()).toBe(1);
    await (await startBot({ discord })).stop();
    expect(puts()).toBe(1);
    Object.assign(discord.world.commands[0]!, { description: 'an older text' });
    await (await startBot({ discord })).stop();
    expect(puts()).toBe(2);
    discord.world.commands.push({ ...discord.world.commands[0], name: 'removed' });
    await (await startBot({ discord })).stop();
    expect(puts()).toBe(3);
  });

  test.each([
    ['export', {}, '/export'],
    ['export', { quality: '720p' }, '/export 720p'],
    ['credits', {}, '/credits'],
    ['status', {}, '/status'],
    ['new', {}, '/new'],
    ['projects', { name: 'Holiday' }, '/projects Holiday'],
    ['last', {}, '/last'],
    ['cancel', {}, '/cancel'],
    ['language', { language: 'zh' }, '/language zh'],
    ['help', {}, '/help'],
    ['unlink', {}, '/unlink'],
    ['forget', {}, '/forget'],
    ['edit', { prompt: 'trim the pauses' }, 'trim the pauses'],
  ])('/%s %j reaches the engine as "%s"', async (name, options, text) => {
    const used = ann.command(ann.dm(), name, options);
    expect(await handled()).toMatchObject({
      threadKey: `discord:${ann.dm().id}`,
      messageId: `i${ann.user.id}-${used.id}`,
      authorId: ann.user.id,
      locale: 'en',
      text,
      attachments: [],
    });
    // What answers it is a message of its own, so "thinking…" goes away.
    await gone(used);
  });

  test('are answered before anything else is done', async () => {
    const gate = Promise.withResolvers<void>();
    bot.will.wait = gate.promise;
    const used = ann.command(channel, 'export');
    await handled();
    expect(used.acknowledged).toBe(true);
    expect(discord.seenOnlyBy(ann, channel)).toHaveLength(1);
    gate.resolve();
    await gone(used);
  });

  test('whose first answer is lost on its way are answered again, by us alone', async () => {
    discord.rest.fault({ method: 'POST', path: /\/callback$/, loseAnswer: true });
    ann.command(channel, 'export');
    await handled();
    await bot.gateway.stop();
    expect(discord.rest.calls.filter(({ path }) => path.endsWith('/callback'))).toHaveLength(2);
    expect(bot.logged()).not.toContain('same DISCORD_TOKEN');
  });

  test('that fail say why, to their author alone', async () => {
    const error = new AppError('nemo.unreachable', { sent: false });
    bot.will.fail = error;
    ann.command(channel, 'export');
    expect(await told(ann, channel)).toBe(errorText(error, 'en'));
    expect(discord.fromBot(channel)).toEqual([]);
  });

  test('speak the language of who uses them', async () => {
    const mei = discord.person('Mei', { locale: 'zh-CN' });
    mei.command(channel, 'credits');
    expect((await handled()).locale).toBe('zh');
  });
});

describe('orders of admins', () => {
  test.each([
    ['approve', { code: 'K7PM2XWQ' }, '/approve K7PM2XWQ'],
    ['revoke', { person: '1139201834728374123' }, '/revoke 1139201834728374123'],
    ['approved', {}, '/approved'],
  ])('/%s is answered to its author alone, and is no request', async (name, given, text) => {
    ann.command(channel, name, given);
    expect(await told(ann, channel)).toBe(`done: ${text}`);
    expect(bot.ordered).toEqual([text]);
    expect(bot.handled).toEqual([]);
    expect(discord.fromBot(channel)).toEqual([]);
  });

  test('of somebody who is not let in are refused like anything else', async () => {
    bot.will.admit = false;
    ann.command(channel, 'approved');
    expect(await told(ann, channel)).toBe(words.errors['access.closed']({}));
  });
});

describe('/edit', () => {
  test('opens a thread on its answer, named after the clip', async () => {
    const used = ann.command(channel, 'edit', { prompt: 'trim it', file: { file: clip } });
    const { threadKey, attachments } = await handled();
    const thread = discord.world.channels.get(used.originalId!)!;
    expect(thread).toMatchObject({ name: 'holiday', parentId: channel.id });
    expect(threadKey).toBe(`discord:${channel.id}:${thread.id}`);
    expect(attachments).toEqual([{ kind: 'media', mediaId: 'media-1' }]);
    const pointer = discord.world.messagesOf(channel.id).get(used.originalId!)!.message;
    expect(pointer.content).toBe(words.discord.goesOnIn({ place: `<#${thread.id}>` }));
  });

  test('hands its files over at once, in order, since they vanish with the command', async () => {
    ann.command(ann.dm(), 'edit', {
      prompt: 'put them together',
      file2: { file: { ...clip, name: 'second.mp4' } },
      file: { file: clip },
    });
    const inbound = await handled();
    expect(bot.received.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['second.mp4', 4],
      ['holiday.mp4', 4],
    ]);
    expect(bot.received[0]!.link).toMatch(/^http.*\/ephemeral-attachments\/.*second\.mp4\?ex=/);
    expect(JSON.stringify(inbound)).not.toContain('http');
  });

  test('in a thread of ours goes on in it', async () => {
    const asked = ann.say(channel, 'trim it', { mention: true, files: [clip] });
    const thread = await discord.threadOn(asked);
    await handled();
    ann.command(thread, 'edit', { prompt: 'faster' });
    expect((await handled(2)).threadKey).toBe(`discord:${channel.id}:${thread.id}`);
  });

  test('without the right to open threads goes on in the channel', async () => {
    channel.denied = PermissionFlagsBits.CreatePublicThreads;
    ann.command(channel, 'edit', { prompt: 'trim it' });
    expect((await handled()).threadKey).toBe(`discord:${channel.id}`);
  });

  test.each([
    ['a program', { name: 'setup.exe', size: 9 }, words.errors['file.unsupported']({ name: 'setup.exe' })],
    [
      '600 MB',
      { name: 'long.mp4', size: 600 * 1024 ** 2 },
      words.errors['file.too-large']({ name: 'long.mp4', limitMb: 500, sizeMb: 600 }),
    ],
  ])('refuses %s in words', async (_, file, expected) => {
    ann.command(ann.dm(), 'edit', { prompt: 'trim it', file: { file } });
    expect(await told(ann, ann.dm())).toBe(expected);
    expect(bot.handled).toEqual([]);
    expect(bot.received).toEqual([]);
  });
});

describe('where the bot cannot write', () => {
  async function inDirect(place: Channel): Promise<void> {
    const used = ann.command(place, 'edit', { prompt: 'trim it', file: { file: clip } });
    const inbound = await handled();
    const direct = ann.dm();
    expect(inbound.threadKey).toBe(`discord:${direct.id}`);
    expect(discord.fromBot(direct)[0]!.content).toBe(words.discord.directOpening);
    expect(await told(ann, place)).toBe(
      words.discord.cannotWriteHere({ place: `https://discord.com/channels/@me/${direct.id}` }),
    );
    expect(used.ephemeral).toBe(true);
    expect(discord.fromBot(place)).toEqual([]);
  }

  test('a server where only the person has the app: it says so and sends direct messages', async () => {
    const foreign = discord.guild('Foreign', { installed: false });
    await inDirect(discord.channel(foreign, 'talk'));
  });

  test('a conversation between people', () =>
    inDirect(discord.world.addChannel({ name: 'us', type: ChannelType.GroupDM })));

  test('a channel where it has no rights', async () => {
    channel.denied = PermissionFlagsBits.SendMessages | PermissionFlagsBits.SendMessagesInThreads;
    await inDirect(channel);
  });

  test('and no direct messages either: it says how to change that, and starts nothing', async () => {
    const foreign = discord.guild('Foreign', { installed: false });
    const shy = discord.person('Shy', { dmOpen: false });
    const place = discord.channel(foreign, 'talk');
    shy.command(place, 'edit', { prompt: 'trim it', file: { file: clip } });
    expect(await told(shy, place)).toBe(words.discord.cannotReachYou);
    expect(bot.handled).toEqual([]);
    expect(bot.received).toEqual([]);
  });
});
