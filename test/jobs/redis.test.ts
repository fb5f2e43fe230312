import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { createQueueMaker } from '#jobs/queues.ts';
import { openRedis, redisFacts, redisFindings, type RedisConnection } from '#jobs/redis.ts';
import { startRedis, startSentinel } from '#test/support/redis.ts';
import { leaveOut } from '#test/support/requirements.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function server(more: string[] = []) {
  const started = await startRedis(more);
  if (started === undefined) throw new Error('this machine has no Redis');
  closers.push(() => started.stop());
  return started;
}

function connect(address: string): RedisConnection {
  const connection = openRedis(address);
  closers.push(() => connection.quit());
  return connection;
}

/** A job goes in and comes out. */
async function works(url: string): Promise<void> {
  const maker = await createQueueMaker({ kind: 'redis', url });
  const queue = maker.queue('reelay-probe');
  const worker = maker.worker('reelay-probe', 1, async (job) => job.data);
  const [job] = await Promise.all([once(worker, 'completed'), queue.add('probe', { n: 1 })]);
  expect(job[0]).toMatchObject({ data: { n: 1 } });
  await worker.close();
  await queue.close();
  await maker.close();
}

const found = await startRedis();
if (found === undefined) leaveOut('Redis', 'no redis-server');
await found?.stop();

describe.runIf(found !== undefined)('ways to reach Redis', () => {
  test('with user and password', async () => {
    const { port, url } = await server();
    const admin = connect(url) as Redis;
    await admin.call('ACL', 'SETUSER', 'mia', 'on', '>pa:ss@word', '~*', '&*', '+@all');
    await works(`redis://mia:${encodeURIComponent('pa:ss@word')}@127.0.0.1:${port}`);
    expect(await admin.call('ACL', 'LOG')).toEqual([]);
  });

  test('through a sentinel', async () => {
    const { port } = await server();
    const sentinel = await startSentinel(port);
    closers.push(() => sentinel.stop());
    await works(sentinel.url);
  });

  test('a cluster, all keys of a queue on one node', async () => {
    const { port, url } = await server(['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1']);
    const admin = connect(url) as Redis;
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await works(`redis+cluster://127.0.0.1:${port}`);
    const keys = await admin.keys('*');
    expect(keys.length).toBeGreaterThan(0);
    const slots = await Promise.all(keys.map((key) => admin.call('CLUSTER', 'KEYSLOT', key)));
    expect(new Set(slots).size).toBe(1);
  });
});

describe.runIf(found !== undefined)('settings with which jobs can be lost', () => {
  test('are named', async () => {
    const { url } = await server(['--maxmemory-policy', 'allkeys-lru']);
    expect(redisFindings(await redisFacts(connect(url)))).toEqual([
      { code: 'redis.evicts', level: 'warning', params: { policy: 'allkeys-lru' } },
      { code: 'redis.keeps-nothing', level: 'warning', params: {} },
    ]);
  });

  test('and nothing is said of a good server', async () => {
    const { url } = await server(['--appendonly', 'yes', '--maxmemory-policy', 'noeviction']);
    expect(redisFindings(await redisFacts(connect(url)))).toMatchObject([
      { code: 'redis.good', level: 'ok' },
    ]);
  });
});
