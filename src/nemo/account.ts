import { isAppError } from '#src/errors.ts';
import type { Credits } from '#src/core/remote.ts';
import type { Clock } from '#src/ports.ts';
import type { Http } from './http.ts';
import { anonymousToken, balance } from './schema.ts';

/** How long an anonymous token lasts where the answer does not say. */
const tokenLifeMs = 7 * 24 * 60 * 60 * 1000;

/** `POST /api/auth/anonymous-token`. `expiresAt` is in ms since 1970. */
export async function getAnonymousToken(
  http: Http,
  clock: Clock,
  clientId: string,
  signal: AbortSignal,
): Promise<{ token: string; expiresAt: number; credits: number | undefined }> {
  const ask = () =>
    http.call({
      method: 'POST',
      path: '/api/auth/anonymous-token',
      token: undefined,
      headers: { 'x-client-id': clientId },
      schema: anonymousToken,
      notFound: 'nemo.not-found',
      signal,
    });
  // The id was sent: whatever lost it on the way gets it once more.
  const { data } = await ask().catch((error: unknown) => {
    if (isAppError(error, 'nemo.client-id-missing')) return ask();
    throw error;
  });
  const now = clock.now();
  const lifeMs = data.expires_in === undefined ? tokenLifeMs : data.expires_in * 1000;
  return { token: data.token, expiresAt: toTime(data.expires_at) ?? now + lifeMs, credits: data.credits };
}

/** `GET /api/credits/balance/simple` */
export async function getCredits(http: Http, token: string, signal: AbortSignal): Promise<Credits> {
  const { data } = await http.call({
    method: 'GET',
    path: '/api/credits/balance/simple',
    token,
    schema: balance,
    notFound: 'nemo.not-found',
    signal,
  });
  return data;
}

/** Seconds, milliseconds or a date text, as ms since 1970. */
function toTime(value: string | number | undefined): number | undefined {
  if (value === undefined) return undefined;
  // Seconds stay below this number until the year 5138, milliseconds passed it in 1973.
  if (typeof value === 'number') return value < 1e11 ? value * 1000 : value;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}
