import { ChannelType, MessageType, PermissionFlagsBits } from 'discord-api-types/v10';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '#src/errors.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Person } from '#test/fakes/discord/people.ts';
import type { Discord } from '#test/fakes/discord/server.ts';
import type { Channel, Guild } from '#test/fakes/discord/world.ts';
import { startBot, type Bot } from './support.ts';

const words = messagesFor('en');
const clip = { name: 'holiday.mp4', mime: 'video/mp4', bytes: Buffer.from('clip') };
let bot: Bot;
let discord: Discord;
let guild: Guild;
let channel: Channel;
let ann: Person;

beforeEach(async () => {
  bot = await startBot({ prepare: (made) => void (guild = made.guild('Studio')) });
  ({ discord } = bot);
  channel = discord.channel(guild, 'clips');
  ann = discord.person('Ann');
});
afterEach(() => bot.stop());

const handled = (count = 1) => discord.until(() => bot.handled.length >= count && bot.handled[count - 1]);

/** Everything sent so far has been received and dealt with. */
async function nothingMore(): Promise<void> {
  ann.say(discord.channel(guild, 'last'), 'help', { mention: true });
  const last = await discord.until(() => bot.handled.find(({ text }) => text === 'help'));
  await bot.gateway.stop();
  bot.handled.splice(bot.handled.indexOf(last), 1);
}

describe('a mention', () => {
  test('with a clip opens a thread named after it, and the clip is known by its ids', async () => {
    const asked = ann.say(channel, 'trim the pauses', { mention: true, files: [clip] });
    const inbound = await handled();
    const thread = await discord.threadOn(asked);
    expect(thread).toMatchObject({ name: 'holiday', parentId: channel.id });
    expect(inbound).toEqual({
      threadKey: `discord:${channel.id}:${asked.id}`,
      messageId: `m${ann.user.id}-${asked.id}`,
      authorId: ann.user.id,
      space: guild.id,
      locale: undefined,
      text: 'trim the pauses',
      attachments: [
        {
          kind: 'remote',
          ref: JSON.stringify({
            channel: channel.id,
            message: asked.id,
            attachment: asked.attachments[0]!.id,
            name: 'holiday.mp4',
          }),
          name: 'holiday.mp4',
          mime: 'video/mp4',
          bytes: 4,
        },
      ],
    });
    expect(JSON.stringify(inbound)).not.toContain('http');
  });

  test('with work to do but no clip opens a thread named by its words', async () => {
    const asked = ann.say(channel, 'make a video of a harbour at dawn', { mention: true });
    await handled();
    expect((await discord.threadOn(asked)).name).toBe('make a video of a harbour at dawn');
  });

  test('with a quick question is answered where it is asked', async () => {
    ann.say(channel, 'credits', { mention: true });
    expect((await handled()).threadKey).toBe(`discord:${channel.id}`);
    expect(discord.rest.calls.some(({ path }) => path.endsWith('/threads'))).toBe(false);
  });

  test('of the role that was made for it is as good as one by name', async () => {
    ann.say(channel, `<@&${guild.botRoleId}> credits`, { author: { mention_roles: [guild.botRoleId] } });
    expect((await handled()).text).toBe('credits');
  });

  test('alone asks for help', async () => {
    ann.say(channel, '', { mention: true });
    expect((await handled()).text).toBe('/help');
  });

  test('where no thread may be opened goes on in the channel', async () => {
    channel.denied = PermissionFlagsBits.CreatePublicThreads;
    ann.say(channel, 'trim it', { mention: true, files: [clip] });
    expect((await handled()).threadKey).toBe(`discord:${channel.id}`);
  });

  test('of a message that has a thread already goes on in that one', async () => {
    const asked = ann.say(channel, 'look at this', { files: [clip] });
    discord.world.addChannel({
      id: asked.id,
      name: 'talk',
      type: ChannelType.PublicThread,
      guildId: guild.id,
      parentId: channel.id,
      ownerId: ann.user.id,
    });
    asked.mentions = [{ ...asked.author, id: discord.world.bot.id }];
    ann.repeat(channel, asked);
    expect((await handled()).threadKey).toBe(`discord:${channel.id}:${asked.id}`);
    expect(bot.logged()).not.toContain('same DISCORD_TOKEN');
  });

  test('in answer to another one’s clip brings that clip', async () => {
    const ben = discord.person('Ben');
    const shown = ben.say(channel, 'my holiday', { files: [clip] });
    ann.say(channel, 'add captions to that', { mention: true, replyTo: shown });
    const [file] = (await handled()).attachments;
    expect(file).toMatchObject({ name: 'holiday.mp4' });
    expect(JSON.stringify(file)).toContain(shown.id);
  });
});

