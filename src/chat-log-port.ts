import type { ChatEvent, NewChatEvent, SentEvent } from './core/chat-event.ts';
import type { ThreadKey } from './core/message.ts';

/** The web chat's own memory: other platforms keep their messages themselves. */
export type ChatLog = {
  createThread(key: ThreadKey): Promise<void>;
  hasThread(key: ThreadKey): Promise<boolean>;
  /** Numbers go up by commit order within a thread. An id said before (`message`, `sent`) is not said again: the old event comes back. */
  append(key: ThreadKey, event: NewChatEvent): Promise<ChatEvent>;
  /** The person's own message of that id, if it was taken. */
  findSent(key: ThreadKey, id: string): Promise<SentEvent | undefined>;
  /** Events after `seq` (0 = all), oldest first. Of several edits of one message only the newest is kept. */
  since(key: ThreadKey, seq: number): Promise<ChatEvent[]>;
  /** Calls `wake` after each append to the thread, in any process, until the returned function is called. */
  subscribe(key: ThreadKey, wake: () => void): Promise<() => Promise<void>>;
};
