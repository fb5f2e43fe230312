import type { Clock } from './ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  // By hand: the promise of `node:timers` makes an error of its own, with its stack, where ours is wanted.
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};
