import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#src/errors.ts';
import type { Log } from '#src/ports.ts';

const firstPauseMs = 500;
const longestPauseMs = 5_000;
/** A database that is away for longer is not waited for: the person is told instead. */
const patienceMs = 5 * 60_000;

/**
 * Does what is to be stored until it is: Discord brings an event once and never again. Errors that have words are
 * answers, and thrown at once; so is any other one after five minutes of trying, or when `stopping` is aborted.
 */
export async function patiently<T>(
  { log, stopping }: { log: Log; stopping: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  for (let waitedMs = 0, pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError || waitedMs >= patienceMs || stopping.aborted) throw error;
      log.warn({ err: error }, 'a message could not be stored; it is tried again');
      waitedMs += pauseMs;
      await sleep(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
}
