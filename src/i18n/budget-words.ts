import type { BudgetOf } from '#src/core/limits.ts';

/** What things cost, and how much of it somebody may use. */
export type BudgetWords = {
  /** What the person has used today, and of how much where there is a budget. */
  today(p: { used: number; reserved: number; budget: number | undefined; opensInMs: number }): string;
  /** The same for everybody in the server or group together. */
  todayHere(p: { used: number; reserved: number; budget: number }): string;
  /** The credits in question are those of an account of the person's own. */
  noBudget: string;
  /** Starter credits are good until then (ms since 1970). */
  starterEnds(p: { at: number }): string;
  /** As many of the person, or of the server or group, as may run are running. */
  waitsForSlot(p: { of: BudgetOf; running: number }): string;
  /** Said before the first new footage of a person in a project. */
  generationCost(p: { usual: number }): string;
  /** The same as a question, where that may be more than is left. `generateAnyway` is its button. */
  generationAsk(p: { usual: number; left: number }): string;
  generateAnyway: string;
  /** Behind a result: what is left may not do for another edit. */
  lowBalance(p: { usual: number }): string;
};
