/** What runs cost, who has spent what, and what may still be spent. A part of `store-port.ts`. */
import type { Budget, BudgetOf, Over } from './core/limits.ts';
import type { UsageRow } from './core/usage.ts';
import type { Counted, Run, Spent, Work } from './core/spending.ts';

/** What may be used a day, by whoever has a limit. */
export type DailyBudgets = { [K in BudgetOf]?: number | undefined };

/** A person as of `ownerOf`, or a server or group as of `placeOf`. */
export type Who = { owner: string } | { place: string };

export type SpendingStore = {
  /**
   * Notes that a run goes out now: until it ends, or its turn does, `reserved` counts as used. Where that does not fit
   * into a budget, nothing is noted, and that budget is given. Of two at once that do not fit together, one gets through.
   */
  begin(run: Run & { reserved: number }, now: number, budgets?: DailyBudgets): Promise<Over | undefined>;
  /** What the owner, or the place, has used on this UTC day, accounts of people's own apart. */
  today(who: Who, now: number): Promise<Omit<Budget, 'budget'>>;
  /**
   * Ends the turn's run, and keeps the balance before and after it. Once a step, with its newest numbers. `usual` is
   * what such a run counts for at most where others ran on the same account meanwhile.
   */
  record(spent: Spent, usual: number, now: number): Promise<Counted>;
  /** True where the person has had new footage made in the project, as far as is recorded. */
  hasGenerated(projectId: string, owner: string): Promise<boolean>;
  /** Ends the turn's run where nothing is known of what it cost. */
  release(turnId: string, now: number): Promise<void>;
  /** What runs of this work mostly cost, from the newest that are known exactly; nothing where these are too few. */
  usual(work: Work): Promise<number | undefined>;
  /** What was used since then, by day, person and place, newest day first: the largest first of each. */
  usage(since: number): Promise<UsageRow[]>;
  /** Forgets runs that ended so long ago, and ends those whose turn is over. */
  tidy(now: number): Promise<void>;
};
