import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { localeOfText, threadName, toInbound, type PlaceKind } from '#adapters/discord/inbound.ts';
import { messageSchema } from '#adapters/discord/schema.ts';

const folder = new URL('../../fixtures/discord/messages/', import.meta.url);
const me = { id: '1187340912345678901', roleIds: ['1187340999999999999'] };

/** What each payload means, by the kind of its place: nothing, or its text and the names of its files. */
const table: [name: string, kind: PlaceKind, expected: undefined | { text: string; files?: string[] }][] = [
  [
    'mention-with-clip',
    'channel',
    { text: 'trim the pauses, add captions, and export', files: ['holiday in Lisbon.mp4'] },
  ],
  ['mention-by-nickname-form', 'channel', { text: 'please\n make it vertical' }],
  ['mention-by-role', 'channel', { text: 'credits' }],
  ['mention-alone', 'channel', { text: '/help' }],
  ['everyone-is-not-us', 'channel', undefined],
  ['talk-among-people', 'channel', undefined],
  ['reply-to-a-clip', 'channel', { text: 'add captions to that', files: ['bens.mov'] }],
  // In a thread of ours every clip has been taken already.
  ['reply-to-a-clip', 'ours', { text: 'add captions to that' }],
  ['reply-to-our-result', 'channel', { text: 'and now faster' }],
  ['direct-message', 'direct', { text: 'trim it to 5 seconds', files: ['clip.webm'] }],
  ['direct-voice-message', 'direct', { text: '', files: ['voice-message.m4a'] }],
  ['direct-forward', 'direct', { text: '', files: ['morning.mp4'] }],
  ['direct-sticker', 'direct', { text: '' }],
  ['thread-follow-up', 'ours', { text: 'make it :fast: faster :go:' }],
  ['thread-follow-up', 'thread', undefined],
  ['thread-several-files', 'ours', { text: 'put them together', files: ['one.mp4', 'logo.png', 'song.mp3'] }],
  ['thread-withheld', 'ours', undefined],
  ['thread-sticker', 'ours', undefined],
  ['other-bot', 'channel', undefined],
  ['webhook', 'channel', undefined],
  ['our-own', 'ours', undefined],
  ['thread-created-notice', 'channel', undefined],
  ['pin-notice', 'direct', undefined],
  ['chinese', 'channel', { text: '剪掉停顿，加标题「城市之梦」，然后导出' }],
];

const read = (name: string) =>
  messageSchema.parse(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')));

test.each(table)('%s in a place of kind %s', (name, kind, expected) => {
  const message = read(name);
  const inbound = toInbound(message, { me, kind, place: { channelId: message.channel_id } });
  const files = inbound?.attachments.map((file) => ('name' in file ? file.name : ''));
  expect(inbound === undefined ? undefined : { text: inbound.text, files }).toEqual(
    expected === undefined ? undefined : { files: [], ...expected },
  );
  if (inbound === undefined) return;
  expect(inbound.messageId).toBe(`m${message.author.id}-${message.id}`);
  // Links expire; nothing of one may be kept.
  expect(JSON.stringify(inbound)).not.toMatch(/https?:|hm=/);
});

test('every payload is in the table', () => {
  const names = readdirSync(folder).map((file) => file.replace('.json', ''));
  expect([...new Set(table.map(([name]) => name))].sort()).toEqual(names.sort());
});

test('a voice message is known as one when it is fetched again', () => {
  const message = read('direct-voice-message');
  const inbound = toInbound(message, { me, kind: 'direct', place: { channelId: message.channel_id } });
  expect(inbound!.attachments).toMatchObject([{ ref: expect.stringContaining('"voice":true') as string }]);
});

test.each([
  ['reply-to-our-result', '1308871234567890109'],
  ['reply-to-a-clip', 'm803345678901234567-1308871234567890107'],
  ['direct-message', undefined],
])('%s answers %s', (name, replyTo) => {
  const message = read(name);
  expect(toInbound(message, { me, kind: 'ours', place: { channelId: '1' } })!.replyTo).toBe(replyTo);
});

test('Chinese is told from its characters', () => {
  const message = read('chinese');
  const inbound = toInbound(message, { me, kind: 'channel', place: { channelId: '1' } });
  expect(inbound!.locale).toBe('zh');
  expect(localeOfText('trim it')).toBeUndefined();
});

describe('a thread’s name', () => {
  test.each([
    [['holiday in Lisbon.mp4'], 'trim it', 'holiday in Lisbon'],
    [[], '/edit make it shine', 'make it shine'],
    [[], 'a\u0000b\n\nc', 'a b c'],
    [[], '', 'Reelay'],
    [['.mp4'], '', 'Reelay'],
  ])('%j and %j make %j', (names, text, expected) => {
    expect(threadName(names, text)).toBe(expected);
  });

  test('has at most 100 characters, whole ones', () => {
    const name = threadName([], '🎬'.repeat(150));
    expect(Array.from(name)).toHaveLength(100);
    expect(name.isWellFormed()).toBe(true);
  });
});
