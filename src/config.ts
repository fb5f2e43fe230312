import { accessProblems, toAccess } from './access-config.ts';
import type { AccessRules } from './core/access.ts';
import type { Limits } from './core/limits.ts';
import { toLimits } from './limits-config.ts';
import { settings } from './settings.ts';
import { anchorOf, type Setting } from './settings/kinds.ts';
import { telegramProblems, toTelegram, type TelegramConfig } from './telegram-config.ts';

type Values = {
  [K in keyof typeof settings]: (typeof settings)[K] extends Setting<infer T> ? T | undefined : never;
};

/** What the process runs with; every value checked. */
export type Config = {
  webChat: boolean;
  webToken: string | undefined;
  /** Proxies in front of the web chat whose word counts. */
  trustedProxies: string[];
  /** What one address may do in the web chat. */
  webLimits: {
    guessesAMinute: number;
    messagesAMinute: number;
    uploadsAtOnce: number;
    streamsAtOnce: number;
  };
  host: string;
  port: number;
  /** The bot in Telegram, where there is one. */
  telegram: TelegramConfig | undefined;
  telegramApiRoot: string;
  dataDir: string;
  discordToken: string | undefined;
  discordApiUrl: string;
  discordRequestsPerSecond: number;
  /** Which of all Discord shards this process serves. */
  discordShards: { count: number; ids: number[] } | undefined;
  redisUrl: string | undefined;
  databaseUrl: string | undefined;
  nemoApiUrl: string;
  nemoWebUrl: string;
  nemoToken: string | undefined;
  /** Who may use Reelay on platforms that let anybody write to it. */
  access: AccessRules;
  /** What operators show. */
  adminToken: string | undefined;
  /** Where a worker answers health checks and Prometheus. */
  workerPort: number | undefined;
  limits: Limits;
  /** The collector of traces, where there is one. */
  traces: { endpoint: string; headers: Record<string, string>; serviceName: string } | undefined;
  skillPlatform: string | undefined;
  secretKey: Buffer | undefined;
  /** Keys that sealed before, or are going to: they only open. */
  otherSecretKeys: Buffer[];
  logLevel: string;
  stillWorkingMs: number;
  renderPollMs: number;
  rateLimitWaitMs: number;
  recoverFirstMs: number;
  recoverEveryMs: number;
  requestTimeoutMs: number;
  sseTimeoutMs: number;
  sseSilenceMs: number;
  /** The program that takes frames out of videos, or `off`. */
  ffmpegPath: string;
  drainMs: number;
  retainDays: number;
  /** Values that no log may show. */
  secrets: string[];
};

