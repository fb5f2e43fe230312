import type { OutboundMessage } from './message.ts';

/** One line of a web thread. An `edit` replaces what the message with its `id` said. */
export type ChatEvent =
  | { seq: number; event: 'message' | 'edit'; id: string; message: OutboundMessage; at: number }
  | {
      seq: number;
      event: 'sent';
      id: string;
      text: string;
      files: { name: string; mime: string; bytes: number | null }[];
      at: number;
    };
/** A `ChatEvent` before the log gives it its number and time. */
export type NewChatEvent =
  | { event: 'message' | 'edit'; id: string; message: OutboundMessage }
  | {
      event: 'sent';
      id: string;
      text: string;
      files: { name: string; mime: string; bytes: number | null }[];
    };
