import { ChannelType, MessageFlags, PermissionFlagsBits, type APIMessage } from 'discord-api-types/v10';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDiscord } from '#adapters/discord/discord.ts';
import { keyOf, messageIdOf } from '#adapters/discord/ids.ts';
import { isAppError } from '#src/errors.ts';
import { textReply, type OutboundMessage, type ThreadKey } from '#src/core/message.ts';
import type { Messenger, OpenFile } from '#src/ports.ts';
import { paintPixel } from '#test/fakes/painter.ts';
import { messengerContract, noFile } from '#test/contracts/messenger-contract.ts';
import type { Person } from '#test/fakes/discord/people.ts';
import { startDiscord, type Discord } from '#test/fakes/discord/server.ts';
import type { Channel, Guild } from '#test/fakes/discord/world.ts';
import { createLog } from './support.ts';

let discord: Discord;
let messenger: Messenger;
let logged: () => string;
let fatal: Error | undefined;
let guild: Guild;
let channel: Channel;
let thread: Channel;
let ann: Person;
let asked: APIMessage;
let starter: APIMessage;

beforeEach(async () => {
  discord = await startDiscord();
  const made = createLog();
  ({ logged } = made);
  const { apiUrl, token } = discord;
  fatal = undefined;
  const onFatal = (error: Error): void => void (fatal = error);
  ({ messenger } = createDiscord({
    token,
    apiUrl,
    shards: undefined,
    paint: paintPixel,
    log: made.log,
    onFatal,
  }));
  guild = discord.guild('Studio');
  channel = discord.channel(guild, 'clips');
  ann = discord.person('Ann');
  starter = ann.say(channel, 'trim it');
  thread = discord.world.addChannel({
    id: starter.id,
    name: 'speech',
    type: ChannelType.PublicThread,
    guildId: guild.id,
    parentId: channel.id,
    ownerId: discord.world.bot.id,
  });
  asked = ann.say(thread, 'and faster');
});
afterEach(() => discord.stop());

const inThread = (): ThreadKey => keyOf({ channelId: thread.id, parentId: channel.id });
const idOf = (message: APIMessage): string =>
  messageIdOf({ kind: 'message', authorId: ann.user.id, id: message.id });
const result = (text: string, more: Partial<OutboundMessage> = {}): OutboundMessage => ({
  ...textReply(idOf(asked), 'result', text),
  ...more,
});
let nonces = 0;
const post = (message: OutboundMessage, open: OpenFile = noFile, key = inThread()): Promise<string> =>
  messenger.post(key, message, `turn-${(nonces += 1)}:last`, open);
const sent = (place = thread): APIMessage => discord.fromBot(place).at(-1)!;
const posts = () =>
  discord.rest.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/messages'));

const video = (bytes: number, name = 'reelay-v1.mp4') => ({
  files: [{ name, mime: 'video/mp4', bytes, renderId: 'r1' }],
});
const opens = (bytes: number): OpenFile & { count: () => number } => {
  let count = 0;
  const open: OpenFile = async () => {
    count += 1;
    async function* body(): AsyncGenerator<Uint8Array> {
      const chunk = Buffer.alloc(64 * 1024, 7);
      for (let at = 0; at < bytes; at += chunk.length)
        yield chunk.subarray(0, Math.min(chunk.length, bytes - at));
    }
    return { status: 200, bytes, range: undefined, body: body() };
  };
  return Object.assign(open, { count: () => count });
};

describe('the contract', () => {
  /** Text as Discord's clients show it: escapes gone, bold and links as their words. */
  const read = (content: string): string =>
    content
      .replace(/\[([^\]]+)\]\(https?:[^)]+\)/g, '$1')
      .replace(/\*\*((?:[^*\\]|\\.)+)\*\*/g, '$1')
      .replace(/`([^`\n]+)`/g, '$1')
      .replace(/\\([\\_*~|`#>-])/g, '$1');
  messengerContract(() => ({
    messenger,
    threadKey: inThread(),
    saidId: idOf(asked),
    video: Buffer.alloc(5_000, 1),
    sendsFiles: true,
    hasAlt: true,
    seen: async () =>
      discord.fromBot(thread).map((message) => ({
        id: message.id,
        text: read(message.content),
        buttons: (message.components ?? []).flatMap((row) =>
          (row as unknown as { components: { label: string; custom_id: string }[] }).components.map(
            ({ label, custom_id: id }) => ({ label, token: id.split('/')[1]! }),
          ),
        ),
        pictureAlt: message.attachments.find(({ content_type: type }) => type === 'image/png')?.description,
        replyTo:
          message.message_reference?.message_id === undefined
            ? undefined
            : messageIdOf({
                kind: 'message',
                authorId: message.referenced_message!.author.id,
                id: message.message_reference.message_id,
              }),
        fileBytes: message.attachments[0]?.size,
      })),
  }));
});

