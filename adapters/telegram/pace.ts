import { AppError } from '#src/errors.ts';
import type { Clock } from '#src/ports.ts';
import { isGroup } from './place.ts';

/** Telegram's word on groups: 20 messages a minute, edits included. The reserve is kept for answers. */
const groupBurst = 20;
const groupRefillMs = 3_000;
const reserve = 6;

/** More chats than this are not remembered; those that were quiet longest go first. */
const maxChats = 5_000;

type ChatPace = { left: number; at: number; mutedUntil: number; mutedForMs: number };

/** Keeps every chat within its own pace. One that was told to wait keeps no other waiting. */
export type Pace = {
  /** How long Telegram wants the chat left alone. */
  restMs(chatId: number): number;
  /** Counts a call about to be made. Throws `chat.busy` where the chat must rest; edits give way first. */
  admit(chatId: number, call: 'post' | 'edit'): void;
  /** Telegram asked for a rest. */
  mute(chatId: number, ms: number): void;
};

export function createPace(clock: Pick<Clock, 'now'>): Pace {
  const chats = new Map<number, ChatPace>();

  function at(chatId: number): ChatPace {
    const now = clock.now();
    const before = chats.get(chatId) ?? { left: groupBurst, at: now, mutedUntil: 0, mutedForMs: 0 };
    const left = Math.min(groupBurst, before.left + Math.max(0, now - before.at) / groupRefillMs);
    const pace = { ...before, left, at: now };
    chats.delete(chatId);
    chats.set(chatId, pace);
    if (chats.size > maxChats) chats.delete(chats.keys().next().value ?? 0);
    return pace;
  }

  function restOf({ mutedUntil, mutedForMs }: ChatPace): number {
    const leftMs = mutedUntil - clock.now();
    // More than was asked for is left only where the clock was set back.
    return leftMs > mutedForMs ? 0 : Math.max(0, leftMs);
  }

  return {
    restMs: (chatId) => restOf(at(chatId)),
    admit(chatId, call) {
      const pace = at(chatId);
      const restMs = restOf(pace);
      if (restMs > 0) throw new AppError('chat.busy', { retryAfterMs: restMs }, 'Telegram asked for a rest');
      if (!isGroup(chatId)) return;
      if (call === 'edit' && pace.left < reserve) {
        throw new AppError(
          'chat.busy',
          { retryAfterMs: (reserve - pace.left) * groupRefillMs },
          'paced by us',
        );
      }
      pace.left = Math.max(0, pace.left - 1);
    },
    mute(chatId, ms) {
      Object.assign(at(chatId), { mutedUntil: clock.now() + ms, mutedForMs: ms });
    },
  };
}
