import type { AccountKind } from './records.ts';

/** What a run does, as far as its price goes: `generation` makes new footage. */
export const works = ['edit', 'generation'] as const;
export type Work = (typeof works)[number];

/**
 * What a run costs, as long as nothing else was recorded here. The backend is said to take about 100 credits for a
 * generated clip and about 50 for an editing session, which is a handful of requests.
 */
export const notedCredits: Record<Work, number> = { edit: 10, generation: 100 };

/** Whose run it is, and what it runs on. `owner` and `place` are as of `ownerOf` and `placeOf`. */
export type Run = {
  turnId: string;
  owner: string;
  place: string | null;
  accountId: string;
  kind: AccountKind;
};

/** The balance before and after one step of a turn. */
export type Spent = Run & {
  projectId: string;
  /** Index into the turn's plan: a step that is recorded twice counts once. */
  step: number;
  work: Work;
  before: number;
  after: number;
};

/** What a run counts for. */
export type Counted = {
  credits: number;
  /** False where other runs went on at the same account: then the balance went down by more than this run's part. */
  exact: boolean;
};

/**
 * A run's part of what its account lost meanwhile. Alone it was all of it. Beside others nobody can tell the parts: it
 * counts as the usual, and never as more than was lost.
 */
export function countedOf(lost: number, isAlone: boolean, usual: number): Counted {
  return { credits: isAlone ? lost : Math.min(lost, usual), exact: isAlone };
}

const dayMs = 24 * 60 * 60 * 1000;

/** The UTC day that a time lies in: its first moment, and that of the next. Leap seconds do not count in Unix time. */
export function dayOf(now: number): { start: number; end: number } {
  const start = Math.floor(now / dayMs) * dayMs;
  return { start, end: start + dayMs };
}
