import { understand } from './intent.ts';
import type { Plan } from './plan.ts';

/** Between the two readings of one message a few others may be read. */
const remembered = 500;

const newest = new Map<string, Plan>();

/**
 * What a message asks for, as `understand` has it, for messages that are read twice: by their gateway, to see how they
 * are to be taken, and a moment later by the engine.
 */
export function understood(message: { text: string; attachments: number }): Plan {
  const key = `${message.attachments > 0} ${message.text}`;
  const known = newest.get(key);
  const plan = known ?? understand(message);
  if (known === undefined) {
    newest.set(key, plan);
    if (newest.size > remembered) newest.delete(newest.keys().next().value ?? '');
  }
  return plan.map((step) => ({ ...step }));
}
