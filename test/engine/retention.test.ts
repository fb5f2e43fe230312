import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { createRetention } from '#src/engine/retention.ts';
import type { Store } from '#src/ports.ts';
import { toThreadKey } from '#src/core/message.ts';
import { createManualClock, type ManualClock } from '#test/fakes/clock.ts';

const day = 24 * 60 * 60_000;
let clock: ManualClock;
/** Idle threads that are left. */
let left: number;
let deleted: number;
let askedFor: number[];
let codes: number;
beforeEach(() => {
  clock = createManualClock();
  [left, deleted, codes, askedFor] = [0, 0, 0, []];
});

function retain(retainDays: number, deletes = true): () => Promise<void> {
  const retention: Store['retention'] = {
    async idleThreads(before, most) {
      askedFor.push(Math.round((clock.now() - before) / day));
      return Array.from({ length: Math.min(left, most) }, (_, n) => toThreadKey('test', String(n)));
    },
    async deleteThread() {
      if (!deletes) return false;
      left -= 1;
      deleted += 1;
      return true;
    },
    dropCodes: async () => void (codes += 1),
  };
  const store = { retention } as unknown as Store;
  return createRetention({ store, clock, log: pino({ level: 'silent' }), settings: { retainDays } });
}

test('once a day, a batch with each sweep until none is left', async () => {
  const sweep = retain(90);
  left = 45;
  for (const expected of [20, 40, 45, 45, 45]) {
    await sweep();
    expect(deleted).toBe(expected);
    await clock.advance(4_000);
  }
  expect(askedFor).toEqual([90, 90, 90]);
  left = 1;
  await clock.advance(day);
  await sweep();
  expect({ deleted, askedFor: askedFor.length }).toEqual({ deleted: 46, askedFor: 4 });
});

test('0 days keep everything but codes that are good no more', async () => {
  left = 3;
  await retain(0)();
  expect({ deleted, askedFor, codes }).toEqual({ deleted: 0, askedFor: [], codes: 1 });
});

test('what another process is at is left to it', async () => {
  const sweep = retain(7, false);
  left = 100;
  await sweep();
  await sweep();
  expect(askedFor).toEqual([7]);
});

test('a clock that is set back puts it off by a day at the most', async () => {
  const sweep = retain(90);
  await sweep();
  const { now } = clock;
  clock.now = () => now() - 100 * day;
  await sweep();
  expect(askedFor).toHaveLength(2);
});
