import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { quotedId, toInbound, toPress } from '#adapters/telegram/inbound.ts';
import { toKey, toPlace } from '#adapters/telegram/place.ts';
import { updateSchema, type TelegramMessage } from '#adapters/telegram/schema.ts';
import { toThreadKey, type ThreadKey } from '#src/core/message.ts';

const me = { id: 8_012_345_678, username: 'reelay_test_bot' };
const file = new URL('../../fixtures/telegram/messages.json', import.meta.url);
const table = z
  .array(z.object({ name: z.string(), messages: z.array(z.unknown()), expected: z.unknown() }))
  .parse(JSON.parse(readFileSync(file, 'utf8')));

const read = (message: unknown): TelegramMessage => updateSchema.parse({ update_id: 1, message }).message!;
/** As JSON has it: what is undefined is not there; in the table a language that is not known is null. */
const plain = (value: unknown): unknown =>
  value === undefined
    ? null
    : JSON.parse(JSON.stringify(value, (key, one) => (key === 'locale' ? (one ?? null) : one)));

describe('messages as Telegram sends them', () => {
  test.each(table)('$name', ({ messages, expected }) => {
    const inbound = toInbound(messages.map(read), me);
    expect(plain(inbound && { ...inbound, locale: inbound.locale ?? null })).toEqual(expected);
  });

  test('no field but those of the table decides: each message again with nothing that may be missing', () => {
    for (const { messages } of table) {
      const [first] = messages as { message_id: number; chat: { id: number; type: string } }[];
      const bare = { message_id: first!.message_id, chat: { id: first!.chat.id, type: first!.chat.type } };
      expect(toInbound([read(bare)], me)).toBeUndefined();
    }
  });
});

describe('presses', () => {
  const message = { message_id: 77, chat: { id: 5, type: 'private' }, from: me };
  const from = { id: 5, language_code: 'zh' };
  const press = (query: object) =>
    toPress(updateSchema.parse({ update_id: 1, callback_query: query }).callback_query!);

  test('a button of a message', () => {
    expect(press({ id: '4382', from, message, data: 'token' })).toEqual({
      threadKey: toKey(5, undefined),
      token: 'token',
      pressId: 'press:4382:77',
      authorId: '5',
      locale: 'zh',
    });
  });
  test('a message too old to be shown has no topic', () => {
    const old = { message_id: 77, date: 0, chat: { id: -9, type: 'supergroup' } };
    expect(press({ id: '1', from, message: old, data: 'token' })?.threadKey).toBe('telegram:-9');
  });
  test.each([
    { id: '1', from, message },
    { id: '1', from, inline_message_id: 'x', data: 'token' },
  ])('%j is none', (query) => {
    expect(press(query)).toBeUndefined();
  });
});

test.each([
  ['77', 77],
  ['press:4382:77', 77],
  ['press:4382:0', undefined],
  ['moved:77', undefined],
  ['joined', undefined],
  ['', undefined],
  [undefined, undefined],
])('%s quotes %s', (replyTo, id) => {
  expect(quotedId(replyTo)).toBe(id);
});

test.each([
  [501_000_001, undefined],
  [-1_002_000_000_002, 55],
  [-4_503_599_627_370_495, 1],
])('place %s:%s survives the way through a key', (chatId, topic) => {
  expect(toPlace(toKey(chatId, topic))).toEqual({
    chat_id: chatId,
    ...(topic === undefined ? {} : { message_thread_id: topic }),
  });
});

test.each([toThreadKey('web', '5'), toThreadKey('telegram', 'abc'), 'telegram:' as ThreadKey])(
  '%s is no place of ours',
  (key) => {
    expect(() => toPlace(key)).toThrow(/not a Telegram thread/);
  },
);
