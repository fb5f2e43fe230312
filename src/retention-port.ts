import type { ThreadKey } from './core/message.ts';

/** What is kept of threads in which nothing happens any more. Times are milliseconds since 1970. A part of `ports.ts`. */
export type RetentionStore = {
  /** Some threads, `most` at most, in which nothing has happened since `before` and nothing is to come. */
  idleThreads(before: number, most: number): Promise<ThreadKey[]>;
  /**
   * Deletes such a thread with all that hangs on it, in one transaction. False where it is in use by now. Accounts
   * stay, and so does who was let in.
   */
  deleteThread(key: ThreadKey, before: number): Promise<boolean>;
  /** Deletes codes that nobody has approved and that are good no more. */
  dropCodes(before: number): Promise<void>;
};
