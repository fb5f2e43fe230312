import type { InboundMessage } from '#src/core/message.ts';
import type { Plan } from '#src/core/plan.ts';
import type { StoredButton } from '#src/core/records.ts';

/** True for plans that the agent works on. */
export function edits(plan: Plan): boolean {
  return plan.some((step) => step.do === 'edit');
}

/**
 * Written words ask to be forgotten; they never confirm it, and nothing else is done along with it. Nor do they say what
 * somebody may do for all others here.
 */
export function harmless(plan: Plan, { canManage: mayManage }: Pick<InboundMessage, 'canManage'>): Plan {
  if (plan.some((step) => step.do === 'forget')) return [{ do: 'forget' }];
  return plan.map((step) =>
    step.do === 'unlink' && step.whose === 'shared' ? { ...step, mayManage } : step,
  );
}

/** What it does would hit whoever presses it: nobody may do so in another's place. */
export function isPersonal({ action }: StoredButton): boolean {
  return action.do === 'plan' && action.plan.some((step) => step.do === 'forget' || step.do === 'unlink');
}
