import type { OutboundMessage } from './message.ts';

/** A file as the sender's own message shows it. `mediaId` leads to what became of it. */
export type SentFile = { name: string; mime: string; bytes: number | null; mediaId: string };

/** A `ChatEvent` before the log gives it its number and time. */
export type NewChatEvent = { event: 'message' | 'edit'; id: string; message: OutboundMessage } | SentEvent;

/** What the person wrote or pressed. */
export type SentEvent = {
  event: 'sent';
  id: string;
  text: string;
  /** The message this one answers. */
  replyTo?: string | undefined;
  files: SentFile[];
};

/** One line of a web thread. An `edit` replaces what the message with its `id` said. */
export type ChatEvent = NewChatEvent & { seq: number; at: number };
