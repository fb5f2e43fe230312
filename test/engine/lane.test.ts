import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AppError } from '#src/errors.ts';
import type { Project } from '#src/core/records.ts';
import { StaleAttemptError, type Hold } from '#src/engine/hold.ts';
import { createLane, type Lane } from '#src/engine/lane.ts';
import type { Replies } from '#src/engine/replies.ts';
import type { Again } from '#src/ports.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { createManualClock, type ManualClock } from '#test/fakes/clock.ts';
import { engineDeps, notExpected } from '#test/fakes/deps.ts';
import { createFakeMessenger } from '#test/fakes/messenger.ts';
import { addTurn, lastWord, newProject } from '#test/support/records.ts';
import { openMemoryStore } from '#test/support/store.ts';

let fixture: StoreFixture;
let project: Project;
let clock: ManualClock;
let draining: AbortController;
/** Turns that were run, and turns whose last message was brought out. */
let ran: string[];
let delivered: string[];

beforeAll(async () => {
  fixture = await openMemoryStore();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  project = await newProject(fixture.store);
  clock = createManualClock();
  draining = new AbortController();
  ran = [];
  delivered = [];
});

const { signal } = new AbortController();

/** Lanes as one process has them, whose turns do this. */
function lanesOf(run: (hold: Hold) => Promise<Again | void>): Lane {
  const replies: Replies = { error: async (_, error) => lastWord(String(error), { kind: 'error' }) };
  return createLane({
    ...engineDeps({
      store: fixture.store,
      clock,
      messenger: createFakeMessenger(),
      draining: draining.signal,
    }),
    steps: {
      async run(hold) {
        ran.push(hold.turn.id);
        return (await run(hold)) ?? {};
      },
    },
    deliverer: { deliver: async (id) => void delivered.push(id), deliverOlder: notExpected },
    replies,
    payers: { of: notExpected, own: notExpected, shared: notExpected, settle: async () => undefined },
    limiter: { holdsBack: async () => false, wakeNext: async () => undefined },
  });
}

const laneOf = (run: (hold: Hold) => Promise<Again | void>): Lane['run'] => lanesOf(run).run;

const end = (hold: Hold): Promise<void> => hold.end('done', lastWord('done'));
const add = (): ReturnType<typeof addTurn> => addTurn(fixture.store, project);
const stored = async (id: string) => (await fixture.store.turns.get(id))!;
const rateLimited = (): AppError => new AppError('nemo.rate-limited', { retryAfterMs: undefined });

test('turns run one after another until none is left, each with its last message', async () => {
  const turns = [await add(), await add(), await add()].map(({ id }) => id);
  expect(await laneOf(end)(project.threadKey, signal)).toEqual({});
  expect({ ran, delivered }).toEqual({ ran: turns, delivered: turns });
});

test('a turn that waits keeps the lane; it is not gone on with before its time', async () => {
  const [first, second] = [await add(), await add()];
  const lane = laneOf(async (hold) => {
    if (hold.turn.state === 'recovering') return end(hold);
    await hold.advance({ state: 'recovering', notBefore: clock.now() + 500 });
    return { againInMs: 500 };
  });
  expect(await lane(project.threadKey, signal)).toEqual({ againInMs: 500 });
  await clock.advance(200);
  expect(await lane(project.threadKey, signal)).toEqual({ againInMs: 300 });
  expect({ ran, delivered }).toEqual({ ran: [first.id], delivered: [] });
  await clock.advance(300);
  expect(await lane(project.threadKey, signal)).toEqual({ againInMs: 500 });
  expect(ran).toEqual([first.id, first.id, second.id]);
});

test('a turn whose clock was set back does not wait for longer than it was to', async () => {
  await add();
  const lane = laneOf(async (hold) => {
    if (hold.turn.memory.tries === 1) return end(hold);
    throw new AppError('nemo.unreachable', { sent: false });
  });
  const { againInMs } = await lane(project.threadKey, signal);
  const { now } = clock;
  clock.now = () => now() - 3_600_000;
  expect(await lane(project.threadKey, signal)).toEqual({});
  expect(againInMs).toBeGreaterThan(0);
  expect(ran).toHaveLength(2);
});

test.each(['goes on', 'fails', 'ends'])(
  'a holder that was asleep while another took over, and %s, stops and leaves the lane to that one',
  async (how) => {
    const [first, second] = [await add(), await add()];
    const lane = laneOf(async (hold) => {
      await fixture.store.turns.claim(project.threadKey, 'other');
      if (how === 'fails') throw new Error('something else');
      return how === 'ends' ? end(hold) : hold.advance({ state: 'sending' });
    });
    expect(await lane(project.threadKey, signal)).toEqual({});
    expect(ran).toEqual([first.id]);
    expect(await stored(first.id)).toMatchObject({ state: 'preparing', attempt: 'other' });
    expect((await stored(second.id)).state).toBe('queued');
    expect(delivered).toEqual([]);
  },
);

test('a turn that the stopping process cuts off stays as it stands, for the next one to recover', async () => {
  const { id } = await add();
  const cut = new AbortController();
  const lane = laneOf(async (hold) => {
    await hold.advance({ state: 'streaming' });
    cut.abort();
    throw new Error('aborted');
  });
  await expect(lane(project.threadKey, cut.signal)).rejects.toThrow('aborted');
  expect((await stored(id)).state).toBe('streaming');
  expect(delivered).toEqual([]);
});

