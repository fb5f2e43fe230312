/** Who is at what at this moment, for limits that are not about credits. A part of `store-port.ts`. */
import type { BudgetOf } from './core/limits.ts';
import type { ThreadKey } from './core/message.ts';
import type { Turn } from './core/turn.ts';

type Person = Pick<Turn, 'threadKey' | 'authorId'>;

/** Why a turn may not begin now: so many of the person, or of the place, are running. */
export type HeldBack = { of: BudgetOf; running: number };

export type LimitStore = {
  /** When the person's turns of the lanes came that are younger than `since`, newest first, at most `most`. */
  recent(person: Person, since: number, most: number): Promise<number[]>;
  /** How many of the person's turns wait for their lanes. */
  waiting(person: Person): Promise<number>;
  /**
   * Lets a claimed turn take one of so many places of its person, and of its server or group. Where none is free, or
   * others come first, the turn goes back into its lane as it was, and is told apart by `slot`. Of one person's turns
   * the oldest comes first; in one place, the person who has been served the longest ago. Nothing where it may begin.
   */
  enter(
    turnId: string,
    attempt: string,
    most: { [K in BudgetOf]?: number | undefined },
  ): Promise<HeldBack | undefined>;
  /** Lanes whose turn was held back by the person's, or the place's, being full: one a person, in the order of `enter`. */
  next(turn: Person & Pick<Turn, 'space'>): Promise<ThreadKey[]>;
};
