import { pino } from 'pino';
import { expect, test } from 'vitest';
import { AppError } from '#src/errors.ts';
import { patiently } from '#adapters/discord/patience.ts';
import type { Clock } from '#src/ports.ts';

function waiting(ms: number) {
  const slept: number[] = [];
  const stopping = new AbortController();
  const clock: Clock = { now: () => 0, sleep: async (pauseMs) => void slept.push(pauseMs) };
  return {
    slept,
    stopping,
    patience: { ms, clock, stopping: stopping.signal, log: pino({ level: 'silent' }) },
  };
}

/** Fails so many times, then gives its number of calls. */
function failing(times: number, error: Error = new Error('the database is away')) {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= times) throw error;
    return calls;
  };
}

test('what cannot be stored yet is tried again, ever more slowly', async () => {
  const { patience, slept } = waiting(60_000);
  expect(await patiently(patience, failing(6))).toBe(7);
  expect(slept).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});

test('not for ever, not where there are words, and not in a process that stops', async () => {
  const short = waiting(3_000);
  await expect(patiently(short.patience, failing(9))).rejects.toThrow('the database is away');
  expect(short.slept).toEqual([500, 1_000]);
  const told = waiting(60_000);
  await expect(patiently(told.patience, failing(1, new AppError('message.empty', {})))).rejects.toThrow(
    'message.empty',
  );
  expect(told.slept).toEqual([]);
  const ending = waiting(60_000);
  ending.stopping.abort();
  await expect(patiently(ending.patience, failing(1))).rejects.toThrow('the database is away');
  expect(ending.slept).toEqual([]);
});
