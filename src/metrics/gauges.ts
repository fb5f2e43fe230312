import { Gauge, type Registry } from 'prom-client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkAtHand } from '#src/ports.ts';

/** What is asked when Prometheus asks, and is the same whichever process it asks. */
export type Sources = {
  /** Work that is stored and not done. */
  work(): Promise<WorkAtHand>;
  /** Jobs by queue and state. */
  jobs(): Promise<Record<string, Record<string, number>>>;
};

/** Prometheus gives up on a page after ten seconds by default. */
const patienceMs = 3_000;

/** Gauges that are read anew for each page. What gives no answer in time shows nothing, rather than what was. */
export function addGauges(registers: Registry[], { work, jobs }: Sources): () => Promise<void> {
  const gauge = <T extends string>(name: string, help: string, labelNames: T[]): Gauge<T> =>
    new Gauge({ name: `reelay_${name}`, help, labelNames, registers });
  const up = gauge('up', '1 where this process reaches what it needs', ['part']);
  const open = gauge('turns_open', 'Requests that are not done, by state', ['state']);
  const oldest = gauge('oldest_waiting_seconds', 'How long the first request that waits has waited', []);
  const undelivered = gauge('deliveries_waiting', 'Last messages that no platform has taken yet', []);
  const queued = gauge('queue_jobs', 'Jobs by queue and state', ['queue', 'state']);

  async function ask<T>(part: string, source: () => Promise<T>, show: (answer: T) => void): Promise<void> {
    const left = new AbortController();
    const late = sleep(patienceMs, undefined, { signal: left.signal, ref: false }).then(
      () => Promise.reject(new Error('no answer in time')),
      () => undefined,
    );
    try {
      const answer = await Promise.race([source(), late]);
      if (answer === undefined) return;
      show(answer);
      up.set({ part }, 1);
    } catch {
      up.set({ part }, 0);
    } finally {
      left.abort();
    }
  }

  return async () => {
    for (const one of [open, oldest, undelivered, queued]) one.reset();
    await Promise.all([
      ask('database', work, (found) => {
        for (const [state, count] of Object.entries(found.turns)) open.set({ state }, count);
        oldest.set(found.oldestWaitMs / 1_000);
        undelivered.set(found.deliveries);
      }),
      ask('queue', jobs, (found) => {
        for (const [queue, states] of Object.entries(found)) {
          for (const [state, count] of Object.entries(states)) queued.set({ queue, state }, count);
        }
      }),
    ]);
  };
}