describe('whom it notifies', () => {
  const mentioned = (message: APIMessage): string[] => message.mentions.map(({ id }) => id);

  test('the author of what it answers, and only with a last word', async () => {
    await post(result('ready'));
    expect(sent()).toMatchObject({ message_reference: { message_id: asked.id } });
    expect(mentioned(sent())).toEqual([ann.user.id]);
    await post({ ...result('Got it.'), kind: 'ack' });
    expect(sent()).toMatchObject({ message_reference: { message_id: asked.id } });
    expect(mentioned(sent())).toEqual([]);
    expect((sent().flags ?? 0) & MessageFlags.SuppressNotifications).not.toBe(0);
  });

  test('nobody that a text names', async () => {
    const ben = discord.person('Ben');
    await post(result(`a title "@everyone" for ${ben.mention} and <@&${guild.id}> @here`));
    expect(mentioned(sent())).toEqual([ann.user.id]);
    expect(posts().at(-1)!.body['allowed_mentions']).toEqual({ parse: [], replied_user: true });
    await messenger.edit(inThread(), sent().id, result('@everyone'));
    expect(discord.rest.calls.at(-1)!.body['allowed_mentions']).toEqual({ parse: [], replied_user: false });
  });

  test('by name, where what it answers cannot be replied to', async () => {
    // The first message of a thread stands in the parent channel.
    await post(result('ready', { replyTo: idOf(starter) }));
    expect(sent().content).toBe(`${ann.mention}\nready`);
    expect(mentioned(sent())).toEqual([ann.user.id]);
    await post(
      result('ready', { replyTo: messageIdOf({ kind: 'interaction', authorId: ann.user.id, id: '99' }) }),
    );
    expect(mentioned(sent())).toEqual([ann.user.id]);
    thread.denied = PermissionFlagsBits.ReadMessageHistory;
    await post(result('ready'));
    expect(mentioned(sent())).toEqual([ann.user.id]);
  });

  test('an answer to a message that is gone arrives all the same', async () => {
    ann.delete(thread, asked);
    await post(result('ready'));
    expect(sent().content).toBe('ready');
  });
});

describe('long texts and many buttons', () => {
  test('come as several messages within the limits, the buttons on the last', async () => {
    const buttons = Array.from({ length: 27 }, (_, index) => ({
      label: `${index} ${'x'.repeat(90)}`,
      token: `t${index}`,
    }));
    await post(result(`${'word '.repeat(500)}\n\n\`\`\`\n${'code '.repeat(300)}\n\`\`\``, { buttons }));
    const made = discord.fromBot(thread);
    expect(made.map(({ content }) => content.length <= 2_000)).not.toContain(false);
    expect(made.map(({ components }) => components?.length ?? 0)).toEqual([0, 0, 5]);
    expect(made.at(-1)!.content).toMatch(/^```[^]*```$/);
    expect(made.map((message) => message.message_reference === undefined)).toEqual([false, true, true]);
    expect(new Set(posts().map(({ body }) => body['nonce'])).size).toBe(3);
  });

  test('an edit is cut to one message', async () => {
    const id = await post({ ...result('Editing'), kind: 'status' });
    await messenger.edit(inThread(), id, { ...result('word '.repeat(900)), kind: 'status' });
    expect(sent().content.length).toBeLessThanOrEqual(2_000);
  });
});

