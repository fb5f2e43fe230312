import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { ok, warning, wrong, type Finding } from '#src/core/finding.ts';

export type RedisConnection = Redis | Cluster;

/** BullMQ needs all keys of a queue on one node of a cluster; the braces see to that, and cost nothing elsewhere. */
export const keyPrefix = '{reelay}';

/** A queue's commands wait for Redis to come back instead of failing: the store has the work meanwhile. */
const patient = { maxRetriesPerRequest: null, enableReadyCheck: true } satisfies RedisOptions;
const never = (): null => null;
const hasty = {
  maxRetriesPerRequest: 0,
  enableReadyCheck: true,
  lazyConnect: true,
  retryStrategy: never,
} satisfies RedisOptions;

/**
 * Connects by the form of the address (docs/settings.md#redis_url): `redis://` and `rediss://` (TLS) with user
 * and password as usual; `redis+sentinel://host:26379,host2:26379/name`; `redis+cluster://host:6379,host2:6379`.
 * The last two have `rediss+` forms for TLS. A hasty one connects when it is told to, and fails at once
 * where a queue's would wait.
 */
export function openRedis(address: string, patience: 'patient' | 'hasty' = 'patient'): RedisConnection {
  const options = patience === 'patient' ? patient : hasty;
  const [scheme = '', rest = ''] = address.split('://', 2);
  const [base, kind] = scheme.split('+');
  if (kind === undefined) return new Redis(address, options);
  const at = rest.lastIndexOf('@');
  const [user, password] = rest.slice(0, Math.max(0, at)).split(':').map(decodeURIComponent);
  const [hosts = '', name = ''] = rest.slice(at + 1).split('/', 2);
  const nodes = hosts.split(',').map((node) => {
    const url = new URL(`redis://${node}`);
    return { host: url.hostname, port: Number(url.port || (kind === 'sentinel' ? 26_379 : 6_379)) };
  });
  const login = {
    ...(user === undefined || user === '' ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    ...(base === 'rediss' ? { tls: {} } : {}),
  };
  if (kind === 'cluster')
    return new Cluster(nodes, {
      redisOptions: { ...options, ...login },
      ...(patience === 'hasty' && { lazyConnect: true, clusterRetryStrategy: never }),
    });
  return new Redis({
    ...options,
    ...login,
    sentinels: nodes,
    name: name || 'mymaster',
    ...(patience === 'hasty' && { sentinelRetryStrategy: never }),
    enableTLSForSentinelMode: base === 'rediss',
  });
}

const oldestVersion = [6, 2] as const;

export type RedisFacts = {
  version: string;
  /** Empty where the server does not tell. */
  policy: string;
  /** Nothing where the server does not tell: hosted ones often forbid CONFIG. */
  keepsOnDisk: boolean | undefined;
};

export async function redisFacts(connection: RedisConnection): Promise<RedisFacts> {
  const info = await connection.info();
  const field = (name: string): string =>
    new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]?.trim() ?? '';
  const saves = await savePoints(connection);
  return {
    version: field('redis_version'),
    policy: field('maxmemory_policy'),
    keepsOnDisk: field('aof_enabled') === '1' ? true : saves === undefined ? undefined : saves !== '',
  };
}

/** What the operator should know of a Redis like this. */
export function redisFindings({ version, policy, keepsOnDisk }: RedisFacts): Finding[] {
  const findings: Finding[] = [];
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = oldestVersion;
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor))
    findings.push(wrong('redis.too-old', { version, wanted: oldestVersion.join('.') }));
  if (policy !== '' && policy !== 'noeviction') findings.push(warning('redis.evicts', { policy }));
  if (keepsOnDisk === false) findings.push(warning('redis.keeps-nothing', {}));
  if (findings.length > 0) return findings;
  return keepsOnDisk === undefined ? [ok('redis.disk-unknown', {})] : [ok('redis.good', { version })];
}

async function savePoints(connection: RedisConnection): Promise<string | undefined> {
  try {
    const reply: unknown = await connection.call('CONFIG', 'GET', 'save');
    return Array.isArray(reply) && typeof reply[1] === 'string' ? reply[1] : undefined;
  } catch {
    return undefined;
  }
}
