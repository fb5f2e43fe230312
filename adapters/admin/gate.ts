import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** True where the header shows the token, compared in a time that tells nothing of how much of it is right. */
export function showsToken({ authorization = '' }: IncomingHttpHeaders, token: string): boolean {
  const shown = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
  return shown !== undefined && isSame(shown, token);
}

/** Equal, in a time that tells nothing of how much of it is. */
export function isSame(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
