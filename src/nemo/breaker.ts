import { AppError } from '#src/errors.ts';
import type { Clock, Log } from '#src/ports.ts';
import type { Transport } from './transport.ts';

/** So many failures in a row, whoever asked, are an outage. A read that is tried again makes four. */
const failuresOfOutage = 10;
const firstRestMs = 1_000;
const longestRestMs = 30_000;

/** A gateway with nothing behind it. Anything else is an answer of the backend, however unwelcome. */
const outageStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/** The cause of `nemo.unreachable` where a request was not even tried. */
export class LeftAloneError extends Error {
  override readonly name = 'LeftAloneError';
}

type Origin = { failures: number; restMs: number; restsUntil: number; isProbed: boolean };

/**
 * Leaves an origin that is down alone: after an outage's worth of failures requests to it fail at once, as not
 * sent, for a second, then longer each time, up to half a minute. One request at a time finds out whether it is back.
 */
export function createBreaker(transport: Transport, { clock, log }: { clock: Clock; log: Log }): Transport {
  const origins = new Map<string, Origin>();

  function isResting(origin: Origin): boolean {
    const leftMs = origin.restsUntil - clock.now();
    // A rest that is longer than it was meant to be belongs to a clock that was set back.
    return leftMs > 0 && leftMs <= origin.restMs;
  }

  function failed(name: string, origin: Origin): void {
    origin.failures += 1;
    if (origin.failures < failuresOfOutage) return;
    origin.restMs = Math.min(longestRestMs, origin.restMs === 0 ? firstRestMs : origin.restMs * 2);
    origin.restsUntil = clock.now() + origin.restMs;
    log.warn({ origin: name, restMs: origin.restMs }, 'a backend is down and left alone');
  }

  return async (wire) => {
    const name = wire.url.origin;
    const origin = origins.get(name) ?? { failures: 0, restMs: 0, restsUntil: 0, isProbed: false };
    origins.set(name, origin);
    const isDown = origin.failures >= failuresOfOutage;
    if (isDown && (isResting(origin) || origin.isProbed)) {
      const cause = new LeftAloneError('down a moment ago');
      throw new AppError('nemo.unreachable', { sent: false }, `${wire.method} ${wire.url.pathname}`, {
        cause,
      });
    }
    origin.isProbed = isDown;
    try {
      const response = await transport(wire);
      if (outageStatuses.has(response.statusCode)) failed(name, origin);
      else Object.assign(origin, { failures: 0, restMs: 0 });
      return response;
    } catch (error) {
      // A body that is streamed may have broken on our side.
      if (typeof wire.body !== 'object') failed(name, origin);
      throw error;
    } finally {
      if (isDown) origin.isProbed = false;
    }
  };
}
