import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/** True where the header shows the token, compared in a time that tells nothing of how much of it is right. */
export function showsToken({ authorization = '' }: IncomingHttpHeaders, token: string): boolean {
  const shown = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
  return shown !== undefined && isSame(shown, token);
}

/**
 * True for a call from this machine, asked for by its own name (a foreign name that resolves here is a web page
 * trying to get in) and not handed on by a proxy, which would lend its own nearness to anybody.
 */
export function isFromHere(headers: IncomingHttpHeaders): boolean {
  const isHandedOn = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined;
  return loopback.test(headers.host ?? '') && !isHandedOn;
}

/** Equal, in a time that tells nothing of how much of it is. */
export function isSame(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
