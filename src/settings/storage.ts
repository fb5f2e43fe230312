import { z } from 'zod';
import { setting, text } from './kinds.ts';

const secretKey = z
  .string()
  .transform((text) =>
    /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64'),
  )
  .refine((bytes) => bytes.length === 32);

/** Where everything is kept, and what seals it. */
export const storageSettings = {
  DATA_DIR: setting(text, 'a folder', 'Where the embedded database and the generated key are kept.', {
    fallback: './data',
  }),
  RETAIN_DAYS: setting(
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number),
    'a whole number of days, or 0',
    'Threads in which nothing has happened for so many days are deleted, with all that was said and made there. 0 keeps everything (docs/operations.md#how-long-data-is-kept).',
    { fallback: '90' },
  ),
  REDIS_URL: setting(
    z.string().regex(/^rediss?(\+(sentinel|cluster))?:\/\/\S+$/),
    'an address like redis://host:6379, rediss://user:password@host:6379, redis+sentinel://host:26379,host2:26379/name or redis+cluster://host:6379,host2:6379',
    'Redis for the queues. Together with DATABASE_URL it lets several processes share the work.',
    { secret: true },
  ),
  DATABASE_URL: setting(
    z.url({ protocol: /^postgres(ql)?$/ }),
    'an address like postgres://user:password@host:5432/name',
    'PostgreSQL for everything that must not be lost. Goes together with REDIS_URL.',
    { secret: true },
  ),
  SECRET_KEY: setting(
    secretKey,
    '32 bytes, as 64 hex digits or as base64',
    'Seals tokens in the database. One process makes its own and keeps it in DATA_DIR; several must be given one.',
    { secret: true },
  ),
  SECRET_KEY_OLD: setting(
    z
      .string()
      .transform((list) => list.split(',').map((key) => key.trim()))
      .pipe(z.array(secretKey)),
    'keys like SECRET_KEY, separated by commas',
    'Keys that open stored tokens and seal none: for the time of a change of keys (docs/operations.md#changing-the-key).',
    { secret: true },
  ),
};
