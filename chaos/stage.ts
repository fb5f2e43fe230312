import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Sandbox } from '#sandbox/server.ts';
import { startDiscord, type Discord } from '#test/fakes/discord/server.ts';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';
import { freePort } from '#test/support/ports.ts';
import { startPostgres, type StartedPostgres } from '#test/support/postgres.ts';
import { startProxy, type Proxy } from '#test/support/proxy.ts';
import { startRedis, type StartedRedis } from '#test/support/redis.ts';
import type { Role } from './crew.ts';

/** Everything that Reelay talks to, each behind a wire that can be cut. */
export type Stage = {
  dir: string;
  sandbox: Sandbox;
  telegram: FakeTelegram;
  discord: Discord;
  /** Past the wires, for looking and for flushing. */
  databaseUrl: string;
  redisUrl: string;
  /** To be ended and started again. */
  servers: { postgres: StartedPostgres; redis: StartedRedis };
  wires: Record<'redis' | 'postgres' | 'backend' | 'telegram', Proxy>;
  gateways: string[];
  roles: Role[];
  env: Record<string, string>;
  stop(): Promise<void>;
};

/** Waits that are minutes for people are moments here. */
const settings = {
  LOG_LEVEL: 'warn',
  RENDER_POLL_MS: '500',
  RATE_LIMIT_WAIT_MS: '3000',
  RECOVER_FIRST_MS: '300',
  RECOVER_EVERY_MS: '300',
  REQUEST_TIMEOUT_MS: '10000',
  SSE_SILENCE_MS: '15000',
  STILL_WORKING_MS: '60000',
  DRAIN_MS: '10000',
};

/** Nothing where this machine has no Redis or no PostgreSQL. */
export async function setStage(seed: number): Promise<Stage | undefined> {
  const redis = await startRedis(['--appendonly', 'yes']);
  if (redis === undefined) return undefined;
  const postgres = await startPostgres();
  if (postgres === undefined) {
    await redis.stop();
    return undefined;
  }
  const dir = mkdtempSync(join(tmpdir(), 'reelay-chaos-'));
  const sandbox = await createSandbox({
    dataDir: join(dir, 'sandbox'),
    pace: 0.1,
    silentShare: 0,
    guiTalkShare: 0,
    seed,
    heartbeatMs: 1_000,
  });
  const telegram = await startTelegram();
  const discord = await startDiscord();
  discord.guild('Studio');
  const wire = (target: string): Promise<Proxy> => startProxy(target, { keepsText: false });
  const wires = {
    redis: await wire(redis.url),
    postgres: await wire(postgres.url),
    backend: await wire(sandbox.url),
    telegram: await wire(telegram.apiRoot),
  };
  const at = (url: string, proxy: Proxy): string => {
    const through = new URL(url);
    through.port = new URL(proxy.url).port;
    return through.href.replace(/\/$/, '');
  };
  const ports = [await freePort(), await freePort()];
  const web = (n: number): Record<string, string> => ({ WEB_CHAT: '1', PORT: String(ports[n] ?? 0) });
  // Not behind a wire: its files must come from the origin that it names. Its gateway's lines are dropped instead.
  const toDiscord = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl };
  const toTelegram = {
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: at(telegram.apiRoot, wires.telegram),
  };
  const both = { ...toDiscord, ...toTelegram, WEB_CHAT: '1', PORT: '0' };
  return {
    dir,
    sandbox,
    telegram,
    discord,
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    servers: { postgres, redis },
    wires,
    gateways: ports.map((port) => `http://127.0.0.1:${port}`),
    // Each platform has one receiver; the web chat has both.
    roles: [
      { name: 'gateway-1', role: 'gateway', env: { ...toDiscord, ...web(0) } },
      { name: 'gateway-2', role: 'gateway', env: { ...toTelegram, ...web(1) } },
      ...[1, 2, 3].map((n): Role => ({ name: `worker-${n}`, role: 'worker', env: both })),
    ],
    env: {
      ...settings,
      SECRET_KEY: randomBytes(32).toString('base64'),
      REDIS_URL: at(redis.url, wires.redis),
      DATABASE_URL: at(postgres.url, wires.postgres),
      NEMO_API_URL: at(sandbox.url, wires.backend),
      NEMO_WEB_URL: 'http://127.0.0.1:9',
    },
    async stop() {
      await Promise.all(Object.values(wires).map((one) => one.stop()));
      await Promise.all([sandbox.stop(), telegram.stop(), discord.stop()]);
      await redis.stop();
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
