import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { createQueueCheck } from '#jobs/doctor.ts';
import { redisFindings } from '#jobs/redis.ts';
import type { Health } from '#src/core/finding.ts';
import { startRedis, startSentinel } from '#test/support/redis.ts';
import { leaveOut } from '#test/support/requirements.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const { signal } = new AbortController();
const look = (url: string | undefined, now: () => number = Date.now): Promise<Health> =>
  createQueueCheck(url, now).look(signal, undefined);
const codes = ({ findings }: Health): string[] => findings.map(({ code, level }) => `${level} ${code}`);

test.each([
  [{ version: '7.2.4', policy: 'noeviction', keepsOnDisk: true }, ['ok redis.good']],
  [{ version: '6.2.0', policy: 'noeviction', keepsOnDisk: true }, ['ok redis.good']],
  [{ version: '6.0.16', policy: 'noeviction', keepsOnDisk: true }, ['wrong redis.too-old']],
  [{ version: '5.0.3', policy: 'noeviction', keepsOnDisk: true }, ['wrong redis.too-old']],
  [{ version: '10.0.0', policy: 'noeviction', keepsOnDisk: true }, ['ok redis.good']],
  [{ version: '7.2.4', policy: '', keepsOnDisk: undefined }, ['ok redis.disk-unknown']],
  [
    { version: '7.2.4', policy: 'volatile-lru', keepsOnDisk: false },
    ['warning redis.evicts', 'warning redis.keeps-nothing'],
  ],
])('a Redis like %j', (facts, expected) => {
  expect(codes({ findings: redisFindings(facts) })).toEqual(expected);
});

test('no Redis is needed where the queue is embedded', async () => {
  expect(codes(await look(undefined))).toEqual(['ok queue.embedded']);
});

test('one that is not there', async () => {
  const [finding] = (await look('redis://mia:secret-word@127.0.0.1:1')).findings;
  expect(finding).toMatchObject({
    code: 'redis.unreachable',
    level: 'wrong',
    params: { reason: expect.stringContaining('ECONNREFUSED') },
  });
  expect(JSON.stringify(finding)).not.toContain('secret-word');
});

test('one that never answers is let go when the time is up', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const late = new AbortController();
  const url = `redis://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const looked = createQueueCheck(url, Date.now).look(late.signal, undefined);
  const [socket] = (await once(silent, 'connection')) as [{ destroy(): void }];
  late.abort();
  await expect(looked).rejects.toThrow();
  socket.destroy();
  silent.close();
});

const found = await startRedis();
if (found === undefined) leaveOut('Redis', 'no redis-server');
await found?.stop();

describe.runIf(found !== undefined)('a real one', () => {
  async function server(more: string[]) {
    const started = await startRedis(more);
    if (started === undefined) throw new Error('this machine has no Redis');
    closers.push(() => started.stop());
    return started;
  }

  test('that may throw jobs away and keeps nothing', async () => {
    const { url } = await server(['--maxmemory-policy', 'allkeys-lru']);
    expect(codes(await look(url))).toEqual(['warning redis.evicts', 'warning redis.keeps-nothing']);
  });

  test('as it should be, its clock compared; a wrong password; through a sentinel', async () => {
    const { url, port } = await server(['--appendonly', 'yes', '--maxmemory-policy', 'noeviction']);
    const { clocks, ...health } = await look(url, () => Date.now() - 10 * 60_000);
    expect(codes(health)).toEqual(['ok redis.good']);
    expect(clocks?.[0]?.beside).toBe('Redis');
    expect(clocks?.[0]?.aheadMs).toBeGreaterThan(9 * 60_000);

    const sentinel = await startSentinel(port);
    closers.push(() => sentinel.stop());
    expect(codes(await look(sentinel.url))).toEqual(['ok redis.good']);

    const admin = new Redis(port, '127.0.0.1');
    await admin.call('ACL', 'SETUSER', 'mia', 'on', '>right', '~*', '&*', '+@all');
    await admin.quit();
    const [refused] = (await look(`redis://mia:nearly-right@127.0.0.1:${port}`)).findings;
    expect(refused).toMatchObject({
      code: 'redis.unreachable',
      params: { reason: expect.stringMatching(/WRONGPASS/) },
    });
  });

  test('that does not let its settings be seen', async () => {
    const { url } = await server(['--rename-command', 'CONFIG', '']);
    expect(codes(await look(url))).toEqual(['ok redis.disk-unknown']);
  });
});
