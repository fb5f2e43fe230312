import ipaddr from 'ipaddr.js';

/** Why an address may not be fetched: it leads into somebody's own network, or it holds a name and password. */
export type LinkProblem = 'private' | 'credentials';

/** Endings of names that mean something within one network only (RFC 6761, 6762, 8375 and what is in use). */
const privateEndings = ['localhost', 'internal', 'local', 'lan', 'home', 'corp', 'intranet', 'home.arpa'];
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/**
 * True for an address that anybody on the internet may reach. False for loopback, private, link-local (and so
 * the metadata services of clouds), shared and reserved ones, and for those that carry an IPv4 address in
 * themselves (mapped, 6to4, Teredo, NAT64); also for what is no address at all.
 */
export function isPublicAddress(address: string): boolean {
  if (!isAddress(address)) return false;
  const read = ipaddr.process(address);
  return read.range() === 'unicast' && (read.kind() === 'ipv4' || read.match(globalUnicast));
}

/** The host is an address as such; undefined for a name. The URL parser has undone octal, hex and short forms. */
export function addressOf({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isAddress(bare) ? bare : undefined;
}

function isAddress(text: string): boolean {
  return ipaddr.IPv6.isValid(text) || ipaddr.IPv4.isValidFourPartDecimal(text);
}

/** What is wrong with an address that a person gave, or nothing. Origins in `allowed` may be anywhere. */
export function problemOfLink(link: string, allowed: ReadonlySet<string>): LinkProblem | undefined {
  const url = URL.parse(link);
  if (url === null) return 'private';
  // Not every parser ends the host at a backslash, so what stands behind one may be the host to the backend.
  const isSigned = url.username !== '' || url.password !== '' || /^[^/]*\/\/[^/?#]*[@\\]/.test(link);
  if (isSigned) return 'credentials';
  if (allowed.has(url.origin)) return undefined;
  const address = addressOf(url);
  if (address !== undefined) return isPublicAddress(address) ? undefined : 'private';
  return isPrivateName(url.hostname) ? 'private' : undefined;
}

/** A name without a dot is one of the network that it is asked in. */
function isPrivateName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.+$/, '');
  return !name.includes('.') || privateEndings.some((ending) => name.endsWith(`.${ending}`));
}
