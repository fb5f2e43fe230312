import type { Question } from './agent-event.ts';
import type { Locale, ThreadKey } from './message.ts';
import type { Plan } from './plan.ts';

/**
 * queued → preparing → sending → streaming → (recovering) → preparing of the next step …
 * → rendering → one of the ends. `sending` is written before the request that may cost credits leaves,
 * so whoever finds a turn in `sending` or later must never post it again. Quick requests are `answering`
 * from the start and never enter the lane.
 */
export const turnStates = [
  'answering',
  'queued',
  'preparing',
  'sending',
  'streaming',
  'recovering',
  'rendering',
  'asking',
  'done',
  'failed',
  'unknown',
  'cancelled',
] as const;
export type TurnState = (typeof turnStates)[number];

/** States in which a turn holds its thread's lane. At most one turn of a thread is in one of them. */
export const liveStates = ['preparing', 'sending', 'streaming', 'recovering'] as const satisfies TurnState[];

const live: ReadonlySet<TurnState> = new Set(liveStates);

export function isLive(state: TurnState): boolean {
  return live.has(state);
}

/** What a turn must remember between its steps, through crashes. Grows by optional fields only. */
export type TurnMemory = {
  /** The draft as it was before the edit, as received; null = there was none. */
  draftBefore?: string | null | undefined;
  creditsBefore?: number | undefined;
  /** The run at hand makes new footage, as far as can be told. */
  generates?: boolean | undefined;
  /** A linked file being handed over, and how many files the backend had before. */
  handingOver?: { mediaId: string; filesBefore: number } | undefined;
  /** Reads of the state since the stream was lost. */
  recoverReads?: number | undefined;
  /** Reads in a row that brought no answer. */
  recoverMisses?: number | undefined;
  /** What the agent said in a run that ended well and whose outcome could not be read. */
  heard?: string[] | undefined;
  /** What the agent asked, while nobody has answered. */
  questions?: Question[] | undefined;
  /** Words about the steps already done, for the final message. */
  said?: string[] | undefined;
  /** The result that an export showed again, since nothing had changed. */
  sameAs?: string | undefined;
  /** An edit has followed from the agent's talk about its screen; there is one a turn at most. */
  followedUp?: boolean | undefined;
  /** Edits that the agent suggested, in its words, for buttons of the last message. */
  offers?: string[] | undefined;
  /** The one retry after 429 has been used. */
  rateLimited?: boolean | undefined;
  /** How long the wait is that `notBefore` ends. */
  waitsMs?: number | undefined;
  /** How often the present step was tried again after trouble that may pass. */
  tries?: number | undefined;
  /** The one new session after 1002 has been used. */
  sessionRenewed?: boolean | undefined;
  /** The session was lost under a run, and with it every trace of what the run did. */
  runLost?: boolean | undefined;
};

/** One user message and all that follows from it. */
export type Turn = {
  id: string;
  threadKey: ThreadKey;
  projectId: string;
  /** The platform's id of the user's message. */
  messageId: string;
  authorId: string;
  /** The server or group that it was written in; null in a private chat. */
  space: string | null;
  locale: Locale;
  plan: Plan;
  /** Index into `plan` of the step being done, or next to do. */
  step: number;
  mediaIds: string[];
  state: TurnState;
  /** Fencing token of the holder; null while nobody holds it. */
  attempt: string | null;
  statusMessageId: string | null;
  memory: TurnMemory;
  /** Not to be gone on with before this time (ms since 1970). */
  notBefore: number | null;
  /** When the person asked to stop, where the turn was running already. */
  stopAt: number | null;
  createdAt: number;
  startedAt: number | null;
  /** One of so many places for turns that run at once: `taken` from its begin on, `waiting` where none was free. */
  slot: 'waiting' | 'taken' | null;
};
