import { z } from 'zod';
import { setting, token } from './kinds.ts';

/** What whoever runs Reelay sees of it. */
export const operatorSettings = {
  ADMIN_TOKEN: setting(
    token.min(16),
    'at least 16 characters without spaces',
    'What operators show to see the pages at /admin, and to read /metrics. Without it there are no pages, and only this machine may read /metrics. docs/operations.md has more.',
    { secret: true },
  ),
  WORKER_PORT: setting(
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .refine((port) => port <= 65_535),
    'a port number, 0 to 65535 (0 takes a free one)',
    'The port at HOST on which a worker answers /healthz, /readyz and /metrics. Left out, a worker has none.',
  ),
};
