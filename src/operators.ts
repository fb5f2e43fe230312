import { createAdmin } from '#adapters/admin/admin.ts';
import { isLoopback, type Config } from './config.ts';
import { silentMeter, type Meter } from './core/meter.ts';
import type { Log, Oversight } from './ports.ts';
import type { Role } from './role.ts';
import { createTraced, untraced, type Traced } from './tracing/traced.ts';
import type { TracerOptions } from './tracing/tracer.ts';
import type { Webhook } from './webhook-server.ts';

/** Where the process answers operators and health checks. A worker has a port only where it is given one. */
export function portOf(config: Pick<Config, 'port' | 'workerPort'>, role: Role): number | undefined {
  return role === 'worker' ? config.workerPort : config.port;
}

export type Operators = {
  meter: Meter;
  pages: Webhook[];
  /** Puts the work into traces, where somebody collects them. */
  traced: Traced;
  stop(): Promise<void>;
};

/** What counts the work, and what shows it on the process's own server. Nothing is counted that nobody can ask for. */
export async function openOperators(options: {
  config: Config;
  role: Role;
  version: string;
  log: Log;
  /** Both are asked once everything has started. */
  oversight: () => Oversight;
  jobs: () => Promise<Record<string, Record<string, number>>>;
  /** What everybody used in so many days, as CSV. */
  usage: (days: number) => Promise<string>;
}): Promise<Operators> {
  const { config, role, version } = options;
  const tracing = config.traces && { ...config.traces, version, role };
  const [shown, traced] = await Promise.all([openPages(options), openTraces(tracing)]);
  return { ...shown, ...traced };
}

async function openTraces(options: TracerOptions | undefined): Promise<Pick<Operators, 'traced' | 'stop'>> {
  if (options === undefined) return { traced: untraced, stop: async () => undefined };
  const { createTracer } = await import('./tracing/tracer.ts');
  const tracer = createTracer(options);
  return { traced: createTraced(tracer), stop: tracer.stop };
}

async function openPages(
  options: Parameters<typeof openOperators>[0],
): Promise<Pick<Operators, 'meter' | 'pages'>> {
  const { config, role, version, log, oversight, jobs } = options;
  if (portOf(config, role) === undefined) return { meter: silentMeter, pages: [] };
  const { createPrometheus } = await import('./metrics/prometheus.ts');
  const sources = { work: () => oversight().workAtHand(), jobs };
  const { meter, read } = createPrometheus({ version, role, sources });
  const admin = await createAdmin({
    token: config.adminToken,
    isLocal: isLoopback(config.host),
    trustedProxies: config.trustedProxies,
    log,
    metrics: read,
    oversight,
    jobs,
    usage: options.usage,
  });
  return { meter, pages: [admin] };
}
