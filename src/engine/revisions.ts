import { understand } from '#src/core/intent.ts';
import { placeOf } from '#src/core/owner.ts';
import { leadingSteps } from '#src/core/plan.ts';
import { withoutTokens } from '#src/core/token-shape.ts';
import type { InboundHandler } from '#src/ports.ts';
import type { EngineDeps } from './deps.ts';

/** What happens to messages and places after they were taken: edited, deleted, moved. */
export type Revisions = Pick<InboundHandler, 'revise' | 'retract' | 'moveThread'>;

export function createRevisions({ store, queue }: Pick<EngineDeps, 'store' | 'queue'>): Revisions {
  return {
    async revise(threadKey, messageId, text) {
      const turn = await store.turns.ofMessage(threadKey, messageId);
      if (turn?.state !== 'queued' || text.trim() === '') return false;
      const plan = understand({ text: withoutTokens(text.trim()), attachments: turn.mediaIds.length });
      // The turn has its project since it came, and what was sent after it may count on that.
      if (leadingSteps(plan).some((step) => step.do === 'new' || step.do === 'switch')) return false;
      return store.turns.revise(threadKey, messageId, plan);
    },
    retract: (threadKey, messageId) => store.turns.retract(threadKey, messageId),
    async moveThread(from, to, spaces) {
      if (spaces !== undefined) await store.accounts.move(placeOf(from, spaces.from), placeOf(to, spaces.to));
      await store.threads.move(from, to);
      await queue.wakeLane(to);
    },
  };
}
