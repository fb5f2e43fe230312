import { AppError } from '#src/errors.ts';
import { isQuick } from '#src/core/plan.ts';
import type { Turn } from '#src/core/turn.ts';
import { textReply } from '#src/core/message.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { EngineDeps } from './deps.ts';
import type { Hold } from './hold.ts';

const minuteMs = 60_000;

type Person = Pick<Turn, 'threadKey' | 'authorId'>;

/** Limits that are not about credits. Quick requests never count. */
export type Limiter = {
  /** False where the person has sent, or has waiting, as many requests as they may. */
  mayQueue(person: Person): Promise<boolean>;
  /** Why not, with words about when it may be tried again. */
  refusal(person: Person): Promise<AppError>;
  /**
   * True where as many of the person's, or of the place's, are running as may: then the turn waits in its lane, and
   * its status says so. Its lane is to be left; it is woken when one of them is done.
   */
  holdsBack(hold: Hold): Promise<boolean>;
  /** A turn is out of its lane: whoever waited for that is woken. */
  wakeNext(turn: Turn): Promise<void>;
};

type LimiterDeps = Pick<EngineDeps, 'store' | 'messenger' | 'queue' | 'clock' | 'log' | 'settings'>;

export function createLimiter(deps: LimiterDeps): Limiter {
  const { store, messenger, queue, clock, log, settings } = deps;
  const { userTurnsPerMinute, userWaitingTurns, userConcurrentEdits, guildConcurrentEdits } = settings.limits;

  /** As the store has it now. It is asked before a turn is stored, so two at once may both get through. */
  async function problem(person: Person): Promise<AppError | undefined> {
    if (userTurnsPerMinute !== undefined) {
      const now = clock.now();
      const recent = await store.limits.recent(person, now - minuteMs, userTurnsPerMinute);
      const oldest = recent[userTurnsPerMinute - 1];
      if (oldest !== undefined) {
        const opensInMs = Math.max(1, oldest + minuteMs - now);
        return new AppError('limit.rate', { perMinute: userTurnsPerMinute, opensInMs });
      }
    }
    if (userWaitingTurns === undefined) return undefined;
    const waiting = await store.limits.waiting(person);
    return waiting >= userWaitingTurns
      ? new AppError('limit.waiting', { most: userWaitingTurns })
      : undefined;
  }

  /** Said once: a lane that waits is looked at again and again. */
  async function tell(turn: Turn, text: string): Promise<void> {
    if (turn.statusMessageId === null) return;
    await messenger
      .edit(turn.threadKey, turn.statusMessageId, textReply(turn.messageId, 'status', text))
      .catch((error: unknown) => log.warn({ turnId: turn.id, err: error }, 'a status edit failed'));
  }

  return {
    mayQueue: async (person) => (await problem(person)) === undefined,

    // What stood in the way may be gone by the time that it is told.
    refusal: async (person) =>
      (await problem(person)) ??
      new AppError('limit.rate', { perMinute: userTurnsPerMinute ?? 1, opensInMs: 1 }),

    async holdsBack({ turn, attempt }) {
      const most = {
        user: userConcurrentEdits,
        place: turn.space === null ? undefined : guildConcurrentEdits,
      };
      const isFree = most.user === undefined && most.place === undefined;
      if (isFree || turn.slot === 'taken' || isQuick(turn.plan, turn.mediaIds.length)) return false;
      const held = await store.limits.enter(turn.id, attempt, most);
      if (held === undefined) return false;
      if (turn.slot === null) await tell(turn, messagesFor(turn.locale).budget.waitsForSlot(held));
      return true;
    },

    async wakeNext(turn) {
      if (userConcurrentEdits === undefined && guildConcurrentEdits === undefined) return;
      for (const threadKey of await store.limits.next(turn)) await queue.wakeLane(threadKey);
    },
  };
}
