import type { Clock } from '#src/ports.ts';

type WatchLimit = 'silence' | 'total';

/** A clock that went this much further than its sleeper slept was set, or the machine was asleep. */
const leastJumpMs = 30_000;

/** One for all, since nobody looks at it: each error would take its stack. */
const stopped = new Error('the watch is over');

type WatchOptions = {
  clock: Clock;
  /** Longest time from start to `stop`, in ms. */
  totalMs?: number | undefined;
  /** Longest time between two calls of `touch`, in ms. */
  silenceMs?: number | undefined;
  /** The caller's own, whose end is the watch's. `AbortSignal.any` would keep each call's until V8 collects all. */
  signal?: AbortSignal | undefined;
  /** The reason the signal aborts with. */
  toError: (limit: WatchLimit, afterMs: number) => Error;
};

export type Watch = {
  /** Aborts when a limit is passed, or the caller's signal does. */
  signal: AbortSignal;
  /** Says that there is news: the silence begins anew. */
  touch(): void;
  /** Ends the watch. To be called in every case, else its timer outlives the call it guards. */
  stop(): void;
};

/**
 * A deadline on the injected clock. One sleeper serves both limits, however often `touch` is called. A clock that
 * is set while it runs changes the first by nothing, and begins a silence anew.
 */
export function createWatch(options: WatchOptions): Watch {
  const { clock, totalMs = Infinity, silenceMs = Infinity, signal: outer, toError } = options;
  const limit = new AbortController();
  const over = new AbortController();
  let startedAt = clock.now();
  let lastNewsAt = startedAt;

  async function watch(): Promise<void> {
    while (!over.signal.aborted) {
      const now = clock.now();
      const totalLeft = startedAt + totalMs - now;
      const silenceLeft = lastNewsAt + silenceMs - now;
      if (totalLeft <= 0) return limit.abort(toError('total', totalMs));
      if (silenceLeft <= 0) return limit.abort(toError('silence', silenceMs));
      const napMs = Math.min(totalLeft, silenceLeft);
      await clock.sleep(napMs, over.signal);
      const jumpMs = clock.now() - now - napMs;
      if (Math.abs(jumpMs) < leastJumpMs) continue;
      startedAt += jumpMs;
      lastNewsAt = clock.now();
    }
  }
  // The sleep rejects when the watch is stopped; that is its normal end.
  watch().catch(() => undefined);
  const onOuter = (): void => limit.abort(outer?.reason);
  if (outer?.aborted === true) onOuter();
  outer?.addEventListener('abort', onOuter, { once: true });

  return {
    signal: limit.signal,
    touch: () => {
      lastNewsAt = clock.now();
    },
    stop: () => {
      over.abort(stopped);
      outer?.removeEventListener('abort', onOuter);
    },
  };
}
