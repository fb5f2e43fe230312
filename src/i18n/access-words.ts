/** Who may use Reelay, and how one is let in. */
export type AccessWords = {
  /** For somebody who is not on the lists. */
  closed: string;
  /** For somebody who is not known yet: the code that an admin has to approve. */
  code(p: { code: string; minutes: number }): string;
  /** The same where as many people wait already as may. */
  tooManyWait: string;
  /** For a person whose code was approved. */
  welcome: string;
  /** For the admin who approved it. `id` is the platform's of the person. */
  approved(p: { id: string }): string;
  codeUnknown: string;
  /** For `/approve` by somebody else. */
  adminsOnly: string;
};
