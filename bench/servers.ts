import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { startPostgres } from '#test/support/postgres.ts';
import { startRedis } from '#test/support/redis.ts';

/** Redis and PostgreSQL of a bench's own, and what Reelay must be told to use them. */
export type Servers = {
  redisUrl: string;
  databaseUrl: string;
  env: Record<string, string>;
  stop(): Promise<void>;
};

const running = new Set<() => Promise<void>>();

/** Ends what a bench that failed has left running. */
export async function stopServers(): Promise<void> {
  await Promise.all([...running].map((stop) => stop()));
}

export async function startServers(): Promise<Servers> {
  const redis = await startRedis(['--appendonly', 'yes', '--maxmemory-policy', 'noeviction']);
  const postgres = await startPostgres();
  if (redis === undefined || postgres === undefined) {
    throw new Error('redis-server and PostgreSQL must be installed: nothing was measured');
  }
  await untilAnswers(postgres.url);
  const stop = async (): Promise<void> => {
    running.delete(stop);
    await redis.stop();
    await postgres.stop();
  };
  running.add(stop);
  return {
    redisUrl: redis.url,
    databaseUrl: postgres.url,
    env: {
      REDIS_URL: redis.url,
      DATABASE_URL: postgres.url,
      SECRET_KEY: randomBytes(32).toString('base64'),
    },
    stop,
  };
}

/** Its port is open before it answers. */
async function untilAnswers(url: string): Promise<void> {
  for (const until = performance.now() + 30_000; ;) {
    const client = new Client(url);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(50);
    }
  }
}