describe('threads', () => {
  test('that the bot opened need no mention, and keep one project', async () => {
    const asked = ann.say(channel, 'trim it', { mention: true, files: [clip] });
    const thread = await discord.threadOn(asked);
    const first = await handled();
    ann.say(thread, 'and now faster');
    const second = await handled(2);
    expect(second).toMatchObject({ threadKey: first.threadKey, text: 'and now faster' });
  });

  test('of people do need one, each time', async () => {
    const thread = discord.world.addChannel({
      name: 'talk',
      type: ChannelType.PublicThread,
      guildId: guild.id,
      parentId: channel.id,
      ownerId: ann.user.id,
    });
    ann.say(thread, 'not for you');
    ann.say(thread, 'trim it', { mention: true, files: [clip] });
    ann.say(thread, 'not for you either');
    await nothingMore();
    expect(bot.handled.map(({ text, threadKey }) => [text, threadKey])).toEqual([
      ['trim it', `discord:${channel.id}:${thread.id}`],
    ]);
  });

  test('in a forum are ours where their first message calls us', async () => {
    const forum = discord.channel(guild, 'requests', ChannelType.GuildForum);
    discord.gateway.toShard(guild.id, 'CHANNEL_CREATE', {
      id: forum.id,
      type: forum.type,
      guild_id: guild.id,
      name: forum.name,
      position: 0,
      permission_overwrites: [],
      available_tags: [],
    });
    const post = ann.postInForum(forum, 'My holiday', 'trim it', { mention: true, files: [clip] });
    expect((await handled()).threadKey).toBe(`discord:${forum.id}:${post.thread.id}`);
    ann.say(post.thread, 'and now faster');
    expect((await handled(2)).text).toBe('and now faster');
    const other = ann.postInForum(forum, 'Another', 'nothing for you');
    ann.say(other.thread, 'still nothing');
    await nothingMore();
    expect(bot.handled).toHaveLength(2);
  });
});

test('direct messages are one thread a person, without any mention', async () => {
  ann.say(ann.dm(), 'trim it', { files: [clip] });
  ann.say(ann.dm(), 'faster');
  await handled(2);
  expect(bot.handled.map(({ threadKey, text }) => [threadKey, text])).toEqual([
    [`discord:${ann.dm().id}`, 'trim it'],
    [`discord:${ann.dm().id}`, 'faster'],
  ]);
});

test('bots, webhooks, notices and the bot itself are not listened to', async () => {
  const robot = discord.person('Robot', { bot: true });
  robot.say(robot.dm(), 'trim it', { files: [clip] });
  ann.say(channel, 'trim it', { mention: true, author: { webhook_id: '123456789012345678' } });
  ann.say(channel, '', { mention: true, author: { type: MessageType.ChannelPinnedMessage } });
  ann.say(channel, 'trim it', {
    mention: true,
    author: { author: { ...robot.user, id: discord.world.bot.id } as never },
  });
  ann.say(channel, 'just talking', { files: [clip] });
  await nothingMore();
  expect(bot.handled).toEqual([]);
});

test('the same event twice is one message', async () => {
  const asked = ann.say(channel, 'trim it', { mention: true, files: [clip] });
  await handled();
  ann.repeat(channel, asked);
  await nothingMore();
  expect(bot.handled).toHaveLength(1);
});

test('two messages within a moment are taken in their order', async () => {
  const texts = Array.from({ length: 6 }, (_, index) => `cut second ${index}`);
  for (const text of texts) ann.say(ann.dm(), text);
  await handled(texts.length);
  expect(bot.handled.map(({ text }) => text)).toEqual(texts);
});

test('a quick question is not kept waiting by a message that is still being taken', async () => {
  const gate = Promise.withResolvers<void>();
  bot.will.wait = gate.promise;
  ann.say(ann.dm(), 'trim it', { files: [clip] });
  await handled();
  ann.say(ann.dm(), 'credits');
  expect((await handled(2)).text).toBe('credits');
  gate.resolve();
});

