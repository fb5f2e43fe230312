import { createHash } from 'node:crypto';
import type { JobsOptions, Queue } from 'bullmq';
import { inBatches } from '#src/core/batches.ts';
import type { TurnQueue } from '#src/ports.ts';
import { jobOptions, laneQueue, renderQueue, type QueueMaker } from './queues.ts';

/** A bell that has not rung by then is left to the next sweep: nobody waits for a queue that is away. */
const ringMs = 2_000;
/** After such a one, none is tried for this long. */
const restMs = 3_000;

/** BullMQ keeps the last 10,000 of these in its stream of events, and a key may hold the id of a person. */
function markOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22);
}

/** Rings the bells that workers answer. What goes wrong with that is told to `onTrouble` and to nobody else. */
export function createProducer(
  maker: QueueMaker,
  onTrouble: (error: unknown) => void = () => undefined,
): TurnQueue & {
  /** Jobs by queue and state. */
  counts(): Promise<Record<string, Record<string, number>>>;
  /** Drops all jobs. Only for the one process that has the embedded database to itself: none of them can be running. */
  clear(): Promise<void>;
  /** Rings at once what was to ring later: its time was told by a clock that has been set back. */
  hurry(): Promise<void>;
  close(): Promise<void>;
} {
  const lanes = maker.queue(laneQueue);
  const renders = maker.queue(renderQueue);
  for (const queue of [lanes, renders]) queue.on('error', onTrouble);
  let restsUntil = 0;

  async function ring(add: () => Promise<unknown>): Promise<void> {
    // The difference is bounded in case the clock was set back meanwhile.
    if (restsUntil - Date.now() > 0 && restsUntil - Date.now() <= restMs) return;
    const { promise: late, resolve } = Promise.withResolvers<'late'>();
    const timer = setTimeout(resolve, ringMs, 'late');
    const rung = add()
      .catch(onTrouble)
      .finally(() => clearTimeout(timer));
    // It may still ring when the queue is back; once more does no harm.
    if ((await Promise.race([rung, late])) === 'late') restsUntil = Date.now() + restMs;
  }

  /** Rings for many with one call. */
  function bells(queue: Queue, toJob: (id: string) => { name: string; data: object; opts: JobsOptions }) {
    return inBatches(async (ids: string[]): Promise<void[]> => {
      const jobs = ids.map(toJob);
      const [job] = jobs;
      await ring(() =>
        jobs.length === 1 && job !== undefined
          ? queue.add(job.name, job.data, job.opts)
          : queue.addBulk(jobs),
      );
      return ids.map(() => undefined);
    });
  }

  return {
    wakeLane: bells(lanes, (threadKey) => ({
      name: 'lane',
      data: { threadKey },
      // While the lane runs, this one is kept and runs after it: never two at once, never a lost wake-up.
      opts: { ...jobOptions, deduplication: { id: markOf(threadKey), keepLastIfActive: true } },
    })),
    enqueueRender: bells(renders, (renderId) => ({
      name: 'render',
      data: { renderId },
      opts: { ...jobOptions, jobId: renderId },
    })),
    async counts() {
      const [ofLanes, ofRenders] = await Promise.all([lanes.getJobCounts(), renders.getJobCounts()]);
      return { lanes: ofLanes, renders: ofRenders };
    },
    async clear() {
      await lanes.obliterate({ force: true });
      await renders.obliterate({ force: true });
    },
    async hurry() {
      await Promise.all([lanes, renders].map((queue) => queue.promoteJobs().catch(onTrouble)));
    },
    async close() {
      await lanes.close();
      await renders.close();
    },
  };
}
