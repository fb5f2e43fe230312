import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameOf, textOf, toInbound as fromDiscord } from '#adapters/discord/inbound.ts';
import { messageSchema as discordMessage } from '#adapters/discord/schema.ts';
import { messageIdOf, threadKeyOf } from '#adapters/web/inbound.ts';
import { toInbound as fromTelegram, toPress } from '#adapters/telegram/inbound.ts';
import { updateSchema } from '#adapters/telegram/schema.ts';
import { AppError } from '#src/errors.ts';
import { cleanFileName } from '#src/core/file-name.ts';
import { fromThreadKey, toThreadKey } from '#src/core/message.ts';

const runs = { numRuns: 500 };
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '/edit x', '@reelay_bot hi', '../../a.mp4'),
);
const number = fc.oneof({ weight: 1_000, arbitrary: fc.integer() }, fc.maxSafeInteger(), fc.double());

/** An object of the wanted shape in which fields may be missing, but those that are needed, and any may be anything. */
function looseOf(shape: Record<string, fc.Arbitrary<unknown>>, ...needed: string[]): fc.Arbitrary<unknown> {
  const fields = Object.entries(shape).map(([name, value]) => [
    name,
    fc.oneof({ weight: 1_000, arbitrary: value }, { weight: 1, arbitrary: fc.jsonValue() }),
  ]);
  return fc.record(Object.fromEntries(fields) as typeof shape, { requiredKeys: needed });
}

/** What a parser says to input of whatever kind: a refusal of ours, or something; never anything else thrown. */
function said<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

test('Telegram: any update is read, or left out', () => {
  const user = looseOf({ id: number, is_bot: fc.constant(false), username: text, language_code: text }, 'id');
  const chat = fc.record({
    id: fc.oneof(fc.integer(), number),
    type: fc.constantFrom('private', 'group', 'supergroup', 'channel', ''),
  });
  const entity = looseOf(
    {
      type: fc.constantFrom('mention', 'bot_command', 'text_mention', 'url'),
      offset: number,
      length: number,
      user,
    },
    'type',
    'offset',
    'length',
  );
  const file = looseOf({ file_id: text, file_size: number, mime_type: text, file_name: text }, 'file_id');
  const base = {
    message_id: fc.integer(),
    chat,
    from: user,
    sender_chat: chat,
    text,
    caption: text,
    entities: fc.array(entity),
    video: file,
    document: file,
    photo: fc.array(file),
    voice: file,
    is_topic_message: fc.boolean(),
    message_thread_id: number,
  };
  const message = looseOf(
    { ...base, reply_to_message: looseOf(base, 'message_id', 'chat') },
    'message_id',
    'chat',
  );
  const update = looseOf(
    {
      update_id: number,
      message,
      edited_message: message,
      callback_query: looseOf({ id: text, from: user, message, data: text }, 'id', 'from'),
    },
    'update_id',
  );
  const me = { id: 7, username: 'reelay_bot' };
  let read = 0;
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: update }, fc.jsonValue(), fc.anything()), (raw) => {
      const { data } = updateSchema.safeParse(raw);
      if (data === undefined) return;
      const { message, callback_query: callback } = data;
      const inbound = message && said(() => fromTelegram([message], me));
      if (callback !== undefined) said(() => toPress(callback));
      if (inbound === undefined) return;
      read += 1;
      expect(fromThreadKey(inbound.threadKey)?.platform).toBe('telegram');
      for (const { name } of inbound.attachments) expect(cleanFileName(name)).toBe(name);
    }),
    runs,
  );
  expect(read).toBeGreaterThan(0);
});

test('Discord: any message is read, or left out', () => {
  const id = fc.oneof(fc.bigInt(1n, 10n ** 19n).map(String), text);
  const known = fc.constantFrom('1', '2', '3');
  const attachment = looseOf(
    {
      id: known,
      filename: text,
      title: text,
      size: number,
      content_type: text,
      url: text,
    },
    'id',
    'filename',
    'size',
    'url',
  );
  const content = {
    id: known,
    channel_id: known,
    author: looseOf({ id: known, bot: fc.constant(false) }, 'id'),
    content: text,
    attachments: fc.array(attachment),
    message_snapshots: fc.array(
      looseOf({ message: looseOf({ content: text, attachments: fc.array(attachment) }) }, 'message'),
    ),
  };
  const message = looseOf(
    {
      ...content,
      type: fc.constantFrom(0, 19),
      guild_id: id,
      mentions: fc.array(looseOf({ id: known }, 'id')),
      mention_roles: fc.array(known),
      referenced_message: looseOf(content, 'id', 'channel_id', 'author'),
    },
    'id',
    'channel_id',
    'author',
    'type',
  );
  const me = { id: '99', roleIds: ['5'] };
  let read = 0;
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: message }, fc.jsonValue(), fc.anything()), (raw) => {
      const { data } = discordMessage.safeParse(raw);
      if (data === undefined) return;
      textOf(data.content, me);
      for (const file of data.attachments) nameOf(file);
      const place = { channelId: '2' };
      const inbound = said(() => fromDiscord(data, { me, kind: 'direct', place }));
      if (inbound === undefined) return;
      read += 1;
      for (const one of inbound.attachments) {
        if ('name' in one) expect(cleanFileName(one.name)).toBe(one.name);
      }
    }),
    runs,
  );
  expect(read).toBeGreaterThan(0);
});

test('the web chat: any id in an address is a thread of the web chat, or none', () => {
  fc.assert(
    fc.property(text, text, (id, own) => {
      const key = threadKeyOf(id);
      if (key === undefined) return;
      expect(key).toBe(toThreadKey('web', id));
      expect(messageIdOf(key, own)).toMatch(/^[\w-]{22}$/);
    }),
    runs,
  );
});

test('any name becomes one that leads nowhere', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        fc.array(fc.constantFrom('..', '/', '\\', '.', '\0', '\u202e', ' ', 'a')).map((all) => all.join('')),
      ),
      (name) => {
        const clean = cleanFileName(name);
        expect(clean).not.toMatch(/[/\\\p{Cc}\p{Cf}]|^\.*$/u);
        expect(Array.from(clean).length).toBeLessThanOrEqual(120);
        expect(cleanFileName(clean)).toBe(clean);
      },
    ),
    runs,
  );
});
