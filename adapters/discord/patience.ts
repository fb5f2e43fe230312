import { AppError } from '#src/errors.ts';
import type { Clock, Log } from '#src/ports.ts';

const firstPauseMs = 500;
const longestPauseMs = 5_000;

export type Patience = {
  /** A database that is away for longer is not waited for: the person is told instead. */
  ms: number;
  clock: Clock;
  /** Aborted when the process is to stop. */
  stopping: AbortSignal;
  log: Log;
};

/**
 * Does what is to be stored until it is: Discord brings an event once and never again. Errors that have words are
 * answers, and thrown at once; so is any other one when the patience is over.
 */
export async function patiently<T>(patience: Patience, work: () => Promise<T>): Promise<T> {
  const { ms, clock, stopping, log } = patience;
  for (let waitedMs = 0, pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError || waitedMs + pauseMs > ms || stopping.aborted) throw error;
      log.warn({ err: error }, 'a message could not be stored; it is tried again');
      waitedMs += pauseMs;
      // A process that stops tries once more, at once.
      await clock.sleep(pauseMs, stopping).catch(() => undefined);
    }
  }
}
