import { understand } from './intent.ts';
import type { Plan } from './plan.ts';
import { createRecent } from './recent.ts';

/** Between the two readings of one message a few others may be read. */
const newest = createRecent<Plan>(500);

/**
 * What a message asks for, as `understand` has it, for messages that are read twice: by their gateway, to see how they
 * are to be taken, and a moment later by the engine.
 */
export function understood(message: { text: string; attachments: number }): Plan {
  const key = `${message.attachments > 0} ${message.text}`;
  const plan = newest.get(key) ?? understand(message);
  newest.set(key, plan);
  return plan.map((step) => ({ ...step }));
}
