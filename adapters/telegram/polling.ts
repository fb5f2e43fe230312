import { GrammyError, type Api } from 'grammy';
import { isAppError } from '#src/errors.ts';
import type { Clock, Log } from '#src/ports.ts';
import { toApiSignal, toChatError } from './api.ts';
import { updateIdSchema, wantedUpdates } from './schema.ts';

/** How long Telegram holds a request that has nothing to say. */
const holdS = 30;
/** A request that takes this much longer is lost. */
const graceMs = 15_000;
/** While updates are being stored, others are asked for this often. */
const recheckMs = 250;
const longestPauseMs = 30_000;
/** After a week of silence Telegram starts counting anew, so an old number would hide new updates. */
const forgetAfterMs = 6 * 24 * 60 * 60 * 1000;

export type PollingOptions = {
  api: Api;
  clock: Clock;
  log: Log;
  /** Resolves when the update is stored; rejects only when everything is to stop. */
  take: (raw: unknown) => Promise<void>;
};

/**
 * Long polling that loses nothing: asking for updates from a number on confirms all before it, so the number
 * never passes an update that is not stored. Those being stored come along again and are passed over. Returns
 * when the signal is aborted; throws where Telegram refuses the token.
 */
export async function poll({ api, clock, log, take }: PollingOptions, signal: AbortSignal): Promise<void> {
  /** Updates from the first unconfirmed one on, in Telegram's order; true = stored. */
  const taken = new Map<number, boolean>();
  const running = new Set<Promise<void>>();
  let next: number | undefined;
  let newsAt = clock.now();
  let wake: () => void = () => undefined;
  /** Updates to be stored before the next request: each brings all again that are not, so half of them are worth one. */
  let wakesIn = 0;

  function offset(): number | undefined {
    for (const [id, stored] of taken) {
      if (!stored) return id;
      taken.delete(id);
      next = id + 1;
    }
    if (clock.now() - newsAt > forgetAfterMs) next = undefined;
    return next;
  }

  function begin(raw: unknown): void {
    const { success, data } = updateIdSchema.safeParse(raw);
    if (!success || taken.has(data.update_id)) return;
    taken.set(data.update_id, false);
    newsAt = clock.now();
    const storing = take(raw).then(
      () => {
        taken.set(data.update_id, true);
        wakesIn -= 1;
        if (wakesIn <= 0) wake();
      },
      // Stopping: it stays unconfirmed, and comes again.
      () => undefined,
    );
    running.add(storing);
    void storing.then(() => running.delete(storing));
  }

  async function fetch(from: number | undefined, timeout: number): Promise<unknown[]> {
    const lost = AbortSignal.timeout(timeout * 1000 + graceMs);
    return api.getUpdates(
      {
        ...(from === undefined ? {} : { offset: from }),
        limit: 100,
        timeout,
        allowed_updates: wantedUpdates,
      },
      toApiSignal(AbortSignal.any([signal, lost])),
    );
  }

  for (let failures = 0; !signal.aborted;) {
    try {
      const from = offset();
      const storing = taken.size > 0;
      const { promise: stored, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      (await fetch(from, storing ? 0 : holdS)).forEach(begin);
      failures = 0;
      wakesIn = Math.ceil([...taken.values()].filter((isStored) => !isStored).length / 2);
      if (wakesIn > 0) await Promise.race([stored, clock.sleep(recheckMs, signal)]);
    } catch (error) {
      if (signal.aborted) break;
      if (isBadToken(error)) throw error;
      failures += 1;
      await clock.sleep(pauseAfter(error, failures, log), signal).catch(() => undefined);
    }
  }
  await Promise.all(running);
  const from = offset();
  // What was stored since the last request would otherwise come again at the next start.
  if (from !== undefined) await api.getUpdates({ offset: from, limit: 1, timeout: 0 }).catch(() => undefined);
}

/** Telegram answers 401 for a token that was taken back, and 404 for what never was one. */
export function isBadToken(error: unknown): boolean {
  return error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404);
}

function pauseAfter(error: unknown, failures: number, log: Log): number {
  const known = toChatError(error);
  if (error instanceof GrammyError && error.error_code === 409) {
    log.error(
      `another process receives this bot's updates, and Telegram gives them to one alone; waiting for it to end (docs/telegram.md#one-receiver). Telegram says: ${error.description}`,
    );
    return Math.min(longestPauseMs, 3_000 * 2 ** (failures - 1));
  }
  const askedMs = isAppError(known, 'chat.busy') ? known.params.retryAfterMs : undefined;
  log.warn({ err: known, failures }, 'updates could not be fetched');
  return askedMs ?? Math.min(longestPauseMs, 500 * 2 ** (failures - 1));
}
