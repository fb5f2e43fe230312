/** What operators look at: the work as a whole, and one turn's story. A part of `ports.ts`. */
import type { TurnEvent } from './core/turn-event.ts';
import type { ThreadKey } from './core/message.ts';

/** Work that is stored and not done. */
export type WorkAtHand = {
  /** Turns by state; states with none are left out. */
  turns: Record<string, number>;
  /** How long the first turn that waits for its lane has waited; 0 where none waits. */
  oldestWaitMs: number;
  /** Last messages without a receipt that are still tried. */
  deliveries: number;
};

/** How far a turn's last message is. `none`: there is none yet. */
export type DeliveryState = 'none' | 'waiting' | 'delivered' | 'given-up';

/** A turn in a list. No word of its author is in it. */
export type TurnLine = {
  id: string;
  threadKey: ThreadKey;
  messageId: string;
  state: string;
  /** What its steps do, in order. */
  steps: string[];
  createdAt: number;
  /** When something last happened to it. */
  lastAt: number;
  delivery: DeliveryState;
};

export type TurnStory = TurnLine & {
  projectId: string;
  /** Index of the step being done, or next to do. */
  step: number;
  startedAt: number | null;
  /** Not gone on with before this time. */
  notBefore: number | null;
  /** Queued turns of the same thread before this one, and a running one. */
  ahead: number;
  /** Where the backend keeps the project. */
  session: { sessionId: string; taskId: string | null; account: string | null } | undefined;
  events: TurnEvent[];
  files: {
    id: string;
    mime: string;
    bytes: number | null;
    state: string;
    from: 'upload' | 'link' | 'platform';
  }[];
  renders: { id: string; version: number; state: string; polls: number; createdAt: number }[];
  lastMessage: { kind: string; at: number; messageId: string | null; hasVideo: boolean } | undefined;
  /** Balances before and after. `counted`: what of the difference is this turn's, where others ran beside it. */
  credits: { before: number; after: number; counted: number | undefined } | undefined;
};

export type Lane = { threadKey: ThreadKey; turns: number; isRunning: boolean; oldestAt: number };
export type OpenRender = { id: string; turnId: string; state: string; polls: number; createdAt: number };

export type Oversight = {
  workAtHand(): Promise<WorkAtHand>;
  /** The newest turns, and of the last week those that went wrong or whose last message did not arrive. */
  turns(limit: number): Promise<{ wrong: TurnLine[]; recent: TurnLine[] }>;
  /** By a turn's id, a thread's key or a part of it, or a platform's id of a message, the person's or ours. */
  find(words: string, limit: number): Promise<TurnLine[]>;
  story(id: string): Promise<TurnStory | undefined>;
  /** Threads with work, the one that waits longest first, and renders that are not done. */
  lanes(limit: number): Promise<{ lanes: Lane[]; renders: OpenRender[] }>;
};
