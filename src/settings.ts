import { isIP } from 'node:net';
import { z } from 'zod';
import { accessModes } from './core/access.ts';

/** One setting: how its text becomes a value, and what docs/settings.md says of it. */
export type Setting<T> = {
  schema: z.ZodType<T, string>;
  /** The form of the value, in words. A refusal names it. */
  form: string;
  /** What applies when it is not set, as text; undefined = nothing. */
  fallback?: string;
  purpose: string;
  secret?: true;
};

const switchOn = z
  .string()
  .transform((text) => text.toLowerCase())
  .pipe(z.enum(['1', 'true', 'on', '0', 'false', 'off']))
  .transform((text) => ['1', 'true', 'on'].includes(text));

const durationMs = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number)
  .refine((ms) => ms > 0 && Number.isFinite(ms));

const webAddress = z
  .url({ protocol: /^https?$/ })
  .refine((url) => URL.parse(url)?.username === '' && URL.parse(url)?.password === '')
  .transform((url) => url.replace(/\/+$/, ''));

/** Goes into a header, so nothing that a header cannot hold. */
const token = z.string().regex(/^[\x21-\x7e]+$/);

const secretKey = z
  .string()
  .transform((text) =>
    /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64'),
  )
  .refine((bytes) => bytes.length === 32);

/** Ids as the platforms give them; Telegram's groups have negative ones. */
const ids = (one: string) =>
  z
    .string()
    .regex(new RegExp(`^${one}(\\s*,\\s*${one})*$`))
    .transform((list) => list.split(',').map((id) => id.trim()));
const plainIds = ids('\\d{1,20}');

const text = z.string().min(1);

function setting<T>(
  schema: z.ZodType<T, string>,
  form: string,
  purpose: string,
  more: { fallback?: string; secret?: true } = {},
): Setting<T> {
  return { schema, form, purpose, ...more };
}

const duration = (fallback: string, purpose: string): Setting<number> =>
  setting(durationMs, 'a positive number of milliseconds', purpose, { fallback });

