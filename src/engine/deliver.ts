import { codeOf, isAppError, isStoreAway } from '#src/errors.ts';
import { textReply } from '#src/core/message.ts';
import type { Delivery } from '#src/core/records.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { EngineDeps } from './deps.ts';
import type { Results } from './results.ts';

/** After so long without a sign of life a process that took a message to post it counts as gone. */
const takenForMs = 6_000;

/** A database that is away for a minute costs no second post. */
const receiptTries = 120;
const receiptPauseMs = 500;

/** Brings stored last messages to their threads. What fails here stays in the outbox for the next sweep. */
export type Deliverer = {
  /**
   * Where another call, in whatever process, is at it already, this one leaves it to that. Gives the message's id
   * where it was posted here.
   */
  deliver(turnId: string): Promise<string | undefined>;
  /** Those that have waited for `olderThanMs`: younger ones are likely on their way in some process. */
  deliverOlder(olderThanMs: number): Promise<void>;
};

type DelivererDeps = Pick<EngineDeps, 'store' | 'messenger' | 'clock' | 'log' | 'reached'> & {
  results: Results;
};

export function createDeliverer(deps: DelivererDeps): Deliverer {
  const { store, messenger, clock, log, results } = deps;

  /** Keeps a message in this process's hands while it is posted: a large file takes its time. */
  async function keepTaken(turnId: string, posted: AbortSignal): Promise<void> {
    for (;;) {
      await clock.sleep(takenForMs / 3, posted).catch(() => undefined);
      if (posted.aborted) return;
      await store.deliveries
        .keep(turnId, takenForMs)
        .catch((error: unknown) => log.warn({ turnId, err: error }, 'a delivery could not be kept'));
    }
  }

  /** Posted is posted: without its receipt it would be posted again. */
  async function receipt(turnId: string, messageId: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await store.deliveries.receipt(turnId, messageId);
      } catch (error) {
        if (!isStoreAway(error) || tries === receiptTries) throw error;
        log.warn({ turnId, err: error }, 'a receipt could not be stored; it is tried again');
        await clock.sleep(receiptPauseMs);
      }
    }
  }

  async function post(delivery: Delivery): Promise<string | undefined> {
    const { turnId, threadKey, message } = delivery;
    try {
      const messageId = await messenger.post(threadKey, message, `${turnId}:last`, results.opener(threadKey));
      await deps.reached('last message posted');
      await receipt(turnId, messageId);
      await deps.reached('last message receipted');
      return messageId;
    } catch (error) {
      if (isAppError(error, 'chat.gone') || isAppError(error, 'chat.refused')) {
        // Nothing is lost: the result stays in the store, and "last" brings it wherever the person asks.
        log.warn({ turnId, err: error }, 'the platform will not take a last message; it is not tried again');
        await store.deliveries.giveUp(turnId, codeOf(error));
        return undefined;
      }
      log.warn({ turnId, err: error }, 'a last message was not delivered; it stays in the outbox');
      await store.deliveries.putOff(turnId, codeOf(error));
      return undefined;
    }
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

  async function deliver(turnId: string): Promise<string | undefined> {
    const delivery = await store.deliveries.take(turnId, takenForMs);
    if (delivery === undefined) return undefined;
    const posted = new AbortController();
    const keeping = keepTaken(turnId, posted.signal);
    const messageId = await post(delivery).finally(() => posted.abort());
    await keeping;
    if (messageId !== undefined) await closeStatus(turnId, delivery.message.kind === 'error');
    return messageId;
  }

  return {
    deliver,
    async deliverOlder(olderThanMs) {
      for (const turnId of await store.deliveries.allPending(olderThanMs)) {
        await deliver(turnId).catch((error: unknown) =>
          log.error({ turnId, err: error }, 'a stored last message cannot be delivered'),
        );
      }
    },
  };
}
