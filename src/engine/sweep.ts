import type { ThreadKey } from '#src/core/message.ts';
import type { Turn } from '#src/core/turn.ts';
import type { TurnRunner } from '#src/ports.ts';
import type { Deliverer } from './deliver.ts';
import type { EngineDeps } from './deps.ts';
import { createRetention } from './retention.ts';

/** A quick request, or a last message, that has waited this long lost the process that was at it. */
const orphanedMs = 5_000;
/** The last trace of a forgotten person goes this long after its answer, when nobody can be at it any more. */
const forgottenMs = 60_000;

type SweepDeps = Pick<EngineDeps, 'store' | 'queue' | 'clock' | 'log' | 'settings'> & {
  deliverer: Deliverer;
  answer(turn: Turn): Promise<void>;
  /** True for a lane that this process runs just now. It would be rung for in vain, two thousand of them every few seconds. */
  isAtWork(threadKey: ThreadKey): boolean;
};

/** Finds work that nobody is at. */
export function createSweep(deps: SweepDeps): Pick<TurnRunner, 'sweep' | 'takeOver'> {
  const { store, queue, clock, log, settings, deliverer, answer, isAtWork } = deps;
  const retain = createRetention(deps);

  /** What goes wrong with one, say a row that cannot be read, must not keep the others waiting. */
  async function each<T>(
    what: string,
    find: () => Promise<T[]>,
    work: (one: T) => Promise<void>,
    { together = false } = {},
  ): Promise<void> {
    const failed = (error: unknown): void => log.error({ err: error }, `the sweep could not ${what}`);
    const found = await find().catch((error: unknown): T[] => (failed(error), []));
    // The queue makes few calls of many bells: there may be ten thousand.
    if (together) await Promise.all(found.map((one) => work(one).catch(failed)));
    else for (const one of found) await work(one).catch(failed);
  }

  /** Bells first: they take a moment, posting may take long. */
  async function sweep(olderThanMs: number, attendedMs = settings.renderPollMs + orphanedMs): Promise<void> {
    const idle = async (): Promise<ThreadKey[]> =>
      (await store.turns.threadsWithWork()).filter((threadKey) => !isAtWork(threadKey));
    await each('wake a lane', idle, queue.wakeLane, { together: true });
    const unattended = (): Promise<string[]> => store.renders.unattended(attendedMs);
    await each('wake a render', unattended, queue.enqueueRender, { together: true });
    await each('answer a request', () => store.turns.unanswered(olderThanMs), answer);
    await deliverer.deliverOlder(olderThanMs);
  }

  return {
    async sweep() {
      await sweep(orphanedMs);
      await store.people.purge(forgottenMs);
      await store.spending.tidy(clock.now());
      await retain();
    },
    async takeOver() {
      await store.deliveries.freeAll();
      await sweep(0, 0);
    },
  };
}
