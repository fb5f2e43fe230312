import { Cluster, Redis, type RedisOptions } from 'ioredis';

export type RedisConnection = Redis | Cluster;

/** BullMQ needs all keys of a queue on one node of a cluster; the braces see to that, and cost nothing elsewhere. */
export const keyPrefix = '{reelay}';

/** A queue's commands wait for Redis to come back instead of failing: the store has the work meanwhile. */
const options = { maxRetriesPerRequest: null, enableReadyCheck: true } satisfies RedisOptions;

/**
 * Connects by the form of the address (docs/settings.md#redis_url): `redis://` and `rediss://` (TLS) with user
 * and password as usual; `redis+sentinel://host:26379,host2:26379/name`; `redis+cluster://host:6379,host2:6379`.
 * The last two have `rediss+` forms for TLS.
 */
export function openRedis(address: string): RedisConnection {
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
  if (kind === 'cluster') return new Cluster(nodes, { redisOptions: { ...options, ...login } });
  return new Redis({
    ...options,
    ...login,
    sentinels: nodes,
    name: name || 'mymaster',
    enableTLSForSentinelMode: base === 'rediss',
  });
}

const oldestVersion = [6, 2];

/** Settings of this Redis with which jobs can be lost, each as a sentence for the operator. Empty where all is well. */
export async function redisProblems(connection: RedisConnection): Promise<string[]> {
  const problems: string[] = [];
  const info = await connection.info();
  const version = field(info, 'redis_version');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 6 || (major === 6 && minor < (oldestVersion[1] ?? 0)))
    problems.push(`Redis ${version} is too old: ${oldestVersion.join('.')} or newer is needed.`);
  const policy = field(info, 'maxmemory_policy');
  if (policy !== '' && policy !== 'noeviction')
    problems.push(`Redis may throw jobs away (maxmemory-policy ${policy}): set it to noeviction.`);
  const saves = await savePoints(connection);
  if (field(info, 'aof_enabled') === '0' && saves === '')
    problems.push('Redis keeps nothing on disk: set appendonly to yes, so that a restart forgets no job.');
  return problems;
}

const field = (info: string, name: string): string =>
  new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]?.trim() ?? '';

/** Hosted servers often forbid CONFIG; then nothing is known, and nothing is said. */
async function savePoints(connection: RedisConnection): Promise<string | undefined> {
  try {
    const reply: unknown = await connection.call('CONFIG', 'GET', 'save');
    return Array.isArray(reply) && typeof reply[1] === 'string' ? reply[1] : undefined;
  } catch {
    return undefined;
  }
}
