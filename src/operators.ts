import { createAdmin } from '#adapters/admin/admin.ts';
import { isLoopback, type Config } from './config.ts';
import { silentMeter, type Meter } from './core/meter.ts';
import type { Log, Oversight } from './ports.ts';
import type { Role } from './role.ts';
import type { Webhook } from './webhook-server.ts';

/** Where the process answers operators and health checks. A worker has a port only where it is given one. */
export function portOf(config: Pick<Config, 'port' | 'workerPort'>, role: Role): number | undefined {
  return role === 'worker' ? config.workerPort : config.port;
}

/** What counts the work, and what shows it on the process's own server. Nothing is counted that nobody can ask for. */
export async function openOperators(options: {
  config: Config;
  role: Role;
  version: string;
  log: Log;
  /** Both are asked once everything has started. */
  oversight: () => Oversight;
  jobs: () => Promise<Record<string, Record<string, number>>>;
}): Promise<{ meter: Meter; pages: Webhook[] }> {
  const { config, role, version, log, oversight, jobs } = options;
  if (portOf(config, role) === undefined) return { meter: silentMeter, pages: [] };
  const { createPrometheus } = await import('./metrics/prometheus.ts');
  const sources = { work: () => oversight().workAtHand(), jobs };
  const { meter, read } = createPrometheus({ version, role, sources });
  const admin = await createAdmin({
    token: config.adminToken,
    isLocal: isLoopback(config.host),
    log,
    metrics: read,
    oversight,
    jobs,
  });
  return { meter, pages: [admin] };
}
