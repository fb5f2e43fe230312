const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * True for a call from this machine, asked for by its own name (a foreign name that resolves here is a web page
 * trying to get in: DNS rebinding) and not handed on by a proxy, which would lend its own nearness to anybody.
 */
export function isFromHere(headers: {
  host?: string | undefined;
  forwarded?: string | undefined;
  'x-forwarded-for'?: string | string[] | undefined;
}): boolean {
  const isHandedOn = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined;
  return loopback.test(headers.host ?? '') && !isHandedOn;
}
