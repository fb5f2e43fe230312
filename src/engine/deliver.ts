import { isAppError } from '#src/errors.ts';
import { textReply } from '#src/core/message.ts';
import type { Delivery } from '#src/core/records.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { EngineDeps } from './deps.ts';
import type { Results } from './results.ts';

/** Brings stored last messages to their threads. What fails here stays in the outbox for the next sweep. */
export type Deliverer = {
  deliver(turnId: string): Promise<void>;
  /** Those that have waited for `olderThanMs`: younger ones are likely on their way in some process. */
  deliverOlder(olderThanMs: number): Promise<void>;
};

type DelivererDeps = Pick<EngineDeps, 'store' | 'messenger' | 'clock' | 'log'> & { results: Results };

export function createDeliverer(deps: DelivererDeps): Deliverer {
  const { store, messenger, clock, log, results } = deps;

  async function post({ turnId, threadKey, message }: Delivery): Promise<void> {
    try {
      const messageId = await messenger.post(threadKey, message, `${turnId}:last`, results.opener(threadKey));
      await store.deliveries.receipt(turnId, messageId);
    } catch (error) {
      if (isAppError(error, 'chat.gone') || isAppError(error, 'chat.refused')) {
        // Nothing is lost: the result stays in the store, and "last" brings it wherever the person asks.
        log.warn({ turnId, err: error }, 'the platform will not take a last message; it is not tried again');
        await store.deliveries.giveUp(turnId);
        return;
      }
      log.warn({ turnId, err: error }, 'a last message was not delivered; it stays in the outbox');
      return;
    }
    await closeStatus(turnId, message.kind === 'error');
  }

  async function closeStatus(turnId: string, failed: boolean): Promise<void> {
    const turn = await store.turns.get(turnId);
    if (turn?.statusMessageId == null) return;
    const words = messagesFor(turn.locale);
    const text =
      failed || turn.state === 'cancelled'
        ? words.stopped
        : words.finished({ elapsedMs: clock.now() - (turn.startedAt ?? turn.createdAt) });
    try {
      await messenger.edit(turn.threadKey, turn.statusMessageId, textReply(turn.messageId, 'status', text));
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