/** Every setting, by its name in the environment. docs/settings.md and .env.example are made from this. */
export const settings = {
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
    'The port of the web chat, /healthz and /readyz.',
    { fallback: '8787' },
  ),
  TELEGRAM_TOKEN: setting(
    z.string().regex(/^\d+:[\w-]+$/),
    'the token that @BotFather gave, like 123456:ABC-def',
    'The bot in Telegram. Without it there is none. docs/telegram.md has the way step by step.',
    { secret: true },
  ),
  TELEGRAM_API_ROOT: setting(
    webAddress,
    'an http(s) address without a password in it',
    "The Bot API: Telegram's own, or a server of yours, which takes larger files.",
    { fallback: 'https://api.telegram.org' },
  ),
  TELEGRAM_FILES_DIR: setting(
    text,
    'a folder',
    'The folder that your own Bot API server, run with --local, puts files into, at the same path here as there. Files of up to 500 MB then come in and results of up to 2,000 MB go out.',
  ),
  TELEGRAM_WEBHOOK_URL: setting(
    webAddress,
    'an http(s) address without a password in it',
    'Where Telegram reaches HOST and PORT from outside; updates are then brought here instead of being fetched. Its path must arrive unchanged.',
  ),
  TELEGRAM_WEBHOOK_SECRET: setting(
    z.string().regex(/^[\w-]{16,256}$/),
    '16 to 256 letters, digits, - and _',
    'What Telegram shows with each call of the webhook, so that nobody else can make one.',
    { secret: true },
  ),
  DATA_DIR: setting(text, 'a folder', 'Where the embedded database and the generated key are kept.', {
    fallback: './data',
  }),
  DISCORD_TOKEN: setting(
    token,
    'a token without spaces',
    'The bot token of your Discord application. Reelay serves Discord where it is set; see docs/discord.md.',
    { secret: true },
  ),
  DISCORD_API_URL: setting(
    webAddress,
    'an http(s) address without a password in it, and without the version',
    'Where Discord answers. Change it only for a proxy or a stand-in.',
    { fallback: 'https://discord.com/api' },
  ),
  SHARDS: setting(
    z
      .string()
      .regex(/^[1-9]\d{0,4}$/)
      .transform(Number),
    'a number from 1 on',
    'How many shards all gateway processes have together. Left out, Discord decides and one process serves all.',
  ),
  SHARD_IDS: setting(
    z
      .string()
      .regex(/^\d{1,5}(\s*,\s*\d{1,5})*$/)
      .transform((ids) => ids.split(',').map(Number)),
    'shard numbers from 0 on, separated by commas',
    'Which of the SHARDS this process serves; all of them where it is left out.',
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
  NEMO_API_URL: setting(webAddress, 'an http(s) address without a password in it', 'The backend.', {
    fallback: 'https://mega-api-prod.nemovideo.ai',
  }),
  NEMO_WEB_URL: setting(
    webAddress,
    'an http(s) address without a password in it',
    "The backend's website, for editor and registration links.",
    { fallback: 'https://nemovideo.com' },
  ),
  NEMO_TOKEN: setting(
    token,
    'a token without spaces',
    'Your own token. Without it Reelay takes a free starter token (100 credits, 7 days) and renews it.',
    { secret: true },
  ),
  ACCESS: setting(
    z.enum(accessModes),
    'open, allowlist or pairing',
    'Who may use the bot in Discord and Telegram: everybody who finds it, those on the ALLOW_ lists, or also whoever an admin approves by a code. Must be chosen where NEMO_TOKEN is set; without both it is open. docs/access.md has the details.',
  ),
  ALLOW_GUILDS: setting(
    plainIds,
    'numeric ids, separated by commas',
    'Discord servers in which everybody may use the bot.',
  ),
  ALLOW_CHATS: setting(
    ids('-?\\d{1,20}'),
    'numeric ids, separated by commas; those of Telegram groups begin with -',
    'Telegram groups, or single channels of Discord, in which everybody may use the bot.',
  ),
  ALLOW_USERS: setting(
    plainIds,
    'numeric ids, separated by commas',
    'People of Discord or Telegram who may use the bot, wherever they meet it.',
  ),
  ADMINS: setting(
    plainIds,
    'numeric ids, separated by commas',
    'People of Discord or Telegram who may approve others with /approve. They may use the bot themselves.',
  ),
  SKILL_PLATFORM: setting(
    z.string().regex(/^[a-z0-9-]{1,40}$/),
    'lower-case letters, digits and dashes',
    'Overrides what Reelay tells the backend of where it is installed (X-Skill-Platform).',
  ),
  SECRET_KEY: setting(
    secretKey,
    '32 bytes, as 64 hex digits or as base64',
    'Seals tokens in the database. One process makes its own and keeps it in DATA_DIR; several must be given one.',
    { secret: true },
  ),
  LOG_LEVEL: setting(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'fatal, error, warn, info, debug, trace or silent',
    'How much is logged to standard error, as JSON lines.',
    { fallback: 'info' },
  ),
  STILL_WORKING_MS: duration(
    '120000',
    'After this long without news the status message says "Still working".',
  ),
  RENDER_POLL_MS: duration('30000', 'How often a render is asked for.'),
  RATE_LIMIT_WAIT_MS: duration('30000', 'The wait before the one retry after the backend said 429.'),
  RECOVER_FIRST_MS: duration('30000', 'The wait before the first look at the state after a stream was lost.'),
  RECOVER_EVERY_MS: duration(
    '60000',
    'The wait between further looks; after five without a change the edit counts as lost.',
  ),
  REQUEST_TIMEOUT_MS: duration(
    '30000',
    'The longest wait for any answer of the editor but an edit or an upload.',
  ),
  SSE_TIMEOUT_MS: duration('900000', 'The longest an edit may take.'),
  SSE_SILENCE_MS: duration('600000', 'The longest an edit may go on with heartbeats alone.'),
  DRAIN_MS: duration('900000', 'How long running edits may go on after the first SIGTERM or Ctrl-C.'),
};
