import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '#src/errors.ts';
import type { AgentEvent } from '#src/core/agent-event.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { clipOf, createTestEngine, type TestEngine } from '#test/support/engine.ts';
import { openMemoryStore } from '#test/support/store.ts';

const words = messagesFor('en');
const { retry, timeline, doNow } = words.button;
const minute = 60_000;
const day = 24 * 60 * minute;
const trimmed = '✅ Video a.mp4 trimmed from 0-10s to 0-5s';
const free = words.cost({ spent: 0, left: 100 });
const before = { draftBefore: clipOf(10).draft?.raw ?? null, creditsBefore: 100 };

let fixture: StoreFixture;
let engine: TestEngine;
beforeAll(async () => {
  fixture = await openMemoryStore();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  engine = newEngine();
  // Each test has a time of its own, so that runs of another may seem to be beside its own.
  await fixture.sql('delete from reelay.runs');
});

/** Every stream of its backend breaks at once. */
function newEngine(): TestEngine {
  const made = createTestEngine(fixture);
  made.backend.send = async function* cut() {
    yield* [];
    throw new AppError('nemo.cut', {});
  };
  return made;
}

/** The backend answers one look at the state, the one before the edit, and is away after it. */
function away(): void {
  let left = 1;
  engine.backend.state = () => {
    if (left-- > 0) return clipOf(10);
    throw new AppError('nemo.unreachable', { sent: false });
  };
}

const stateOf = async (turnId: string) => (await fixture.store.turns.get(turnId))?.state;

test('five looks, the first after half a minute, then one a minute', async () => {
  const { threadKey, turnId } = await engine.say('trim to 5 seconds');
  expect(await engine.toEnd(threadKey)).toEqual([0.5, 1, 1, 1, 1].map((n) => n * minute));
  const last = await engine.lastWord(turnId);
  expect(last).toMatchObject({ kind: 'error', text: [words.notRecovered, free].join('\n\n') });
  expect(await stateOf(turnId)).toBe('unknown');
  expect(engine.sent).toEqual(['trim to 5 seconds']);
});

test('while the backend is away, the status says so, and no look is used up', async () => {
  const { threadKey, turnId } = await engine.say('trim to 5 seconds');
  away();
  for (let n = 0; n < 8; n += 1) await engine.step(threadKey);
  const { text } = engine.messenger.edits.at(-1)!.message;
  expect(text).toBe(words.stage({ stage: 'away', elapsedMs: 0 }));
  engine.backend.state = () => clipOf(10);
  expect(await engine.toEnd(threadKey)).toEqual([1, 1, 1, 1].map((n) => n * minute));
  expect((await engine.lastWord(turnId)).text).toBe([words.notRecovered, free].join('\n\n'));
});

test('a change that shows after hours is told', async () => {
  const { threadKey, turnId } = await engine.say('trim to 5 seconds');
  away();
  for (let n = 0; n < 15; n += 1) await engine.step(threadKey);
  engine.backend.state = () => clipOf(5);
  engine.backend.credits = () => 95;
  expect(await engine.toEnd(threadKey)).toEqual([]);
  expect(await engine.lastWord(turnId)).toMatchObject({
    kind: 'result',
    text: [words.recovered({ changes: trimmed }), words.cost({ spent: 5, left: 95 })].join('\n\n'),
  });
  expect(engine.sent).toHaveLength(1);
});

test('after a day of silence it is given up on, and Retry is there', async () => {
  const { threadKey, turnId } = await engine.say('trim to 5 seconds');
  away();
  await engine.step(threadKey);
  await engine.clock.advance(day);
  expect(await engine.toEnd(threadKey)).toEqual([]);
  const last = await engine.lastWord(turnId);
  expect(last).toMatchObject({ kind: 'error', text: [words.notSeen, free].join('\n\n') });
  expect(last.buttons.map(({ label }) => label)).toEqual([retry, timeline]);
  expect(engine.sent).toHaveLength(1);

  const restarted = newEngine();
  expect(await restarted.press(threadKey, last, retry)).toBe('taken');
  expect(await restarted.press(threadKey, last, retry)).toBe('unknown');
  await restarted.toEnd(threadKey);
  expect(restarted.sent).toEqual(['trim to 5 seconds']);
});

describe('a run that ended well and whose outcome could not be read', () => {
  const tool: AgentEvent[] = [
    { type: 'tool', id: 'c1', name: 'trim', phase: 'call' },
    { type: 'tool', id: 'c1', name: 'trim', phase: 'result', failed: false },
  ];
  const said: AgentEvent = { type: 'text', text: 'Trimmed it.' };

  test.each([
    ['and did something', [...tool, said], 5, ['Trimmed it.', trimmed]],
    ['and did nothing', [...tool, said], 10, ['Trimmed it.', words.noChangeSeen]],
    ['without a word, and did something', tool, 5, [trimmed]],
    ['without a word, and did nothing', tool, 10, [words.noChange]],
  ])('%s: its words are kept for the first look', async (_name, events, seconds, told) => {
    const { threadKey, turnId } = await engine.say('trim to 5 seconds');
    engine.backend.send = async function* whole() {
      yield* events;
    };
    away();
    expect(await engine.step(threadKey)).toBe(minute / 2);
    engine.backend.state = () => clipOf(seconds);
    expect(await engine.toEnd(threadKey)).toEqual([]);
    expect((await engine.lastWord(turnId)).text).toBe([...told, free].join('\n\n'));
    expect(engine.sent).toHaveLength(1);
  });
});

test.each(['sending', 'streaming'] as const)('a turn found %s is never sent again', async (state) => {
  const { threadKey, turnId } = await engine.say('trim to 5 seconds');
  await fixture.store.turns.claim(threadKey, 'a process that is gone');
  await fixture.store.turns.advance(turnId, 'a process that is gone', { state, memory: before });
  expect(await engine.toEnd(threadKey)).toHaveLength(5);
  expect((await engine.lastWord(turnId)).text).toContain(words.notRecovered);
  expect(engine.sent).toEqual([]);
});

describe('a day later', () => {
  test('a request that never began is asked about, and done when wanted', async () => {
    const { threadKey, turnId } = await engine.say('trim to 5 seconds');
    await engine.clock.advance(day + minute);
    expect(await engine.toEnd(threadKey)).toEqual([]);
    const last = await engine.lastWord(turnId);
    expect(last).toMatchObject({ kind: 'info', text: words.stillWanted({ asked: 'trim to 5 seconds' }) });
    expect(await stateOf(turnId)).toBe('cancelled');
    expect(engine.sent).toEqual([]);

    const restarted = newEngine();
    expect(await restarted.press(threadKey, last, doNow)).toBe('taken');
    await restarted.toEnd(threadKey);
    expect(restarted.sent).toEqual(['trim to 5 seconds']);
  });

  test('an edit that was made is told, and what was to follow is asked about', async () => {
    const { threadKey, turnId } = await engine.say('trim to 5 seconds and export');
    await fixture.store.turns.claim(threadKey, 'a process that is gone');
    await fixture.store.turns.advance(turnId, 'a process that is gone', {
      state: 'streaming',
      memory: before,
    });
    engine.backend.state = () => clipOf(5);
    await engine.clock.advance(3 * day);
    expect(await engine.toEnd(threadKey)).toEqual([minute / 2]);
    const last = await engine.lastWord(turnId);
    const rest = words.restStillWanted({ steps: ['export'] });
    expect(last.text).toBe([words.recovered({ changes: trimmed }), free, rest].join('\n\n'));
    expect(last.buttons.map(({ label }) => label)).toEqual([doNow]);
    expect(engine.sent).toEqual([]);
  });
});
