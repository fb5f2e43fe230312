import { afterAll, expect, test } from 'vitest';
import { createProducer } from '#jobs/producer.ts';
import { createQueueMaker, laneQueue, type QueueMaker } from '#jobs/queues.ts';
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
