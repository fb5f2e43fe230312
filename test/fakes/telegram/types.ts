import type { FakeEntity } from './markup.ts';

export type FakeUser = {
  id: number;
  is_bot: boolean;
  first_name: string;
  username?: string;
  language_code?: string;
};

export type FakeFile = {
  file_id: string;
  file_unique_id: string;
  file_size?: number;
  file_name?: string;
  mime_type?: string;
  width?: number;
  height?: number;
  duration?: number;
  thumbnail?: { file_id: string; file_unique_id: string; file_size: number; width: number; height: number };
};

export const mediaKinds = ['video', 'animation', 'document', 'audio', 'voice', 'video_note'] as const;
export type MediaKind = (typeof mediaKinds)[number] | 'photo';

export type FakeMessage = {
  message_id: number;
  date: number;
  from?: FakeUser;
  sender_chat?: { id: number; type: string; title?: string };
  chat: { id: number; type: string; title?: string; first_name?: string; is_forum?: true };
  message_thread_id?: number;
  is_topic_message?: true;
  text?: string;
  entities?: FakeEntity[];
  caption?: string;
  caption_entities?: FakeEntity[];
  media_group_id?: string;
  reply_to_message?: FakeMessage;
  edit_date?: number;
  photo?: FakeFile[];
  reply_markup?: { inline_keyboard: { text: string; callback_data?: string }[][] };
  migrate_to_chat_id?: number;
  migrate_from_chat_id?: number;
  forum_topic_created?: { name: string; icon_color: number };
} & { [K in (typeof mediaKinds)[number]]?: FakeFile };

/** A call that reached the stand-in. */
export type FakeCall = { method: string; params: Record<string, unknown>; at: number };

/** Why the next matching calls are refused. */
export type Fault = {
  method?: string;
  chatId?: number;
  times: number;
  code: number;
  description: string;
  parameters?: { retry_after?: number; migrate_to_chat_id?: number };
  /** Ends the connection without an answer instead. */
  hangUp?: true;
  /** With `hangUp`: after the call has had its effect. */
  late?: true;
};

export type Member = 'creator' | 'administrator' | 'member' | 'left' | 'kicked';
