import { z } from 'zod';
import { runFaults } from './run-faults.ts';

export const endpoints = [
  'token',
  'credits',
  'session',
  'claim',
  'state',
  'upload',
  'run_sse',
  'render_submit',
  'render_status',
  'render_file',
] as const;
export type Endpoint = (typeof endpoints)[number];

/** What to do wrong, once or `times` times, at the next call of an endpoint. */
export const faultSchema = z.object({
  endpoint: z.enum(endpoints),
  times: z.number().int().positive().default(1),
  action: z.object({
    status: z.number().optional(),
    code: z.number().optional(),
    /** The words and the `data` beside the code. */
    message: z.string().optional(),
    data: z.record(z.string(), z.unknown()).optional(),
    /** Sent as it is, for example an HTML page of a gateway. */
    body: z.string().optional(),
    /** Of `body`. An empty one leaves the header out. */
    contentType: z.string().default('text/html'),
    headers: z.record(z.string(), z.string()).optional(),
    delayMs: z.number().optional(),
    /** Never answers; the connection stays open. */
    hang: z.boolean().optional(),
    /** Begins an answer that never ends: as fast as it is read, or a byte now and then. */
    endless: z.enum(['fast', 'slow']).optional(),
    /** Does the work and breaks the connection in place of an answer. */
    loseAnswer: z.boolean().optional(),
    /** Submitted renders: ffmpeg is not even tried. */
    renderFails: z.boolean().optional(),
    ...runFaults,
  }),
});
export type FaultInput = z.input<typeof faultSchema>;
export type FaultAction = z.infer<typeof faultSchema>['action'];

export type Calls = {
  byEndpoint: Record<Endpoint, number>;
  /** What sessions were called when they were made. */
  taskNames: string[];
  runs: { sessionId: string; text: string }[];
  uploads: { sessionId: string; name: string; bytes: number }[];
  /** Client ids that asked for a token, in order. */
  clientIds: string[];
  renders: { id: string; submits: number }[];
  /** Requests that came without one of the attribution headers. */
  missingHeaders: string[];
  concurrentRuns: number;
  /** Exports whose draft was not, byte for byte, one that a state answer gave. */
  draftMismatches: number;
};

/** Counts every call, does wrong on demand, and holds calls back until told to go on. */
export type Ledger = ReturnType<typeof createLedger>;

export function createLedger() {
  let calls = none();
  let faults: z.infer<typeof faultSchema>[] = [];
  const held = new Map<Endpoint, PromiseWithResolvers<void>>();
  let watchers: { done: () => boolean; resolve: () => void }[] = [];

  function notice(): void {
    const met = watchers.filter((watcher) => watcher.done());
    watchers = watchers.filter((watcher) => !met.includes(watcher));
    for (const watcher of met) watcher.resolve();
  }

  return {
    calls: (): Calls => structuredClone(calls),
    note(change: (calls: Calls) => void): void {
      change(calls);
      notice();
    },
    fault(input: FaultInput): void {
      faults.push(faultSchema.parse(input));
    },
    /** The fault that this call of the endpoint must show, used up by being taken. */
    takeFault(endpoint: Endpoint): FaultAction | undefined {
      const fault = faults.find((one) => one.endpoint === endpoint && one.times > 0);
      if (fault === undefined) return undefined;
      fault.times -= 1;
      return fault.action;
    },
    clearFaults(): void {
      faults = [];
    },
    /** From now on calls of the endpoint wait, until `release`. */
    hold(endpoint: Endpoint): void {
      held.set(endpoint, Promise.withResolvers<void>());
    },
    release(endpoint: Endpoint): void {
      held.get(endpoint)?.resolve();
      held.delete(endpoint);
    },
    released: (endpoint: Endpoint): Promise<void> => held.get(endpoint)?.promise ?? Promise.resolve(),
    /** Resolves when the endpoint has been called so often. */
    waitFor(endpoint: Endpoint, count: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      watchers.push({ done: () => calls.byEndpoint[endpoint] >= count, resolve });
      notice();
      return promise;
    },
    reset(): void {
      calls = none();
      faults = [];
      for (const endpoint of held.keys()) held.get(endpoint)?.resolve();
      held.clear();
    },
  };
}

function none(): Calls {
  return {
    byEndpoint: Object.fromEntries(endpoints.map((name) => [name, 0])) as Record<Endpoint, number>,
    taskNames: [],
    runs: [],
    uploads: [],
    clientIds: [],
    renders: [],
    missingHeaders: [],
    concurrentRuns: 0,
    draftMismatches: 0,
  };
}
