import { understand } from '#src/core/intent.ts';
import type { InboundHandler } from '#src/ports.ts';
import type { EngineDeps } from './deps.ts';

/** What happens to messages and places after they were taken: edited, deleted, moved. */
export type Revisions = Pick<InboundHandler, 'revise' | 'retract' | 'moveThread'>;

export function createRevisions({ store, queue }: Pick<EngineDeps, 'store' | 'queue'>): Revisions {
  return {
    async revise(threadKey, messageId, text) {
      const turn = await store.turns.ofMessage(threadKey, messageId);
      if (turn?.state !== 'queued' || text.trim() === '') return false;
      return store.turns.revise(
        threadKey,
        messageId,
        understand({ text: text.trim(), attachments: turn.mediaIds.length }),
      );
    },
    retract: (threadKey, messageId) => store.turns.retract(threadKey, messageId),
    async moveThread(from, to) {
      await store.threads.move(from, to);
      await queue.wakeLane(to);
    },
  };
}