/** Settings that cannot be used. `message` names each one, the form it must have, and where it is documented. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: string[];

  constructor(problems: string[]) {
    super(['Reelay cannot start with these settings:', ...problems.map((line) => `- ${line}`)].join('\n'));
    this.problems = problems;
  }
}

/** Reads all settings from the environment; empty counts as not set. Throws `ConfigError` with every problem at once. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting<unknown>>(settings)) {
    const raw = env[name]?.trim() || setting.fallback;
    if (raw === undefined) continue;
    const parsed = setting.schema.safeParse(raw);
    if (parsed.success) values[name] = parsed.data;
    // The value itself is not repeated: it may be a secret put under the wrong name.
    else problems.push(`${name} must be ${setting.form} (${anchorOf(name)})`);
  }
  const config = toConfig(values as Values, env);
  problems.push(...conflicts(config));
  const bots = { hasToken: config.nemoToken !== undefined, hasBot: hasBot(config) };
  const wrong = [...telegramProblems(values), ...accessProblems(values, bots)];
  problems.push(...wrong.map(({ name, problem }) => `${name} ${problem} (${anchorOf(name)})`));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function toConfig(values: Values, env: Record<string, string | undefined>): Config {
  const secrets = Object.entries<Setting<unknown>>(settings)
    .filter(([, setting]) => setting.secret)
    .flatMap(([name]) => env[name]?.trim() || [])
    .flatMap((value) =>
      value === env['SECRET_KEY_OLD']?.trim() ? [value, ...value.split(/\s*,\s*/)] : [value],
    );
  return {
    webChat: values.WEB_CHAT ?? true,
    webToken: values.WEB_TOKEN,
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    webLimits: {
      guessesAMinute: values.WEB_GUESSES_A_MINUTE ?? 0,
      messagesAMinute: values.WEB_MESSAGES_A_MINUTE ?? 0,
      uploadsAtOnce: values.WEB_UPLOADS_AT_ONCE ?? 0,
      streamsAtOnce: values.WEB_STREAMS_AT_ONCE ?? 0,
    },
    host: values.HOST ?? '',
    port: values.PORT ?? 0,
    telegram: toTelegram(values),
    telegramApiRoot: values.TELEGRAM_API_ROOT ?? '',
    dataDir: values.DATA_DIR ?? '',
    discordToken: values.DISCORD_TOKEN,
    discordApiUrl: values.DISCORD_API_URL ?? '',
    discordRequestsPerSecond: values.DISCORD_REQUESTS_PER_SECOND ?? 0,
    discordShards: shardsOf(values),
    redisUrl: values.REDIS_URL,
    databaseUrl: values.DATABASE_URL,
    nemoApiUrl: values.NEMO_API_URL ?? '',
    nemoWebUrl: values.NEMO_WEB_URL ?? '',
    nemoToken: values.NEMO_TOKEN,
    access: toAccess(values),
    adminToken: values.ADMIN_TOKEN,
    workerPort: values.WORKER_PORT,
    limits: toLimits(values),
    traces: tracesOf(values),
    skillPlatform: values.SKILL_PLATFORM,
    secretKey: values.SECRET_KEY,
    otherSecretKeys: values.SECRET_KEY_OLD ?? [],
    logLevel: values.LOG_LEVEL ?? 'info',
    stillWorkingMs: values.STILL_WORKING_MS ?? 0,
    renderPollMs: values.RENDER_POLL_MS ?? 0,
    rateLimitWaitMs: values.RATE_LIMIT_WAIT_MS ?? 0,
    recoverFirstMs: values.RECOVER_FIRST_MS ?? 0,
    recoverEveryMs: values.RECOVER_EVERY_MS ?? 0,
    requestTimeoutMs: values.REQUEST_TIMEOUT_MS ?? 0,
    sseTimeoutMs: values.SSE_TIMEOUT_MS ?? 0,
    sseSilenceMs: values.SSE_SILENCE_MS ?? 0,
    ffmpegPath: values.FFMPEG_PATH ?? 'off',
    drainMs: values.DRAIN_MS ?? 0,
    retainDays: values.RETAIN_DAYS ?? 0,
    secrets,
  };
}

function tracesOf(values: Values): Config['traces'] {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers = {} } = values;
  if (endpoint === undefined) return undefined;
  return { endpoint, headers, serviceName: values.OTEL_SERVICE_NAME ?? '' };
}

function shardsOf({ SHARDS: count, SHARD_IDS: ids }: Values): Config['discordShards'] {
  if (count === undefined) return ids === undefined ? undefined : { count: 0, ids };
  return { count, ids: ids ?? Array.from({ length: count }, (_, id) => id) };
}

/** Settings that are right each for itself and wrong together. */
function conflicts(config: Config): string[] {
  const problems: string[] = [];
  if ((config.redisUrl === undefined) !== (config.databaseUrl === undefined)) {
    const [there, missing] =
      config.redisUrl === undefined ? ['DATABASE_URL', 'REDIS_URL'] : ['REDIS_URL', 'DATABASE_URL'];
    problems.push(
      `${missing} must be set where ${there} is: the queues and the store move to servers together, or stay embedded together (${anchorOf(missing)})`,
    );
  }
  if (config.redisUrl !== undefined && config.secretKey === undefined) {
    problems.push(
      `SECRET_KEY must be set where several processes share a database, so that they can all read it (${anchorOf('SECRET_KEY')})`,
    );
  }
  const shards = config.discordShards;
  if (shards?.ids.some((id) => id >= shards.count)) {
    problems.push(`SHARD_IDS must all be below SHARDS, which must be set with it (${anchorOf('SHARD_IDS')})`);
  }
  if (config.webChat && config.webToken === undefined && !isLoopback(config.host)) {
    problems.push(
      `WEB_TOKEN must be set where HOST is not this machine itself: else anybody could spend your credits (${anchorOf('WEB_TOKEN')})`,
    );
  }
  return problems;
}

function hasBot({ telegram, discordToken }: Config): boolean {
  return telegram !== undefined || discordToken !== undefined;
}

/** True for a host that is this machine and no other can reach. */
export function isLoopback(host: string): boolean {
  return host === '' || host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
