import { Redis } from 'ioredis';
import { afterAll, expect, test } from 'vitest';
import { createProducer } from '#jobs/producer.ts';
import { createQueueMaker, laneQueue, type QueueMaker } from '#jobs/queues.ts';
import { toThreadKey } from '#src/core/message.ts';
import { queueContract } from '#test/contracts/queue-contract.ts';
import { newKey } from '#test/support/records.ts';
import type { Started } from '#test/support/postgres.ts';
import { startRedis } from '#test/support/redis.ts';
import { leaveOut } from '#test/support/requirements.ts';

const server = await startRedis();
if (server === undefined) {
  test('the queue on Redis', ({ skip }) => {
    leaveOut('Redis', 'apt install redis-server');
    skip();
  });
} else onServer(server);

function onServer({ url, stop }: Started): void {
  const makeMaker = (): Promise<QueueMaker> => createQueueMaker({ kind: 'redis', url });
  afterAll(stop);

  queueContract('Redis, two workers', async () => {
    const makers = await Promise.all([makeMaker(), makeMaker()]);
    return { makers, close: async () => void (await Promise.all(makers.map((maker) => maker.close()))) };
  });

  test('of a lane that is done nothing names its thread, which may be a person’s', async () => {
    const maker = await makeMaker();
    const producer = createProducer(maker);
    const lane = toThreadKey('test', 'somebody501000999');
    const [begun, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let runs = 0;
    const done = Promise.withResolvers<void>();
    const worker = maker.worker(laneQueue, 1, async () => {
      runs += 1;
      begun.resolve();
      await release.promise;
    });
    worker.on('completed', () => runs === 2 && done.resolve());
    await producer.wakeLane(lane);
    await begun.promise;
    // Woken while it runs: kept, and run after it.
    await producer.wakeLane(lane);
    release.resolve();
    await done.promise;
    const redis = new Redis(url);
    const held = await Promise.all(
      (await redis.keys('*')).map(async (key) => {
        const type = await redis.type(key);
        if (type === 'stream') return [key, await redis.xrange(key, '-', '+')];
        if (type === 'hash') return [key, await redis.hgetall(key)];
        if (type === 'list') return [key, await redis.lrange(key, 0, -1)];
        return [key, type === 'string' ? await redis.get(key) : await redis.zrange(key, '0', '-1')];
      }),
    );
    expect(held.length).toBeGreaterThan(0);
    expect(JSON.stringify(held)).toContain('deduplicated');
    expect(JSON.stringify(held)).not.toContain('501000999');
    await redis.quit();
    await worker.close();
    await producer.close();
    await maker.close();
  });

  test('a lane whose worker is gone is taken up by another one', { timeout: 60_000 }, async () => {
    const makers = await Promise.all([makeMaker(), makeMaker()]);
    const producer = createProducer(makers[0]);
    const begun = Promise.withResolvers<void>();
    const lost = makers[0].worker(laneQueue, 1, async () => {
      begun.resolve();
      await new Promise(() => undefined);
    });
    const lane = newKey();
    await producer.wakeLane(lane);
    await begun.promise;
    // As after kill -9: the job stays in its hands and nobody renews the lock.
    await lost.close(true);
    const taken = Promise.withResolvers<unknown>();
    const other = makers[1].worker(laneQueue, 1, async (job) => taken.resolve(job.data));
    expect(await taken.promise).toEqual({ threadKey: lane });
    await other.close();
    await producer.close();
    for (const maker of makers) await maker.close();
  });
}
