import type { Clock, Log } from '#src/ports.ts';

const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** After so many failures an update is given up, if others got through meanwhile: then it is not the store. */
const patience = 5;
/** In as many chats may answers be on their way; beyond that, what is stored waits for its answer too, and Telegram with it. */
const mostAnswering = 500;

/** Runs work on updates: one chat in order, different chats side by side, each until it is done. */
export type Lanes = {
  /**
   * Resolves when the work says that it is `stored`, or is done or given up. Rejects only when everything is to stop.
   * The chat's next work waits until this one is done.
   */
  run(chatId: number, updateId: number, work: (stored: () => void) => Promise<void>): Promise<void>;
  /** Resolves when no work is under way. */
  settled(): Promise<void>;
};

export function createLanes(options: { clock: Clock; log: Log; signal: AbortSignal }): Lanes {
  const { clock, log, signal } = options;
  const tails = new Map<number, Promise<unknown>>();
  let successes = 0;

  async function persist(updateId: number, work: () => Promise<void>): Promise<void> {
    let before = 0;
    for (let failures = 1; ; failures += 1) {
      signal.throwIfAborted();
      try {
        await work();
        successes += 1;
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (failures === 1) before = successes;
        if (failures >= patience && successes > before) {
          log.error({ updateId, err: error }, 'an update could not be handled and is left out');
          return;
        }
        log.warn({ updateId, failures, err: error }, 'an update could not be stored; it is tried again');
        await clock.sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1)), signal);
      }
    }
  }

  return {
    run(chatId, updateId, work) {
      const before = tails.get(chatId) ?? Promise.resolve();
      const { promise: stored, resolve } = Promise.withResolvers<void>();
      const running = before.then(() => persist(updateId, () => work(resolve)));
      const tail = running.catch(() => undefined);
      tails.set(chatId, tail);
      void tail.then(() => tails.get(chatId) === tail && tails.delete(chatId));
      return tails.size > mostAnswering ? running : Promise.race([stored, running]);
    },
    async settled() {
      await Promise.all(tails.values());
    },
  };
}
