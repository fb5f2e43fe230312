import { AppError, isAppError } from '#src/errors.ts';

/** True where a run may have happened although the call failed: nothing is sent again, and state decides. */
export function mayHaveRun(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  if (isAppError(error, 'nemo.unreachable')) return error.params.sent;
  if (isAppError(error, 'nemo.refused')) return error.params.status >= 500;
  return ['nemo.cut', 'nemo.silent', 'nemo.unreadable'].includes(error.code);
}

/** True where the backend is away for the moment, or speaks in tongues; another look may do. */
export function mayPass(error: unknown): boolean {
  return isAppError(error, 'nemo.unreachable') || isAppError(error, 'nemo.rate-limited') || mayHaveRun(error);
}

/** Ways in which one file is no good, for good: sending it again would not help. */
export function isAboutFile(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  if (error.code === 'nemo.unsupported-type' || error.code === 'nemo.too-large') return true;
  return error.code.startsWith('file.') && error.code !== 'file.interrupted';
}

/** The longest wait that a `Retry-After` is granted, in units of the usual wait. */
const longestWaits = 10;

/** How long to leave a busy backend alone: as long as it asks, within reason, and never shorter than usual. */
export function busyWaitMs(error: AppError<'nemo.rate-limited'>, usualMs: number): number {
  return Math.min(Math.max(usualMs, error.params.retryAfterMs ?? 0), usualMs * longestWaits);
}
