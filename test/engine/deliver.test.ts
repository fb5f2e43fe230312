import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { passBy } from '#src/core/points.ts';
import { AppError } from '#src/errors.ts';
import type { Turn } from '#src/core/turn.ts';
import { createDeliverer, type Deliverer } from '#src/engine/deliver.ts';
import type { Results } from '#src/engine/results.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { createManualClock, type ManualClock } from '#test/fakes/clock.ts';
import { createFakeMessenger, type FakeMessenger } from '#test/fakes/messenger.ts';
import { addTurn, lastWord, newProject } from '#test/support/records.ts';
import { openMemoryStore } from '#test/support/store.ts';

const words = messagesFor('en');
let fixture: StoreFixture;
let messenger: FakeMessenger;
let clock: ManualClock;
let turn: Turn;

const results = { opener: () => () => Promise.reject(new Error('no file')) } as Partial<Results> as Results;
/** As one process has it. */
const deliverer = (): Deliverer =>
  createDeliverer({
    store: fixture.store,
    messenger,
    clock,
    log: pino({ level: 'silent' }),
    results,
    reached: passBy,
  });

beforeAll(async () => {
  fixture = await openMemoryStore();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  const { store } = fixture;
  messenger = createFakeMessenger();
  clock = createManualClock();
  for (const id of await store.deliveries.allPending(-1)) await store.deliveries.giveUp(id);
  turn = await addTurn(store, await newProject(store), { state: 'answering' });
  await store.turns.noteStatus(turn.id, 'status');
  await store.turns.endUnheld(turn.id, 'answering', 'done', lastWord('the video'));
});

test('a last message is posted once, and the status message says how long it took', async () => {
  await clock.advance(turn.createdAt + 65_000 - clock.now());
  const { deliver, deliverOlder } = deliverer();
  await deliver(turn.id);
  await deliver(turn.id);
  await deliverOlder(0);
  expect(messenger.posts).toMatchObject([{ nonce: `${turn.id}:last`, message: { text: 'the video' } }]);
  expect(messenger.edits).toMatchObject([
    { messageId: 'status', message: { kind: 'status', text: words.finished({ elapsedMs: 65_000 }) } },
  ]);
});

test('a post whose receipt was lost is made again, under the same nonce', async () => {
  const { receipt } = fixture.store.deliveries;
  fixture.store.deliveries.receipt = () => Promise.reject(new Error('the database is away'));
  await deliverer().deliver(turn.id);
  fixture.store.deliveries.receipt = receipt;
  await deliverer().deliverOlder(0);
  await deliverer().deliverOlder(0);
  expect(messenger.posts.map(({ nonce }) => nonce)).toEqual([`${turn.id}:last`, `${turn.id}:last`]);
});

test('what the platform could not take is kept for the next sweep, and the status stays open until then', async () => {
  messenger.onPost = () => Promise.reject(new AppError('chat.busy', { retryAfterMs: 1 }));
  await deliverer().deliver(turn.id);
  expect(messenger.edits).toEqual([]);
  messenger.onPost = () => undefined;
  await deliverer().deliverOlder(0);
  expect(messenger.posts).toHaveLength(2);
  expect(messenger.edits).toHaveLength(1);
});

test.each(['chat.gone', 'chat.refused'] as const)(
  'what the platform will never take (%s) is tried once',
  async (code) => {
    messenger.onPost = () => Promise.reject(new AppError(code, {}));
    await deliverer().deliver(turn.id);
    await deliverer().deliverOlder(0);
    expect(messenger.posts).toHaveLength(1);
  },
);

test('a post that takes long is left to whoever is at it, in this process and in others', async () => {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  messenger.onPost = () => {
    begun.resolve();
    return gate.promise;
  };
  const here = deliverer();
  const posting = here.deliver(turn.id);
  await begun.promise;
  await Promise.all([here.deliver(turn.id), here.deliverOlder(0), deliverer().deliverOlder(0)]);
  // As long as it is at it, it says so.
  const takenUntil = async (): Promise<number> =>
    Number(
      (await fixture.sql('select taken_until from reelay.deliveries where turn_id = $1', [turn.id]))[0]![
        'taken_until'
      ],
    );
  await fixture.sql('update reelay.deliveries set taken_until = 1 where turn_id = $1', [turn.id]);
  await clock.advance(60_000);
  expect(await takenUntil()).toBeGreaterThan(Date.now());
  gate.resolve();
  await posting;
  expect(messenger.posts).toHaveLength(1);
});

test('a post whose process is gone is made by another one', async () => {
  messenger.onPost = () => new Promise(() => undefined);
  void deliverer().deliver(turn.id);
  await expect.poll(() => messenger.posts.length).toBe(1);
  messenger.onPost = () => undefined;
  await deliverer().deliverOlder(0);
  expect(messenger.posts).toHaveLength(1);
  await fixture.sql('update reelay.deliveries set taken_until = $1 where turn_id = $2', [
    Date.now() - 1,
    turn.id,
  ]);
  await deliverer().deliverOlder(0);
  expect(messenger.posts).toHaveLength(2);
});

test('a message that cannot be read does not keep the others waiting', async () => {
  const { store, sql } = fixture;
  await sql(`update reelay.deliveries set message = '{}', created_at = 0 where turn_id = $1`, [turn.id]);
  const good = await addTurn(store, await newProject(store), { state: 'answering' });
  await store.turns.endUnheld(good.id, 'answering', 'done', lastWord('good'));
  await deliverer().deliverOlder(0);
  expect(messenger.posts.map(({ message }) => message.text)).toEqual(['good']);
});

test('a database that goes away between a post and its receipt costs no second post', async () => {
  const { receipt } = fixture.store.deliveries;
  let failures = 2;
  fixture.store.deliveries.receipt = async (...args) => {
    if (failures-- > 0) throw Object.assign(new Error('no connection'), { code: 'ECONNREFUSED' });
    await receipt(...args);
  };
  try {
    const delivering = deliverer().deliver(turn.id);
    // Each advance lets one wait for the database pass.
    await vi.waitFor(async () => {
      await clock.advance(500);
      expect(failures).toBeLessThan(0);
    });
    await delivering;
  } finally {
    fixture.store.deliveries.receipt = receipt;
  }
  expect(messenger.posts).toHaveLength(1);
  expect(await fixture.store.deliveries.pending(turn.id)).toBeUndefined();
});
