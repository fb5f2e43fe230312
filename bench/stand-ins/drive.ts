import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../figures.ts';

/** Sends so many messages: all at once, or so many a second. */
export type Load = { count: number; perSecond?: number | undefined };
export type Driven = {
  answered: number;
  seconds: number;
  /** From when a message was due to when its answer came, in ms. */
  p50Ms: number;
  p99Ms: number;
};

/** How long the last answers are waited for. */
const patienceMs = 30_000;

/**
 * Keeps the books of one run: what was due when, and when its answer came. A message counts from the moment at which
 * it was due, not at which the sender came to it: what keeps the sender waiting keeps people waiting.
 */
export function createBooks(): {
  answered(id: number): void;
  drive(load: Load, send: (id: number) => void): Promise<Driven>;
} {
  const due = new Map<number, number>();
  let next = 1;
  let waits: number[] = [];
  let lastAt = 0;
  let onAll: () => void = () => undefined;

  return {
    answered(id) {
      const at = due.get(id);
      if (at === undefined) return;
      due.delete(id);
      lastAt = performance.now();
      waits.push(lastAt - at);
      if (due.size === 0) onAll();
    },
    async drive({ count, perSecond }, send) {
      waits = [];
      const ids = Array.from({ length: count }, () => next++);
      const startedAt = performance.now();
      const { promise: all, resolve } = Promise.withResolvers<void>();
      ids.forEach((id, n) => due.set(id, startedAt + (perSecond === undefined ? 0 : (n * 1000) / perSecond)));
      onAll = resolve;
      if (perSecond === undefined) ids.forEach(send);
      else {
        for (let sent = 0; sent < count;) {
          const dueBy = Math.min(count, Math.floor(((performance.now() - startedAt) * perSecond) / 1000) + 1);
          for (; sent < dueBy; sent += 1) send(ids[sent] ?? 0);
          await sleep(1);
        }
      }
      const late = new AbortController();
      const patience = sleep(patienceMs, undefined, { signal: late.signal }).catch(() => undefined);
      await Promise.race([all, patience]);
      late.abort();
      due.clear();
      return {
        answered: waits.length,
        seconds: (lastAt - startedAt) / 1000,
        p50Ms: percentile(waits, 0.5),
        p99Ms: percentile(waits, 0.99),
      };
    },
  };
}
