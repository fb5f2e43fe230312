import { randomUUID } from 'node:crypto';
import { codeOf, isAppError, isStoreAway } from '#src/errors.ts';
import type { ThreadKey } from '#src/core/message.ts';
import type { Turn } from '#src/core/turn.ts';
import type { Again } from '#src/ports.ts';
import type { Deliverer } from './deliver.ts';
import type { EngineDeps } from './deps.ts';
import { holdTurn, StaleAttemptError, type Hold } from './hold.ts';
import type { Limiter } from './limiter.ts';
import { createOpenings } from './openings.ts';
import { busyWaitMs } from './outcome.ts';
import { pauseBeforeNext } from './patience.ts';
import type { Payers } from './payers.ts';
import type { Replies } from './replies.ts';
import type { TurnSteps } from './run-turn.ts';
import { showStage } from './status.ts';

/** How long a lane is left alone by a process that takes nothing new. */
const drainingWaitMs = 1_000;

type LaneDeps = EngineDeps & {
  steps: TurnSteps;
  deliverer: Deliverer;
  replies: Replies;
  payers: Payers;
  limiter: Pick<Limiter, 'holdsBack' | 'wakeNext'>;
};

/** Runs the turns of one thread, one after another. Only one holder at a time gets through to the store. */
export type Lane = {
  run(threadKey: ThreadKey, signal: AbortSignal): Promise<Again>;
  /** True while this process runs it: it needs no bell. */
  isAtWork(threadKey: ThreadKey): boolean;
};

export function createLane(deps: LaneDeps): Lane {
  const { store, clock, log, settings, steps, deliverer, replies, payers, limiter } = deps;

  function waitMs({ notBefore, memory }: Turn): number {
    const leftMs = (notBefore ?? 0) - clock.now();
    // More than the whole wait is left only where the clock was set back meanwhile.
    return leftMs > (memory.waitsMs ?? Infinity) ? 0 : leftMs;
  }

  const openings = createOpenings();

  async function runOne(hold: Hold, signal: AbortSignal): Promise<Again> {
    const wait = waitMs(hold.turn);
    if (wait > 0) return { againInMs: wait };
    const beganAt = clock.now();
    try {
      await payers.settle(hold.turn);
      const again = await steps.run(hold, signal);
      // Handed over to its render, it has no last message yet.
      if (again.againInMs !== undefined || hold.turn.state === 'rendering') return again;
      await deps.reached('last message stored');
      await deliverer.deliver(hold.turn.id);
      return again;
    } catch (error) {
      if (error instanceof StaleAttemptError) throw error;
      // Cut off by the process itself: the turn stays as it is, and the next process recovers it.
      if (signal.aborted || isStoreAway(error)) throw error;
      return fail(hold, error, beganAt, signal);
    }
  }

  /** What may pass is tried again where nothing has run yet, a 429 once; everything else is the turn's end. */
  async function fail(hold: Hold, error: unknown, beganAt: number, signal: AbortSignal): Promise<Again> {
    const { turn } = hold;
    const hasRun = turn.state !== 'preparing';
    if (isAppError(error, 'nemo.rate-limited') && turn.memory.rateLimited !== true && !hasRun) {
      const waitMs = busyWaitMs(error, settings.rateLimitWaitMs);
      await hold.advance({
        state: 'preparing',
        notBefore: clock.now() + waitMs,
        memory: { ...turn.memory, rateLimited: true, waitsMs: waitMs },
        happened: { what: 'waits', detail: { why: error.code, forMs: waitMs } },
      });
      await showStage(deps, hold.turn, 'waiting');
      return { againInMs: waitMs };
    }
    const { tries = 0 } = turn.memory;
    const done = { tries, tookMs: clock.now() - beganAt, unitMs: settings.rateLimitWaitMs };
    const pauseMs = hasRun ? undefined : pauseBeforeNext(error, done);
    if (pauseMs !== undefined) {
      log.warn({ turnId: turn.id, err: error, pauseMs }, 'a step is tried again');
      const memory = { ...turn.memory, tries: tries + 1, waitsMs: pauseMs };
      const happened = { what: 'waits' as const, detail: { why: codeOf(error), forMs: pauseMs } };
      await hold.advance({ state: 'preparing', notBefore: clock.now() + pauseMs, memory, happened });
      await showStage(deps, hold.turn, 'retrying');
      return { againInMs: pauseMs };
    }
    log.warn({ turnId: turn.id, err: error }, 'a turn failed');
    await hold.end('failed', await replies.error(turn, error, signal), codeOf(error));
    await deliverer.deliver(turn.id);
    return {};
  }

  async function runAll(threadKey: ThreadKey, signal: AbortSignal): Promise<Again> {
    while (!deps.draining.aborted) {
      const leave = await openings.enter();
      try {
        const attempt = randomUUID();
        const turn = await store.turns.claim(threadKey, attempt);
        if (turn === undefined) return {};
        await deps.reached('turn claimed');
        const hold = holdTurn(store, turn, attempt, leave);
        // Its lane is left, so that it is in nobody's way.
        if (waitMs(turn) <= 0 && (await limiter.holdsBack(hold))) return {};
        const again = await runOne(hold, signal);
        if (again.againInMs !== undefined) return again;
        await limiter.wakeNext(turn);
      } finally {
        leave();
      }
    }
    // The rest of the lane waits for another process, or for the next one.
    return { againInMs: drainingWaitMs };
  }

  const atWork = new Set<ThreadKey>();

  return {
    isAtWork: (threadKey) => atWork.has(threadKey),
    async run(threadKey, signal) {
      atWork.add(threadKey);
      try {
        return await runAll(threadKey, signal);
      } catch (error) {
        if (!(error instanceof StaleAttemptError)) throw error;
        // Claiming anything more here would take the lane from whoever has it now.
        log.warn({ threadKey, err: error }, 'another holder has this lane; this one stops');
        return {};
      } finally {
        atWork.delete(threadKey);
      }
    },
  };
}
