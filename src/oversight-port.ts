/** What operators look at: the work as a whole, and one turn's story. A part of `ports.ts`. */

/** Work that is stored and not done. */
export type WorkAtHand = {
  /** Turns by state; states with none are left out. */
  turns: Record<string, number>;
  /** How long the first turn that waits for its lane has waited; 0 where none waits. */
  oldestWaitMs: number;
  /** Last messages without a receipt that are still tried. */
  deliveries: number;
};

export type Oversight = {
  workAtHand(): Promise<WorkAtHand>;
};
