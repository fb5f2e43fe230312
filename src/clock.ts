import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from './ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // The caller is owed its own reason, not the timer's.
      signal?.throwIfAborted();
      throw error;
    }
  },
};
