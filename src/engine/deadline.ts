import { AppError } from '#src/errors.ts';
import type { Clock } from '#src/ports.ts';

/** A signal that aborts after `ms`, as if the backend could not be reached. `done` lets its timer go. */
export function startDeadline(clock: Clock, ms: number): { signal: AbortSignal; done(): void } {
  const late = new AbortController();
  const over = new AbortController();
  clock.sleep(ms, over.signal).then(
    () => late.abort(new AppError('nemo.unreachable', { sent: false }, `no answer within ${ms} ms`)),
    () => undefined,
  );
  return { signal: late.signal, done: () => over.abort() };
}
