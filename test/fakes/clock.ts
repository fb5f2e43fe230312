import { setImmediate as tick } from 'node:timers/promises';
import type { Clock } from '#src/ports.ts';

export type ManualClock = Clock & {
  /** Lets `ms` pass: what slept for no longer than that wakes, in its order. */
  advance(ms: number): Promise<void>;
};

/** Time that only passes when a test says so. Begins at the real time, like the store's own stamps. */
export function createManualClock(): ManualClock {
  let now = Date.now();
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep(ms, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const sleeper = { at: now + ms, wake: resolve };
      sleepers.push(sleeper);
      const stop = (): void => {
        sleepers = sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason as Error);
      };
      if (signal?.aborted === true) stop();
      signal?.addEventListener('abort', stop, { once: true });
      return promise;
    },
    async advance(ms) {
      const until = now + ms;
      for (;;) {
        const next = sleepers.toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > until) break;
        now = next.at;
        sleepers = sleepers.filter((other) => other !== next);
        next.wake();
        await tick();
      }
      now = until;
    },
  };
}
