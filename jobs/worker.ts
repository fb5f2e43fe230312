import { setTimeout as sleep } from 'node:timers/promises';
import { DelayedError, type Job } from 'bullmq';
import type { Again, Log, TurnRunner } from '#src/ports.ts';
import { watchClock } from './clock-watch.ts';
import { laneJob, laneQueue, renderJob, renderQueue, type QueueMaker } from './queues.ts';

/** Lanes mostly wait for a stream, and renders for a poll: thousands fit into one process (docs/performance.md#streams). */
const laneConcurrency = 2_000;
const renderConcurrency = 50;
/** Also how soon what a gateway left half done, an answer or a bell, is found: well within 10 s of its end. */
const sweepEveryMs = 4_000;

/** How long a cut waits for the jobs that it has ended. */
const closeMs = 5_000;

export type WorkerOptions = {
  maker: QueueMaker;
  runner: TurnRunner;
  log: Log;
  /** Called where the clock was set back: what waits would wait for that much longer. */
  hurry: () => Promise<void>;
  /** @default 4 s */
  sweepMs?: number | undefined;
};

/** Takes lane and render jobs, and sweeps for work that lost its job. */
export function createWorkers(options: WorkerOptions): {
  start(): Promise<void>;
  /** Takes no new job and resolves when the running ones are done, or `cut` aborts. */
  stop(cut: AbortSignal): Promise<void>;
} {
  const { maker, runner, log, hurry, sweepMs = sweepEveryMs } = options;
  const wasSetBack = watchClock();
  const cutting = new AbortController();
  let sweeping: Promise<void> | undefined;
  let sweepTimer: NodeJS.Timeout | undefined;

  const laneWorker = maker.worker(laneQueue, laneConcurrency, async (job, token) =>
    later(job, token, await runner.runLane(laneJob.parse(job.data).threadKey, cutting.signal)),
  );
  const renderWorker = maker.worker(renderQueue, renderConcurrency, async (job, token) =>
    later(job, token, await runner.pollRender(renderJob.parse(job.data).renderId, cutting.signal)),
  );
  for (const worker of [laneWorker, renderWorker]) {
    worker.on('error', (error) => log.warn({ queue: worker.name, err: error }, 'queue trouble'));
    // The store still has the work; the next sweep rings again.
    worker.on('failed', (job, error) =>
      log.error({ queue: worker.name, jobId: job?.id, err: error }, 'job failed'),
    );
  }

  /** One at a time: a sweep posts what was left unsaid, which may take longer than the next one is away. */
  function sweep(): void {
    if (wasSetBack()) {
      log.warn('the clock was set back; what waits is looked at now');
      void hurry();
    }
    sweeping ??= runner
      .sweep()
      .catch((error: unknown) => log.error({ err: error }, 'the sweep failed'))
      .finally(() => (sweeping = undefined));
  }

  return {
    async start() {
      await Promise.all([laneWorker.waitUntilReady(), renderWorker.waitUntilReady()]);
      sweep();
      sweepTimer = setInterval(sweep, sweepMs);
    },
    async stop(cut) {
      clearInterval(sweepTimer);
      const isCut = new Promise<void>((resolve) => {
        const onCut = (): void => {
          cutting.abort(new Error('the process is stopping'));
          resolve();
        };
        if (cut.aborted) onCut();
        cut.addEventListener('abort', onCut);
      });
      const closed = Promise.all([laneWorker.close(), renderWorker.close(), Promise.race([sweeping, isCut])]);
      // A queue whose connection broke may never say that it is closed. What it held is free when its locks run out.
      const isLate = isCut.then(() => sleep(closeMs, undefined, { ref: false }));
      await Promise.race([closed, isLate]);
    },
  };
}

/** How a worker is told that a job is not over. One for all, since nobody looks at it: each would take its stack. */
const asleep = new DelayedError();

/** Puts a job to sleep in the queue instead of in a worker. Costs no attempt. */
async function later(job: Job, token: string | undefined, again: Again): Promise<void> {
  if (again.againInMs === undefined) return;
  await job.moveToDelayed(Date.now() + again.againInMs, token);
  throw asleep;
}