test('an error nobody foresaw ends the turn with words, and the next one runs', async () => {
  const [first, second] = [await add(), await add()];
  const lane = laneOf((hold) => (hold.turn.id === first.id ? Promise.reject(new Error('oh')) : end(hold)));
  await lane(project.threadKey, signal);
  expect((await stored(first.id)).state).toBe('failed');
  expect((await fixture.store.deliveries.pending(first.id))?.message).toMatchObject({
    kind: 'error',
    text: 'Error: oh',
  });
  expect(delivered).toEqual([first.id, second.id]);
});

test('a refusal for haste is waited out once, then it is the end', async () => {
  const { id } = await add();
  const lane = laneOf(() => Promise.reject(rateLimited()));
  const again = await lane(project.threadKey, signal);
  expect(again.againInMs).toBeGreaterThanOrEqual(1_000);
  expect(await stored(id)).toMatchObject({ state: 'preparing', notBefore: clock.now() + again.againInMs! });
  await clock.advance(again.againInMs!);
  expect(await lane(project.threadKey, signal)).toEqual({});
  expect((await stored(id)).state).toBe('failed');
});

test('a refusal for haste after an edit was sent never makes it be sent again', async () => {
  const { id } = await add();
  const lane = laneOf(async (hold) => {
    await hold.advance({ state: 'sending' });
    await hold.advance({ state: 'streaming' });
    throw rateLimited();
  });
  expect(await lane(project.threadKey, signal)).toEqual({});
  expect({ ran, state: (await stored(id)).state }).toEqual({ ran: [id], state: 'failed' });
});

test.each([
  ['an editor out of reach', new AppError('nemo.unreachable', { sent: false })],
  ['a gateway with nothing behind it', new AppError('nemo.refused', { status: 503 })],
  ['a file that broke off', new AppError('file.interrupted', { name: 'a.mp4' })],
])('%s is tried again, more and more rarely, and then told', async (_, error) => {
  const { id } = await add();
  const lane = laneOf(() => Promise.reject(error));
  const pauses: number[] = [];
  for (let again = await lane(project.threadKey, signal); again.againInMs !== undefined;) {
    pauses.push(again.againInMs);
    expect((await stored(id)).state).toBe('preparing');
    await clock.advance(again.againInMs);
    again = await lane(project.threadKey, signal);
  }
  expect(pauses.length).toBeGreaterThan(2);
  expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);
  expect((await stored(id)).state).toBe('failed');
  expect(delivered).toEqual([id]);
});

test('what takes minutes by itself to fail is not tried again', async () => {
  const { id } = await add();
  const lane = laneOf(async () => {
    await clock.advance(10 * 60_000);
    throw new AppError('nemo.unreachable', { sent: true });
  });
  expect(await lane(project.threadKey, signal)).toEqual({});
  expect((await stored(id)).state).toBe('failed');
});

test('an edit that was sent is never tried again, whatever went wrong', async () => {
  const { id } = await add();
  const lane = laneOf(async (hold) => {
    await hold.advance({ state: 'sending' });
    throw new AppError('nemo.unreachable', { sent: true });
  });
  expect(await lane(project.threadKey, signal)).toEqual({});
  expect((await stored(id)).state).toBe('failed');
});

test('a process that is to stop begins no turn, also not the next of a lane', async () => {
  const [first, second] = [await add(), await add()];
  const lane = laneOf(async (hold) => {
    draining.abort();
    await end(hold);
  });
  const again = await lane(project.threadKey, signal);
  expect(again.againInMs).toBeGreaterThan(0);
  expect(await lane(project.threadKey, signal)).toEqual(again);
  expect(ran).toEqual([first.id]);
  expect((await stored(second.id)).state).toBe('queued');
});

test('what a turn has to say adds up, through memory patches too', async () => {
  const { id } = await add();
  const lane = laneOf(async (hold) => {
    await hold.advance({ say: ['one', ''] });
    await hold.advance({ memory: { ...hold.turn.memory, creditsBefore: 5 }, say: ['two'] });
    await end(hold);
  });
  await lane(project.threadKey, signal);
  expect((await stored(id)).memory).toEqual({ creditsBefore: 5, said: ['one', 'two'] });
});

test('a turn in whose midst the database goes away stays as it stands, to be gone on with later', async () => {
  const { id } = await add();
  const lane = laneOf(async (hold) => {
    await hold.advance({ state: 'streaming' });
    throw Object.assign(new Error('terminating connection'), { code: '57P01' });
  });
  await expect(lane(project.threadKey, signal)).rejects.toThrow('terminating connection');
  expect((await stored(id)).state).toBe('streaming');
  expect(delivered).toEqual([]);
});

test('a process knows the lanes that it is at', async () => {
  await add();
  const seen: boolean[] = [];
  const lanes = lanesOf(async (hold) => {
    seen.push(lanes.isAtWork(project.threadKey));
    await end(hold);
  });
  expect(lanes.isAtWork(project.threadKey)).toBe(false);
  await lanes.run(project.threadKey, signal);
  expect(seen).toEqual([true]);
  expect(lanes.isAtWork(project.threadKey)).toBe(false);
  await add();
  const failing = lanesOf(() => Promise.reject(new StaleAttemptError('no')));
  await failing.run(project.threadKey, signal);
  expect(failing.isAtWork(project.threadKey)).toBe(false);
});
