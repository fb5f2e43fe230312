import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { setting } from './kinds.ts';

const counted = (fallback: string, purpose: string) =>
  setting(
    z
      .string()
      .regex(/^[1-9]\d{0,5}$/)
      .transform(Number),
    'a whole number from 1 to 999999',
    purpose,
    { fallback },
  );

/** An address, or a range of them by its prefix. */
function isRange(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  if (prefix === undefined) return true;
  if (!/^\d{1,3}$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}

/** How much of the web chat one address may use, and who tells whose address it is. */
export const webLimitSettings = {
  TRUSTED_PROXIES: setting(
    z
      .string()
      .transform((list) => list.split(',').map((one) => one.trim()))
      .refine((list) => list.every(isRange)),
    'IP addresses, or ranges like 10.0.0.0/8, separated by commas',
    'Proxies in front of the web chat. What they say in X-Forwarded-For, -Host and -Proto counts; what anybody else says in them does not.',
  ),
  WEB_GUESSES_A_MINUTE: counted('10', 'Sign-ins to the web chat, and wrong tokens, from one address.'),
  WEB_MESSAGES_A_MINUTE: counted(
    '60',
    'Messages, pressed buttons, new chats and linked accounts from one address, where WEB_TOKEN is set.',
  ),
  WEB_UPLOADS_AT_ONCE: counted(
    '6',
    'Messages with files under way from one address, where WEB_TOKEN is set.',
  ),
  WEB_STREAMS_AT_ONCE: counted('60', 'Open pages of the web chat at one address, where WEB_TOKEN is set.'),
};
