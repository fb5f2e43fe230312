import { isIP } from 'node:net';
import { z } from 'zod';
import { setting, switchOn, text, token } from './kinds.ts';

/** The web chat and the port that it shares with the health checks. */
export const webSettings = {
  WEB_CHAT: setting(switchOn, '1 or 0', 'Serves the web chat.', { fallback: '1' }),
  WEB_TOKEN: setting(
    token.min(16),
    'at least 16 characters without spaces',
    'The password of the web chat. Needed before it may listen beyond this machine.',
    { secret: true },
  ),
  HOST: setting(
    text.refine((host) => isIP(host) !== 0 || /^[A-Za-z0-9.-]+$/.test(host)),
    'an IP address or a host name',
    'Where the web chat listens. Anything but this machine itself needs WEB_TOKEN.',
    { fallback: '127.0.0.1' },
  ),
  PORT: setting(
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .refine((port) => port <= 65_535),
    'a port number, 0 to 65535 (0 takes a free one)',
    'The port of the web chat, /healthz, /readyz and /metrics, in every process but a worker.',
    { fallback: '8787' },
  ),
};
