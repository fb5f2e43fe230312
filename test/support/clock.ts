import { setImmediate } from 'node:timers/promises';
import type { Clock } from '#src/ports.ts';

/** A clock that nobody waits for: sleeping moves it on at once, and is written down. */
export type JumpingClock = Clock & { slept: number[]; pass(ms: number): void };

export function jumpingClock(): JumpingClock {
  let shiftMs = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => Date.now() + shiftMs,
    pass: (ms) => {
      shiftMs += ms;
    },
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept.push(ms);
      shiftMs += ms;
      // Others get their turn, as they would in a real sleep.
      await setImmediate();
    },
  };
}
