import {
  createPostgresBackend,
  Queue,
  runMigrations,
  withBackend,
  Worker,
  type JobsOptions,
  type PgPool,
  type Processor,
} from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Finding } from '#src/core/finding.ts';
import { keyPrefix, openRedis, redisFacts, redisFindings } from './redis.ts';
import type { ThreadKey } from '#src/core/message.ts';

export const laneQueue = 'reelay-lanes';
export const renderQueue = 'reelay-renders';

/** Payloads carry ids, never text, objects or secrets. */
export const laneJob = z.object({ threadKey: z.string().transform((key) => key as ThreadKey) });
export const renderJob = z.object({ renderId: z.string() });

/** Jobs are only bells; the store is the truth and the sweep rings again, so nothing of them is kept. */
export const jobOptions = { removeOnComplete: true, removeOnFail: true } satisfies JobsOptions;

/** Where the queues live. */
export type QueueHome = { kind: 'redis'; url: string } | { kind: 'embedded'; pool: Pool };

/**
 * A lost worker's job is free after this long, and found free at the next look: 7.5 s at the worst, so that work is
 * taken up again within 10 s of a `kill -9`. A busy process has 4 s for a late renewal before it loses a lane.
 */
const lockDurationMs = 6_000;
const lockRenewMs = 2_000;
const stalledIntervalMs = 1_500;

const goodbyeMs = 1_000;

export type QueueMaker = {
  queue(name: string): Queue;
  worker(name: string, concurrency: number, processor: Processor): Worker;
  /** What the operator should know of the place where the queues live. */
  problems(): Promise<Finding[]>;
  /** Closes what the queues and workers shared. They are closed before, each by its owner. */
  close(): Promise<void>;
};

const workerOptions = {
  lockDuration: lockDurationMs,
  lockRenewTime: lockRenewMs,
  stalledInterval: stalledIntervalMs,
  // A crash is no reason to give a job up; only its outcome in the store is.
  maxStalledCount: 1_000_000,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
};

/** Makes queues and workers on Redis, or on the embedded database. */
export async function createQueueMaker(home: QueueHome): Promise<QueueMaker> {
  if (home.kind === 'redis') return onRedis(home.url);
  const client = await home.pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  return onPool(home.pool);
}

function onPool(pool: Pool): QueueMaker {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const connection = pool as PgPool;
  return {
    queue: (name) => new Queue(name, { connection }) as unknown as Queue,
    worker: (name, concurrency, processor) =>
      new Worker(name, processor, { ...workerOptions, concurrency, connection }) as unknown as Worker,
    problems: async () => [],
    close: async () => undefined,
  };
}

function onRedis(url: string): QueueMaker {
  const connection = openRedis(url);
  const home = { connection, prefix: keyPrefix };
  return {
    queue: (name) => new Queue(name, home),
    worker: (name, concurrency, processor) =>
      new Worker(name, processor, { ...workerOptions, ...home, concurrency }),
    problems: async () => redisFindings(await redisFacts(connection)).filter(({ level }) => level !== 'ok'),
    close: async () => {
      const left = new AbortController();
      // A Redis that is away would be waited for.
      await Promise.race([connection.quit(), sleep(goodbyeMs, undefined, { signal: left.signal })]).catch(
        () => undefined,
      );
      left.abort();
      connection.disconnect();
    },
  };
}
