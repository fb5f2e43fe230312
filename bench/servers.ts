import { randomBytes } from 'node:crypto';
import { startPostgres } from '#test/support/postgres.ts';
import { startRedis } from '#test/support/redis.ts';

/** Redis and PostgreSQL of a bench's own, and what Reelay must be told to use them. */
export type Servers = {
  redisUrl: string;
  databaseUrl: string;
  env: Record<string, string>;
  stop(): Promise<void>;
};

export async function startServers(): Promise<Servers> {
  const redis = await startRedis(['--appendonly', 'yes', '--maxmemory-policy', 'noeviction']);
  const postgres = await startPostgres();
  if (redis === undefined || postgres === undefined) {
    throw new Error('redis-server and PostgreSQL must be installed: nothing was measured');
  }
  return {
    redisUrl: redis.url,
    databaseUrl: postgres.url,
    env: {
      REDIS_URL: redis.url,
      DATABASE_URL: postgres.url,
      SECRET_KEY: randomBytes(32).toString('base64'),
    },
    async stop() {
      await redis.stop();
      await postgres.stop();
    },
  };
}
