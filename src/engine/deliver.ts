import type { Delivery } from '#src/core/records.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { EngineDeps } from './deps.ts';

/** Brings stored last messages to their threads. What fails here stays in the outbox for the next sweep. */
export type Deliverer = {
  deliver(turnId: string): Promise<void>;
  /** Those that have waited for `olderThanMs`: younger ones are likely on their way in some process. */
  deliverOlder(olderThanMs: number): Promise<void>;
};

export function createDeliverer(deps: Pick<EngineDeps, 'store' | 'messenger' | 'clock' | 'log'>): Deliverer {
  const { store, messenger, clock, log } = deps;

  async function post({ turnId, threadKey, message }: Delivery): Promise<void> {
    try {
      const messageId = await messenger.post(threadKey, message, `${turnId}:last`);
      await store.deliveries.receipt(turnId, messageId);
    } catch (error) {
      log.warn({ turnId, err: error }, 'a last message was not delivered; it stays in the outbox');
      return;
    }
    await closeStatus(turnId, message.kind === 'error');
  }

  async function closeStatus(turnId: string, stopped: boolean): Promise<void> {
    const turn = await store.turns.get(turnId);
    if (turn?.statusMessageId == null) return;
    const words = messagesFor(turn.locale);
    const text = stopped
      ? words.stopped
      : words.finished({ elapsedMs: clock.now() - (turn.startedAt ?? turn.createdAt) });
    try {
      await messenger.edit(turn.threadKey, turn.statusMessageId, {
        kind: 'status',
        text,
        replyTo: turn.messageId,
        buttons: [],
        files: [],
      });
    } catch (error) {
      log.warn({ turnId, err: error }, 'the status message could not be closed');
    }
  }

  return {
    async deliver(turnId) {
      const pending = await store.deliveries.pending(turnId);
      if (pending !== undefined) await post(pending);
    },
    async deliverOlder(olderThanMs) {
      for (const pending of await store.deliveries.allPending(olderThanMs)) await post(pending);
    },
  };
}
