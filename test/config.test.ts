import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '#src/config.ts';
import { readRole } from '#src/role.ts';
import { loadSecretKeys, nextSecretKeys, settleSecretKey } from '#src/secret-key.ts';
import { settings } from '#src/settings.ts';

const key = '00'.repeat(32);
const servers = { REDIS_URL: 'redis://localhost', DATABASE_URL: 'postgres://localhost/x', SECRET_KEY: key };

function problems(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

/** One wrong value for each setting. A setting without one fails the type check. */
const wrong: Record<keyof typeof settings, string> = {
  WEB_CHAT: 'maybe',
  WEB_TOKEN: 'short',
  HOST: 'no host',
  TRUSTED_PROXIES: '10.0.0.0/33',
  WEB_GUESSES_A_MINUTE: '0',
  WEB_MESSAGES_A_MINUTE: 'many',
  WEB_UPLOADS_AT_ONCE: '-1',
  WEB_STREAMS_AT_ONCE: '1.5',
  PORT: '70000',
  TELEGRAM_TOKEN: 'no-colon-in-it',
  TELEGRAM_API_ROOT: 'api.telegram.org',
  TELEGRAM_FILES_DIR: '',
  TELEGRAM_WEBHOOK_URL: 'bot.example.com',
  TELEGRAM_WEBHOOK_SECRET: 'too-short',
  RETAIN_DAYS: '90.5',
  DATA_DIR: '',
  DISCORD_TOKEN: 'two words',
  DISCORD_API_URL: 'discord.com',
  DISCORD_REQUESTS_PER_SECOND: 'many',
  SHARDS: '0',
  SHARD_IDS: '1;2',
  REDIS_URL: 'http://localhost',
  DATABASE_URL: 'mysql://localhost/x',
  NEMO_API_URL: 'ftp://nemo',
  NEMO_WEB_URL: 'https://mia:hunter22@nemo',
  NEMO_TOKEN: 'two words',
  ACCESS: 'everybody',
  ALLOW_GUILDS: 'Studio',
  ALLOW_CHATS: '--1',
  ALLOW_USERS: '1,,2',
  ADMINS: '-5',
  ADMIN_TOKEN: 'short',
  WORKER_PORT: '65536',
  USER_DAILY_CREDITS: '-1',
  GUILD_DAILY_CREDITS: 'lots',
  USER_TURNS_PER_MINUTE: '1.5',
  USER_WAITING_TURNS: '1e3',
  USER_CONCURRENT_EDITS: 'one',
  GUILD_CONCURRENT_EDITS: '10000000000',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318',
  OTEL_EXPORTER_OTLP_HEADERS: 'key:value',
  OTEL_SERVICE_NAME: '',
  SKILL_PLATFORM: 'UPPER CASE',
  SECRET_KEY: 'abc',
  SECRET_KEY_OLD: `${key},abc`,
  LOG_LEVEL: 'loud',
  STILL_WORKING_MS: '0',
  RENDER_POLL_MS: '-1',
  RATE_LIMIT_WAIT_MS: 'soon',
  RECOVER_FIRST_MS: '1e999',
  RECOVER_EVERY_MS: '30s',
  REQUEST_TIMEOUT_MS: 'never',
  SSE_TIMEOUT_MS: 'NaN',
  SSE_SILENCE_MS: '0.0',
  DRAIN_MS: 'Infinity',
  FFMPEG_PATH: '',
};

describe('every setting wrong once', () => {
  // A folder can have any name; only an empty one is none, and then the default holds.
  const testable = Object.entries(wrong).filter(([, value]) => value !== '');
  test.each(testable)('%s=%s', (name, value) => {
    const found = problems({ [name]: value });
    const form = settings[name as keyof typeof settings].form;
    expect(
      found.filter((line) =>
        line.startsWith(`${name} must be ${form} (docs/settings.md#${name.toLowerCase()})`),
      ),
    ).toHaveLength(1);
  });

  test('all of them at once, and none repeats a value', () => {
    const { message } = new ConfigError(problems(wrong));
    for (const [name] of testable) expect(message).toContain(`- ${name} must`);
    for (const value of ['two words', 'hunter22', 'short']) expect(message).not.toContain(value);
  });
});

test.each([
  [{ REDIS_URL: 'redis://localhost', SECRET_KEY: key }, 'DATABASE_URL must be set where REDIS_URL is'],
  [{ DATABASE_URL: 'postgres://localhost/x' }, 'REDIS_URL must be set where DATABASE_URL is'],
  [{ ...servers, SECRET_KEY: '' }, 'SECRET_KEY must be set where several processes'],
  [{ TELEGRAM_WEBHOOK_URL: 'https://bot.example.com/tg' }, 'TELEGRAM_WEBHOOK_SECRET must be set where'],
  [{ TELEGRAM_FILES_DIR: '/shared' }, 'TELEGRAM_API_ROOT must be your own Bot API server'],
  [{ NEMO_TOKEN: 'nmv_x' }, 'ACCESS must be chosen where NEMO_TOKEN is set'],
  [{ ALLOW_USERS: '1' }, 'ACCESS must be allowlist or pairing'],
  [{ ACCESS: 'pairing' }, 'ADMINS must be set where ACCESS is pairing'],
  [{ ACCESS: 'allowlist', DISCORD_TOKEN: 'x' }, 'ALLOW_USERS must be set where ACCESS is allowlist'],
  [{ HOST: '0.0.0.0' }, 'WEB_TOKEN must be set where HOST is not this machine'],
])('%j does not go together', (env, message) => {
  expect(problems(env as Record<string, string>)).toEqual([expect.stringContaining(message)]);
});

test.each([
  [
    {},
    {
      webChat: true,
      host: '127.0.0.1',
      port: 8787,
      renderPollMs: 30_000,
      sseTimeoutMs: 900_000,
      nemoToken: undefined,
      access: { mode: 'open', places: [], users: [], admins: [] },
    },
  ],
  [
    { NEMO_TOKEN: 'nmv_x', ACCESS: 'open' },
    { nemoToken: 'nmv_x', access: { mode: 'open', places: [], users: [], admins: [] } },
  ],
  [
    { ACCESS: 'pairing', ALLOW_GUILDS: '1, 22', ALLOW_CHATS: '-100333', ALLOW_USERS: '4', ADMINS: '5' },
    { access: { mode: 'pairing', places: ['1', '22', '-100333'], users: ['4'], admins: ['5'] } },
  ],
  // With the web chat alone there is nobody to list.
  [{ NEMO_TOKEN: 'nmv_x', ACCESS: 'allowlist' }, { access: { mode: 'allowlist' } }],
  [{ WEB_CHAT: 'OFF', HOST: '0.0.0.0' }, { webChat: false }],
  [
    { HOST: '0.0.0.0', WEB_TOKEN: 'sixteen-letters-x' },
    { host: '0.0.0.0', webToken: 'sixteen-letters-x' },
  ],
  [
    { NEMO_API_URL: 'http://127.0.0.1:9/', DRAIN_MS: '1.5' },
    { nemoApiUrl: 'http://127.0.0.1:9', drainMs: 1.5 },
  ],
  [
    { SECRET_KEY: Buffer.from(key, 'hex').toString('base64'), PORT: ' 0 ' },
    { secretKey: Buffer.alloc(32), port: 0 },
  ],
  [
    { SECRET_KEY_OLD: `${key}, ${Buffer.alloc(32, 1).toString('base64')}` },
    {
      otherSecretKeys: [Buffer.alloc(32), Buffer.alloc(32, 1)],
      secrets: expect.arrayContaining([key, Buffer.alloc(32, 1).toString('base64')]),
    },
  ],
])('%j is read', (env, expected) => {
  expect(readConfig(env as Record<string, string>)).toMatchObject(expected);
});

test('the role is read, and refused where it cannot work', () => {
  const alone = readConfig({});
  expect(readRole([], alone)).toBe('all');
  expect(readRole(['--role', 'worker'], readConfig(servers))).toBe('worker');
  expect(() => readRole(['--role', 'gateway'], alone)).toThrow(
    /--role gateway needs REDIS_URL and DATABASE_URL/,
  );
  expect(() => readRole(['--role', 'king'], alone)).toThrow(/--role must be all, gateway or worker/);
  expect(() => readRole(['--rule'], alone)).toThrow(ConfigError);
});

describe('the key that is kept in DATA_DIR', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'reelay-key-'));
  const config = { secretKey: undefined, otherSecretKeys: [], dataDir };
  const file = join(dataDir, 'secret.key');
  afterAll(() => rmSync(dataDir, { recursive: true }));

  test('is made once, for its owner alone', async () => {
    const made = await loadSecretKeys(config);
    expect(made).toEqual({ key: expect.any(Buffer), others: [] });
    expect(await loadSecretKeys(config)).toEqual(made);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toBe(Buffer.from(made.key).toString('hex'));
  });

  test('is changed for another, and both open until that is done', async () => {
    const { key: old } = await loadSecretKeys(config);
    const changing = await nextSecretKeys(config);
    expect(changing.others).toEqual([old]);
    // Cut off here, each start knows both, and the next try goes on with the same new key.
    expect(await loadSecretKeys(config)).toEqual({ key: old, others: [changing.key] });
    expect(await nextSecretKeys(config)).toEqual(changing);
    await settleSecretKey(config);
    expect(await loadSecretKeys(config)).toEqual({ key: changing.key, others: [] });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('gives way to one that is given', async () => {
    const given = { ...config, secretKey: Buffer.alloc(32), otherSecretKeys: [Buffer.alloc(32, 1)] };
    const keys = { key: given.secretKey, others: given.otherSecretKeys };
    expect(await loadSecretKeys(given)).toEqual(keys);
    expect(await nextSecretKeys(given)).toEqual(keys);
    await settleSecretKey(given);
  });

  test('is no key any more where the file was broken', async () => {
    writeFileSync(file, 'broken');
    await expect(loadSecretKeys(config)).rejects.toThrow(/does not hold a key/);
  });
});
