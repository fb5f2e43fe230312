/**
 * What may happen to a turn, written down as it happens: the story that support reads afterwards. A story holds
 * ids, codes, counts and times; never a word that somebody wrote, a name of a file, a link or a secret.
 */
export const happenings = [
  /** Stored. */
  'taken',
  /** Its author changed or deleted the message while it waited. */
  'revised',
  'retracted',
  /** A worker began with it. */
  'started',
  /** A worker goes on with it after a wait. */
  'resumed',
  /** A worker found it in the hands of a process that is gone. */
  'taken-over',
  'waits',
  'upload-noted',
  'uploaded',
  'upload-failed',
  /** From here on the edit may have gone out: it is never sent again. */
  'edit-noted',
  /** The backend has taken it, and streams. */
  'edit-posted',
  'edit-refused',
  'edit-ended',
  /** The stream broke: what the edit did has to be found out. */
  'edit-lost',
  /** One look at the project's state, to find that out. */
  'looked',
  'step-done',
  'session-renewed',
  'files-made-good',
  'credits',
  'render-noted',
  'render-moved',
  'stop-asked',
  /** Its question has its answer. */
  'answered',
  /** At its end, with its last message stored. */
  'ended',
  'delivered',
  'put-off',
  'given-up',
] as const;

export type Happening = {
  what: (typeof happenings)[number];
  detail?: Record<string, string | number | boolean | null | undefined> | undefined;
};

/** `what` and `detail` as stored: a newer version may have written what this one does not know. */
export type TurnEvent = { at: number; what: string; detail: Record<string, unknown> };
