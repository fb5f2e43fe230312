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
  /** For the admin who took an approval back. */
  revoked(p: { id: string }): string;
  /** Nobody with this id was approved; the id may be missing. */
  notApproved(p: { id: string }): string;
  /** Whom admins have approved, the newest first, and how many more there are. `at` is in ms since 1970. */
  approvedList(p: { people: { platform: string; id: string; at: number }[]; more: number }): string;
  /** The list was asked for where others read along. */
  listInPrivate: string;
  /** For an order of an admin's by somebody else. */
  adminsOnly: string;
};
