/** How much of everybody's one person, or one server or group, may have; undefined = as much as there is. */
export type Limits = {
  userDailyCredits?: number | undefined;
  guildDailyCredits?: number | undefined;
  userTurnsPerMinute?: number | undefined;
  userWaitingTurns?: number | undefined;
  userConcurrentEdits?: number | undefined;
  guildConcurrentEdits?: number | undefined;
};

/** Whose budget it is: the person's, or that of the server or group. */
export type BudgetOf = 'user' | 'place';

/** One day's budget, as it stands. `reserved` is set aside for edits that are under way. */
export type Budget = { budget: number; used: number; reserved: number };

/** Why a run may not begin now. */
export type Over = Budget & { of: BudgetOf };

/** True where a run that usually costs so much still fits. */
export function fits({ budget, used, reserved }: Budget, usual: number): boolean {
  return used + reserved + usual <= budget;
}