describe('afterwards', () => {
  test('an edited message takes its new words along, a preview of Discord’s does not count', async () => {
    const asked = ann.say(ann.dm(), 'trim it');
    await handled();
    ann.edit(ann.dm(), asked, 'trim it to 5 seconds');
    await discord.until(() => bot.revised.length > 0);
    discord.gateway.inChannel(ann.dm(), 'MESSAGE_UPDATE', { ...asked, edited_timestamp: null });
    await nothingMore();
    expect(bot.revised).toEqual([`m${ann.user.id}-${asked.id} trim it to 5 seconds`]);
  });

  test('a deleted message takes its request back, alone or among many', async () => {
    const one = ann.say(ann.dm(), 'trim it');
    const two = ann.say(ann.dm(), 'mute it');
    await handled(2);
    ann.delete(ann.dm(), one);
    discord.gateway.inChannel(ann.dm(), 'MESSAGE_DELETE_BULK', {
      ids: [two.id, '1'],
      channel_id: ann.dm().id,
    });
    await discord.until(() => bot.retracted.length === 2);
    expect(bot.retracted).toEqual([`m${ann.user.id}-${one.id}`, `m${ann.user.id}-${two.id}`]);
  });
});

describe('what cannot be taken is answered in words, and opens no thread', () => {
  const made = (name: string, size: number) => ({ name, size });
  test.each([
    ['11 attachments', Array.from({ length: 11 }, () => clip), words.errors['file.too-many']({ limit: 10 })],
    [
      'an attachment of 600 MB',
      [made('long.mp4', 600 * 1024 ** 2)],
      words.errors['file.too-large']({ name: 'long.mp4', limitMb: 500, sizeMb: 600 }),
    ],
    ['a program', [made('setup.exe', 9)], words.errors['file.unsupported']({ name: 'setup.exe' })],
    ['an empty file', [made('clip.mp4', 0)], words.errors['file.empty']({ name: 'clip.mp4' })],
  ])('%s', async (_, files, expected) => {
    const asked = ann.say(channel, 'trim it', { mention: true, files });
    const told = await discord.botMessage(channel, () => true);
    expect(told).toMatchObject({ content: expected, message_reference: { message_id: asked.id } });
    expect(told.mentions.map(({ id }) => id)).toEqual([ann.user.id]);
    expect(bot.handled).toEqual([]);
    expect(discord.world.channels.has(asked.id)).toBe(false);
  });

  test('a text of 4,001 characters', async () => {
    ann.say(ann.dm(), 'x'.repeat(4_001));
    const told = await discord.botMessage(ann.dm(), () => true);
    expect(told.content).toBe(words.errors['message.too-long']({ limit: 4_000 }));
  });

  test('a sticker', async () => {
    bot.will.fail = new AppError('message.empty', {});
    ann.say(ann.dm(), '');
    expect((await discord.botMessage(ann.dm(), () => true)).content).toBe(words.errors['message.empty']({}));
  });

  test('anything when something broke: a number, and the same in the log', async () => {
    bot.will.fail = new Error('the database is gone');
    ann.say(ann.dm(), 'trim it');
    const told = await discord.botMessage(ann.dm(), () => true);
    const incident = /\b[0-9a-f]{8}\b/.exec(told.content)![0];
    expect(bot.logged()).toContain(`"incident":"${incident}"`);
  });
});

test('a payload of a shape nobody knows is logged and passed by', async () => {
  discord.gateway.toShard(guild.id, 'MESSAGE_CREATE', { nothing: 'known' });
  discord.gateway.toShard(guild.id, 'INTERACTION_CREATE', { id: 'x' });
  await nothingMore();
  expect(bot.logged()).toContain('a shape that is not known');
});

test('languages: a server’s own, and Chinese wherever it is written', async () => {
  const chinese = discord.guild('片场', { locale: 'zh-CN' });
  discord.gateway.toShard(chinese.id, 'GUILD_CREATE', { ...discord.guildPayload(chinese) });
  const room = discord.channel(chinese, '剪辑');
  ann.say(room, 'trim it', { mention: true });
  ann.say(ann.dm(), '剪掉停顿');
  await handled(2);
  expect(bot.handled.map(({ locale }) => locale)).toEqual(['zh', 'zh']);
});