describe('videos', () => {
  const mib = 1024 * 1024;
  test('go up as they are, streamed', async () => {
    await post(result('ready', video(3 * mib)), opens(3 * mib));
    expect(ann.download(sent())).toHaveLength(3 * mib);
    expect(ann.download(sent()).every((byte) => byte === 7)).toBe(true);
  });

  test.each([
    [0, 10, 1],
    [2, 50, 1],
    [2, 51, 0],
    [0, 11, 0],
  ])('at boost tier %i, %i MiB come with %i files', async (premiumTier, size, files) => {
    guild.premiumTier = premiumTier;
    const open = opens(size * mib);
    await post(result('MP4: https://example.com/v.mp4', video(size * mib)), open);
    expect(sent().attachments).toHaveLength(files);
    expect(sent().content).toContain('https://example.com/v.mp4');
    expect(open.count()).toBe(files);
  });

  test('in a direct channel fit up to ten', async () => {
    await post(result('ready', video(9 * mib)), opens(9 * mib), keyOf({ channelId: ann.dm().id }));
    expect(sent(ann.dm()).attachments).toHaveLength(1);
  });

  test('that Discord finds too large leave their link, and are not tried again in that server', async () => {
    guild.premiumTier = 2;
    discord.rest.fault({
      method: 'POST',
      path: /\/messages$/,
      withFiles: true,
      status: 413,
      body: { code: 40005, message: 'Request entity too large' },
      times: 9,
    });
    await post(result('ready', video(20 * mib)), opens(20 * mib));
    expect(sent()).toMatchObject({ content: 'ready', attachments: [] });
    const again = opens(21 * mib);
    await post(result('ready', video(21 * mib)), again);
    expect(again.count()).toBe(0);
    expect(posts().filter(({ files }) => files.length > 0)).toHaveLength(1);
  });

  test('where files may not be attached leave their link', async () => {
    thread.denied = PermissionFlagsBits.AttachFiles;
    await post(result('ready', video(mib)), opens(mib));
    expect(sent()).toMatchObject({ content: 'ready', attachments: [] });
  });

  test('whose source breaks off leave their link', async () => {
    const open: OpenFile = async () => {
      async function* body(): AsyncGenerator<Uint8Array> {
        yield Buffer.alloc(1_000);
        throw new Error('the backend went away');
      }
      return { status: 200, bytes: mib, range: undefined, body: body() };
    };
    await post(result('ready', video(mib)), open);
    expect(sent()).toMatchObject({ content: 'ready', attachments: [] });
  });

  test('are sent once although the answer to them is lost', async () => {
    discord.rest.fault({ method: 'POST', path: /\/messages$/, withFiles: true, loseAnswer: true });
    const open = opens(mib);
    await post(result('ready', video(mib)), open);
    expect(discord.fromBot(thread)).toHaveLength(1);
    expect(posts().filter(({ files }) => files.length > 0)).toHaveLength(2);
    expect(open.count()).toBe(2);
  });
});

