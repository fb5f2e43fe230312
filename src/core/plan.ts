import type { Locale } from './message.ts';

/** One thing a message asks for. `edit` is the only step that goes to the agent. */
export type Step =
  | { do: 'upload'; urls: string[] }
  /** `sure`: the person knows what it may cost; only a button sets it. */
  | { do: 'edit'; text: string; sure?: boolean | undefined }
  /** `again` renders although nothing changed since the last result; only a button sets it. */
  | { do: 'export'; quality?: string | undefined; again?: boolean | undefined }
  | { do: 'credits' }
  | { do: 'state' }
  | { do: 'help' }
  /** Nothing is wanted. `text` is what was said, for where a question of the agent is open. */
  | { do: 'thanks'; text: string }
  | { do: 'new' }
  | { do: 'cancel' }
  | { do: 'language'; locale?: Locale | undefined }
  | { do: 'projects' }
  /** `name` is a project's name as it was written, or its number in the list ("the second project" is "2"). */
  | { do: 'switch'; name: string }
  /** An empty name: it is to be asked for. */
  | { do: 'rename'; name: string }
  /** The newest result of the thread once more, with a fresh link; or that version of the project. */
  | { do: 'last'; version?: number | undefined }
  /** How to link an account, of one's own or for everybody here. The token itself never becomes part of a plan. */
  | { do: 'link'; whose?: 'shared' | undefined }
  /** `mayManage`: whose account it is to take away for everybody. Words never say so, only the platform does. */
  | { do: 'unlink'; whose?: 'shared' | undefined; mayManage?: boolean | undefined }
  /** Asks first; only a button makes it `confirmed`. */
  | { do: 'forget'; confirmed?: boolean | undefined }
  /** What is kept about people. */
  | { do: 'privacy' }
  /** What everybody used in so many days; for admins. */
  | { do: 'usage'; days: 1 | 7 | 30 }
  /** How this process is; for admins. */
  | { do: 'doctor' };

/** What a message asks for, in the order it is to be done. Never empty for a message that holds anything. */
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

/** The steps before the first one that works on a timeline: a `new` or `switch` among them says on which. */
export function leadingSteps(plan: Plan): Plan {
  const first = plan.findIndex((step) => step.do === 'edit' || step.do === 'export');
  return first === -1 ? plan : plan.slice(0, first);
}

/** True where it matters which project the thread is turned to. */
export function concernsProject(plan: Plan): boolean {
  return plan.some((step) => ['upload', 'edit', 'export', 'state', 'rename', 'last'].includes(step.do));
}
