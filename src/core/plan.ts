import type { Locale } from './message.ts';

/** One thing a message asks for. `edit` is the only step that goes to the agent. */
export type Step =
  | { do: 'upload'; urls: string[] }
  | { do: 'edit'; text: string }
  | { do: 'export'; quality?: string | undefined }
  | { do: 'credits' }
  | { do: 'state' }
  | { do: 'help' }
  | { do: 'new' }
  | { do: 'cancel' }
  | { do: 'language'; locale?: Locale | undefined }
  | { do: 'projects' }
  /** `name` is a project's name, or its number in the list, as it was written. */
  | { do: 'switch'; name: string }
  | { do: 'rename'; name: string }
  /** The newest result once more, with a fresh link. */
  | { do: 'last' }
  /** How to link an account of one's own. The token itself never becomes part of a plan. */
  | { do: 'link' }
  | { do: 'unlink' }
  /** Asks first; only a button makes it `confirmed`. */
  | { do: 'forget'; confirmed?: boolean | undefined };

/** What a message asks for, in the order it is to be done. Never empty. */
export type Plan = Step[];

/**
 * Quick steps are answered at once, beside a running edit. An export is not one of them: it must wait for
 * the edits that were asked for before it.
 */
export function isQuick(plan: Plan, attachments: number): boolean {
  return plan.every((step) => {
    switch (step.do) {
      case 'edit':
      case 'export':
        return false;
      case 'upload':
        return attachments === 0 && step.urls.length === 0;
      default:
        return true;
    }
  });
}