describe('faults', () => {
  const busy = { method: 'POST', path: /\/messages$/ };

  test.each([
    ['user', { 'retry-after': '1', 'x-ratelimit-scope': 'user' }],
    ['shared', { 'retry-after': '1', 'x-ratelimit-scope': 'shared' }],
    ['global', { 'retry-after': '1', 'x-ratelimit-scope': 'global', 'x-ratelimit-global': 'true' }],
  ])('429 of the %s scope is waited for, and said in the log', async (_, headers) => {
    discord.rest.fault({
      ...busy,
      status: 429,
      headers,
      body: { retry_after: 1, global: false, message: '' },
    });
    await post(result('ready'));
    expect(sent().content).toBe('ready');
    expect(logged()).toContain('Discord asks to wait');
  });

  test('429 for long is handed back, with its time', async () => {
    discord.rest.fault({
      ...busy,
      status: 429,
      headers: { 'retry-after': '600', 'x-ratelimit-scope': 'user' },
      body: { retry_after: 600, global: false, message: '' },
    });
    const error = await post(result('ready')).catch((thrown: unknown) => thrown);
    expect(isAppError(error, 'chat.busy') && error.params.retryAfterMs).toBeGreaterThan(500_000);
    expect(posts()).toHaveLength(1);
  });

  test('limits in the headers are kept without a single 429', async () => {
    discord.rest.settings.pace = { limit: 2, windowMs: 300 };
    await Promise.all(Array.from({ length: 6 }, (_, index) => post(result(`${index}`))));
    expect(posts()).toHaveLength(6);
    expect(posts().map(({ status }) => status)).not.toContain(429);
  });

  test('5xx are tried again, and then handed back', async () => {
    discord.rest.fault({ ...busy, status: 502, times: 2 });
    await post(result('ready'));
    expect(discord.fromBot(thread)).toHaveLength(1);
    discord.rest.fault({ ...busy, status: 503, times: 9 });
    const error = await post(result('again')).catch((thrown: unknown) => thrown);
    expect(isAppError(error, 'chat.busy')).toBe(true);
  });

  test('a token that is refused says nothing against the message, and is the end of this process', async () => {
    discord.rest.fault({ ...busy, status: 401, body: { code: 0, message: '401: Unauthorized' } });
    for (let tries = 0; tries < 2; tries += 1) {
      const error = await post(result('ready')).catch((thrown: unknown) => thrown);
      expect(isAppError(error, 'chat.busy')).toBe(true);
    }
    expect(fatal?.message).toContain('DISCORD_TOKEN');
  });

  test('a message that Discord refuses is refused for good', async () => {
    discord.rest.fault({ ...busy, status: 400, body: { code: 200000, message: 'Blocked' } });
    const error = await post(result('ready')).catch((thrown: unknown) => thrown);
    expect(isAppError(error, 'chat.refused')).toBe(true);
  });

  test('an edit of a message that is gone is gone', async () => {
    const error = await messenger.edit(inThread(), '123', result('x')).catch((thrown: unknown) => thrown);
    expect(isAppError(error, 'chat.refused') || isAppError(error, 'chat.gone')).toBe(true);
  });

  test('a thread key of another platform is none', async () => {
    const error = await post(result('x'), noFile, 'web:abc' as ThreadKey).catch((thrown: unknown) => thrown);
    expect(isAppError(error, 'chat.gone')).toBe(true);
  });
});

describe('the next best place', () => {
  const closings: [string, () => void][] = [
    ['deleted', () => discord.world.channels.delete(thread.id)],
    ['locked', () => void (thread.locked = true)],
    ['closed to us', () => void (thread.denied = PermissionFlagsBits.SendMessagesInThreads)],
    ['hidden from us', () => void (thread.denied = PermissionFlagsBits.ViewChannel)],
  ];

  test.each(closings)('a thread that is %s: the channel it hangs on', async (_, close) => {
    close();
    const id = await post(result('ready'));
    expect(sent(channel).content).toBe(`${ann.mention} <#${thread.id}>\nready`);
    expect(id).toBe(`${channel.id}-${sent(channel).id}`);
    await messenger.edit(inThread(), id, result('edited'));
    expect(sent(channel).content).toBe('edited');
  });

  test('an answer to the thread’s first message replies to it there', async () => {
    thread.locked = true;
    await post(result('ready', { replyTo: idOf(starter) }));
    expect(sent(channel)).toMatchObject({ message_reference: { message_id: starter.id } });
  });

  test('an archived thread is opened again by writing in it', async () => {
    thread.archived = true;
    await post(result('ready'));
    expect(sent(thread).content).toBe('ready');
    expect(thread.archived).toBe(false);
  });

  test('a channel that is closed: a direct message, with buttons that work', async () => {
    channel.denied = PermissionFlagsBits.ViewChannel;
    await post(result('ready', { buttons: [{ label: 'Export', token: 'tok' }] }));
    expect(sent(ann.dm()).content).toContain('ready');
    expect(JSON.stringify(sent(ann.dm()).components)).toContain(`${inThread()}/tok`);
  });

  test('a server that the bot was removed from: a direct message', async () => {
    guild.installed = false;
    await post(result('ready', video(1_000)), opens(1_000));
    expect(sent(ann.dm())).toMatchObject({ attachments: [{ size: 1_000 }] });
  });

  test('nowhere: the engine is told that the chat is gone', async () => {
    guild.installed = false;
    ann.user.dmOpen = false;
    const error = await post(result('ready')).catch((thrown: unknown) => thrown);
    expect(isAppError(error, 'chat.gone')).toBe(true);
  });
});

test('typing shows as long as the messenger says', async () => {
  expect(messenger.limits(inThread())).toMatchObject({ editIntervalMs: 1_500, busyMs: 9_000 });
  await messenger.showBusy(inThread());
  expect(discord.rest.calls.at(-1)).toMatchObject({ path: `/channels/${thread.id}/typing`, status: 204 });
});
