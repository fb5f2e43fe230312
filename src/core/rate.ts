import ipaddr from 'ipaddr.js';
import { AppError } from '#src/errors.ts';

const minuteMs = 60_000;
/** Addresses that are remembered; the one that was quiet for longest is let go first. */
const mostAddresses = 10_000;

/** So many a minute for each address, which may come at once after a quiet minute. */
export type Rate = {
  /** Counts one. Throws `web.too-many` where there were too many already. */
  count(address: string): void;
  /** The same, for who will be counted only when something went wrong. */
  check(address: string): void;
};

/** @param now ms since any moment, never going back */
export function createRate(perMinute: number, now: () => number): Rate {
  const buckets = new Map<string, { left: number; at: number }>();

  function bucketOf(address: string): { left: number; at: number } {
    const known = buckets.get(address);
    const at = now();
    const refilled = known === undefined ? perMinute : known.left + ((at - known.at) * perMinute) / minuteMs;
    const bucket = { left: Math.min(perMinute, refilled), at };
    // The map keeps the order of insertion: who was heard of last is last.
    buckets.delete(address);
    buckets.set(address, bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > mostAddresses && oldest !== undefined) buckets.delete(oldest);
    return bucket;
  }

  function check(address: string): { left: number } {
    const bucket = bucketOf(address);
    if (bucket.left >= 1) return bucket;
    const waitMs = Math.ceil(((1 - bucket.left) * minuteMs) / perMinute);
    throw new AppError('web.too-many', { seconds: Math.ceil(waitMs / 1000) });
  }

  return {
    check: (address) => void check(address),
    count(address) {
      check(address).left -= 1;
    },
  };
}

/**
 * Whose request it is: an IPv4 address, or the /64 that one line of IPv6 has. A proxy's word about it counts only where the
 * server was told to trust that proxy.
 */
export function addressOf({ ip }: { ip: string }): string {
  if (!ipaddr.IPv6.isValid(ip)) return ip;
  const parsed = ipaddr.IPv6.parse(ip);
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  return parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':');
}
