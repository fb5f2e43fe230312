import type { TurnQueue } from '#src/ports.ts';
import { jobOptions, laneQueue, renderQueue, type QueueMaker } from './queues.ts';

/** Rings the bells that workers answer. */
export function createProducer(maker: QueueMaker): TurnQueue & {
  /** Drops all jobs. Only for the one process that has the embedded database to itself: none of them can be running. */
  clear(): Promise<void>;
  close(): Promise<void>;
} {
  const lanes = maker.queue(laneQueue);
  const renders = maker.queue(renderQueue);
  return {
    async wakeLane(threadKey) {
      // While the lane runs, this one is kept and runs after it: never two at once, never a lost wake-up.
      const deduplication = { id: threadKey, keepLastIfActive: true };
      await lanes.add('lane', { threadKey }, { ...jobOptions, deduplication });
    },
    async enqueueRender(renderId) {
      await renders.add('render', { renderId }, { ...jobOptions, jobId: renderId });
    },
    async clear() {
      await lanes.obliterate({ force: true });
      await renders.obliterate({ force: true });
    },
    async close() {
      await lanes.close();
      await renders.close();
    },
  };
}
