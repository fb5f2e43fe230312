import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OutboundMessage } from '#src/core/message.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { clipOf, createTestEngine } from '#test/support/engine.ts';
import { openMemoryStore } from '#test/support/store.ts';

let fixture: StoreFixture;
beforeAll(async () => {
  fixture = await openMemoryStore();
});
afterAll(() => fixture.close());

const { timeline } = messagesFor('en');
const said = ({ picture }: OutboundMessage): string[] =>
  (picture !== undefined && 'drawing' in picture ? picture.drawing.shapes : []).flatMap((shape) =>
    shape.as === 'words' ? [shape.text] : [],
  );

test('"status" brings a picture of what is on the timeline, and says whether a result shows it', async () => {
  const engine = createTestEngine(fixture);
  const { threadKey } = await engine.say('trim it to 8 seconds');
  await engine.toEnd(threadKey);
  engine.backend.state = () => clipOf(8);
  const { turnId } = await engine.say('status', threadKey);
  const answer = await engine.lastWord(turnId);
  expect(answer.text).toBe('Timeline (1 track): 1. Video: a.mp4 (0-8s)');
  expect(answer.picture?.alt).toBe(answer.text);
  expect(said(answer)).toEqual(
    expect.arrayContaining([`0:08 · ${timeline.picture.notExported}`, 'a.mp4 · 0:00–0:08']),
  );
});

test('it is posted once more as it was, whatever the timeline is like by then', async () => {
  const { store, sql } = fixture;
  const engine = createTestEngine(fixture);
  const { threadKey } = await engine.say('trim it to 8 seconds');
  await engine.toEnd(threadKey);
  const { turnId } = await engine.say('status', threadKey);
  const first = engine.messenger.posts.at(-1)?.message;
  expect(first?.picture).toBeDefined();
  // As a process leaves it that is gone between the post and its receipt.
  await sql('update reelay.deliveries set message_id = null where turn_id = $1', [turnId]);
  engine.backend.state = () => clipOf(3);
  expect((await store.deliveries.pending(turnId))?.message).toEqual(first);
});

test('a picture that another version stored is left out, and its words are not', async () => {
  const { store, sql } = fixture;
  const engine = createTestEngine(fixture);
  const { turnId } = await engine.say('help');
  const message = { ...(await engine.lastWord(turnId)), picture: { alt: 'x', scene: '3D' } };
  await sql('update reelay.deliveries set message = $1, message_id = null where turn_id = $2', [
    JSON.stringify(message),
    turnId,
  ]);
  const found = await store.deliveries.pending(turnId);
  expect(found?.message).toMatchObject({ text: messagesFor('en').help });
  expect(found?.message.picture).toBeUndefined();
});
