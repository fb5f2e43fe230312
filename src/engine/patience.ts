import { isAppError } from '#src/errors.ts';

/** Pauses before a step is tried again, in units of the wait after a 429: 5, 15, 30 and 30 s. */
const pauses = [1 / 6, 1 / 2, 1, 1];
/** What takes this long to fail has been waited for enough: a silent editor takes minutes. */
const longestTryMs = 60_000;

/** A gateway with nothing behind it, for a moment. */
const gatewayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * The pause after which a step that failed before anything of it had run is tried again by itself: the editor is
 * being restarted, or a file broke off on its way. Nothing where that would not help, or was done often enough.
 */
export function pauseBeforeNext(
  error: unknown,
  done: { tries: number; tookMs: number; unitMs: number },
): number | undefined {
  const pause = pauses[done.tries];
  if (!isPassing(error) || pause === undefined || done.tookMs > longestTryMs) return undefined;
  return Math.ceil(pause * done.unitMs);
}

function isPassing(error: unknown): boolean {
  if (isAppError(error, 'nemo.refused')) return gatewayStatuses.has(error.params.status);
  if (isAppError(error, 'nemo.unreachable')) return error.params.untrusted !== true;
  return isAppError(error, 'file.interrupted');
}
