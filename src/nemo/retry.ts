import { type AppError, isAppError } from '#src/errors.ts';
import { LeftAloneError } from './breaker.ts';
import type { Clock } from '#src/ports.ts';

/**
 * How an idempotent read is tried again. Nothing else is ever repeated by this client, and nothing after a
 * 429: the engine waits that long without holding anybody up.
 */
const policy = {
  tries: 4,
  firstWaitMs: 500,
  /** The longest wait, whatever `Retry-After` says. */
  maxWaitMs: 30_000,
  /** A gateway that is restarting or busy. */
  statuses: [502, 503, 504],
} as const;

export type Attempt<T> =
  | { ok: true; value: T }
  | { ok: false; error: AppError; retryAfterMs: number | undefined };

/** Runs `attempt` until it succeeds or its failure is final, and throws the last failure. */
export async function withRetry<T>(
  clock: Clock,
  signal: AbortSignal,
  attempt: () => Promise<Attempt<T>>,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    const result = await attempt();
    if (result.ok) return result.value;
    if (!isPassing(result.error) || tried >= policy.tries) throw result.error;
    await clock.sleep(waitMs(tried, result.retryAfterMs), signal);
  }
}

function isPassing(error: AppError): boolean {
  if (isAppError(error, 'nemo.unreachable')) {
    return !(error.cause instanceof LeftAloneError) && error.params.untrusted !== true;
  }
  return (
    isAppError(error, 'nemo.refused') && policy.statuses.some((status) => status === error.params.status)
  );
}

/** Exponential, with jitter so that many threads do not come back at one moment. */
function waitMs(tried: number, retryAfterMs: number | undefined): number {
  const backoff = policy.firstWaitMs * 2 ** (tried - 1);
  const jitter = Math.random() * backoff;
  return Math.min(policy.maxWaitMs, retryAfterMs ?? backoff) + jitter;
}
