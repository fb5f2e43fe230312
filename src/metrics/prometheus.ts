import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Meter } from '#src/core/meter.ts';
import { addGauges, type Sources } from './gauges.ts';

/** From a quick answer to the longest edit. */
const secondsOfWork = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800];
const secondsOfCalls = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Between two looks at the event loop's delay; what is told of it holds this time too. Each look wakes the process. */
const loopLookMs = 50;

export type Prometheus = {
  meter: Meter;
  /** Everything as it is now, in Prometheus' text format. Never fails: what cannot be asked is left out. */
  read(): Promise<{ type: string; text: string }>;
};

/** Counts in this process's memory. Prometheus adds the processes up, and knows a restart when it sees one. */
export function createPrometheus(options: { version: string; role: string; sources: Sources }): Prometheus {
  const registers = [new Registry()];
  const [registry = new Registry()] = registers;
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: loopLookMs });
  const counter = <T extends string>(name: string, help: string, labelNames: T[]): Counter<T> =>
    new Counter({ name: `reelay_${name}`, help, labelNames, registers });
  const histogram = <T extends string>(
    name: string,
    help: string,
    labelNames: T[],
    buckets = secondsOfWork,
  ): Histogram<T> => new Histogram({ name: `reelay_${name}`, help, labelNames, buckets, registers });

  new Gauge({ name: 'reelay_info', help: 'What runs here', labelNames: ['version', 'role'], registers }).set(
    { version: options.version, role: options.role },
    1,
  );
  const taken = counter('turns_taken_total', 'Requests stored', ['platform', 'kind']);
  const ended = counter('turns_total', 'Requests that came to their end', ['outcome', 'kind']);
  const took = histogram('turn_seconds', 'From a request to its last message', ['kind']);
  const waited = histogram('wait_seconds', 'From a request to its first step', []);
  const takenOver = counter(
    'turns_taken_over_total',
    'Requests found in the hands of a process that is gone',
    [],
  );
  const stage = histogram('stage_seconds', 'What a request spends its time on', ['stage']);
  const credits = counter('credits_spent_total', 'Credits that edits have cost', []);
  const calls = counter('backend_calls_total', 'Calls of the backend by their outcome', ['call', 'code']);
  const callSeconds = histogram(
    'backend_call_seconds',
    'How long those calls took',
    ['call'],
    secondsOfCalls,
  );
  const answers = counter('backend_answers_total', 'HTTP answers of the backend', ['status']);
  const streams = new Gauge({ name: 'reelay_live_streams', help: 'Edits under way here', registers });
  const deliveries = counter('deliveries_total', 'Last messages brought to a platform', [
    'platform',
    'outcome',
  ]);
  const videos = counter('videos_total', 'Finished videos that went out', ['platform', 'as']);
  const busy = counter('platform_busy_total', 'Calls that a platform answered with 429', ['platform']);
  const refresh = addGauges(registers, options.sources);

  const kindOf = (isQuick: boolean): string => (isQuick ? 'quick' : 'work');
  return {
    meter: {
      turnTaken: ({ platform, isQuick }) => taken.inc({ platform, kind: kindOf(isQuick) }),
      turnStarted: (waitedMs) => waited.observe(waitedMs / 1_000),
      turnTakenOver: () => takenOver.inc(),
      turnEnded({ outcome, isQuick, tookMs }) {
        const kind = kindOf(isQuick);
        ended.inc({ outcome, kind });
        took.observe({ kind }, tookMs / 1_000);
      },
      stageTook: (name, tookMs) => stage.observe({ stage: name }, tookMs / 1_000),
      creditsSpent: (spent) => credits.inc(spent),
      backendCalled({ name, code, tookMs }) {
        calls.inc({ call: name, code });
        callSeconds.observe({ call: name }, tookMs / 1_000);
      },
      backendAnswered: (status) => answers.inc({ status: status ?? 'none' }),
      streams: (change) => streams.inc(change),
      delivered: (platform, outcome) => deliveries.inc({ platform, outcome }),
      videoSent: (platform, as) => videos.inc({ platform, as }),
      platformBusy: (platform) => busy.inc({ platform }),
    },
    async read() {
      await refresh();
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}
