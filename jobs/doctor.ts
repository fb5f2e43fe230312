import { ok, reasonOf, type ClockSeen } from '#src/core/finding.ts';
import type { Check } from '#src/ports.ts';
import { openRedis, redisFacts, redisFindings, type RedisConnection } from './redis.ts';

/** The place where the queues live: Redis at `url`, or the embedded database. */
export function createQueueCheck(url: string | undefined, now: () => number): Check {
  return {
    name: 'queue',
    async look(signal) {
      if (url === undefined) return { findings: [ok('queue.embedded', {})] };
      // Fails at once where the queues' own connections would wait for Redis to come back.
      const connection = openRedis(url, 'hasty');
      let trouble: unknown;
      connection.on('error', (error: unknown) => (trouble = error));
      const onAbort = (): void => connection.disconnect();
      signal.addEventListener('abort', onAbort);
      try {
        await connection.connect();
        const [facts, clock] = [await redisFacts(connection), await clockOfRedis(connection, now)];
        return { findings: redisFindings(facts), clocks: [clock] };
      } catch (error) {
        if (signal.aborted) throw error;
        // "Connection is closed" only says that something else went wrong before.
        const reason = reasonOf(trouble ?? error);
        return { findings: [{ code: 'redis.unreachable', level: 'wrong', params: { reason } }] };
      } finally {
        signal.removeEventListener('abort', onAbort);
        connection.disconnect();
      }
    },
  };
}

async function clockOfRedis(connection: RedisConnection, now: () => number): Promise<ClockSeen> {
  const [seconds = 0, micros = 0] = (await connection.time()).map(Number);
  return { beside: 'Redis', aheadMs: seconds * 1000 + Math.floor(micros / 1000) - now() };
}
