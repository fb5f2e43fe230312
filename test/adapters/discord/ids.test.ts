import { describe, expect, test } from 'vitest';
import {
  customIdOf,
  fromRef,
  keyOf,
  messageIdOf,
  originOf,
  placeOf,
  postedId,
  postedOf,
  pressedOf,
  toRef,
} from '#adapters/discord/ids.ts';

const longest = '1'.repeat(20);
const channel = { channelId: '901' };
const thread = { channelId: '1308', parentId: '901' };

describe('thread keys', () => {
  test.each([
    ['discord:901', channel],
    ['discord:901:1308', thread],
  ])('%s', (key, place) => {
    expect(keyOf(place)).toBe(key);
    expect(placeOf(key)).toEqual(place);
  });
  test.each(['web:901', 'discord', 'discord:', 'discord:x', 'discord:1:2:3', 'discord:1;2'])(
    '%j is none',
    (key) => {
      expect(placeOf(key)).toBeUndefined();
    },
  );
});

test('message ids name their author and fit into 64 characters', () => {
  for (const kind of ['message', 'interaction'] as const) {
    const origin = { kind, authorId: longest, id: longest };
    expect(originOf(messageIdOf(origin))).toEqual(origin);
    expect(messageIdOf(origin).length).toBeLessThanOrEqual(64);
  }
  for (const other of [undefined, '', 'moved:m1-2', 'm1', 'x1-2', 'm1-2-3'])
    expect(originOf(other)).toBeUndefined();
});

test('our own messages say where they stand where that is not their thread', () => {
  for (const posted of [
    { channelId: '1308', messageId: '5' },
    { channelId: '77', messageId: '5' },
  ]) {
    expect(postedOf(postedId(posted, thread), thread)).toEqual(posted);
  }
  expect(postedId({ channelId: '1308', messageId: '5' }, thread)).toBe('5');
  expect(postedOf('x', thread)).toBeUndefined();
});

test('buttons name their thread, within Discord’s 100 characters', () => {
  const key = keyOf({ channelId: longest, parentId: longest });
  const customId = customIdOf(key, 'x'.repeat(22));
  expect(customId.length).toBeLessThanOrEqual(100);
  expect(pressedOf(customId)).toEqual({ threadKey: key, token: 'x'.repeat(22) });
  for (const other of ['', 'x', '/x', 'discord:1/', 'web:1/x']) expect(pressedOf(other)).toBeUndefined();
});

test('references to files come back as they were, and others are none', () => {
  const ref = { channel: '1', message: '2', attachment: '3', name: 'a "b".mp4' };
  expect(fromRef(toRef(ref))).toEqual(ref);
  for (const other of ['', '{}', 'null', '{"channel":"x"}']) expect(fromRef(other)).toBeUndefined();
});
