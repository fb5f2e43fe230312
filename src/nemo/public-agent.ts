import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { isPublicAddress } from '#src/core/web-link.ts';

/** A name that leads into a private network. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
}

/**
 * An agent for addresses that only a redirect has named. A name is looked up once a connection, and the connection
 * goes to one of the addresses that were checked: a name server that answers otherwise a moment later gains nothing.
 * A host that is an address as such is not looked up, so whoever calls checks that one.
 */
export function createPublicAgent(resolve: LookupFunction = lookup): Agent {
  return new Agent({
    allowH2: false,
    connect: { timeout: 10_000, lookup: toPublicLookup(resolve) },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/** Gives those of a name's addresses that are public, and `PrivateAddressError` where none is. */
export function toPublicLookup(resolve: LookupFunction): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const all = typeof found === 'string' ? [] : found;
      const [first, ...others] = all.filter(({ address }) => isPublicAddress(address));
      if (error !== null) done(error, []);
      else if (first === undefined) done(new PrivateAddressError(`${hostname} is in a private network`), []);
      else if (options.all === true) done(null, [first, ...others]);
      else done(null, first.address, first.family);
    });
  };
}
