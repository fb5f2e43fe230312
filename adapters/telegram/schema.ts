import { z } from 'zod';

/** What Reelay reads of Telegram's updates. Everything else is let go; a field that may be missing may be missing. */

/** Ids become parts of keys, and numbers go back to Telegram as they are: whole, and within what a number can hold. */
const whole = z.int();

/** Half characters and NUL are not storable; they become something of the same length, for the entities' sake. */
const words = z.string().transform((text) => text.toWellFormed().replaceAll('\0', ' '));

const user = z.object({
  id: whole,
  is_bot: z.boolean().optional(),
  username: z.string().optional(),
  language_code: z.string().optional(),
});

const chat = z.object({ id: whole, type: z.string() });

const entity = z.object({
  type: z.string(),
  /** Offset and length count UTF-16 units, as JavaScript does. */
  offset: whole,
  length: whole,
  user: user.optional(),
});

const file = z.object({
  file_id: z.string(),
  file_size: z.number().optional(),
  mime_type: z.string().optional(),
  file_name: words.optional(),
});

const media = {
  video: file.optional(),
  animation: file.optional(),
  document: file.optional(),
  audio: file.optional(),
  voice: file.optional(),
  video_note: file.optional(),
  /** The same picture in several sizes, the largest last. */
  photo: z.array(file).optional(),
};

const base = z.object({
  message_id: whole,
  date: z.number().optional(),
  message_thread_id: whole.optional(),
  is_topic_message: z.boolean().optional(),
  from: user.optional(),
  sender_chat: chat.optional(),
  chat,
  text: words.optional(),
  entities: z.array(entity).optional(),
  caption: words.optional(),
  caption_entities: z.array(entity).optional(),
  media_group_id: z.string().optional(),
  is_automatic_forward: z.boolean().optional(),
  forum_topic_created: z.unknown().optional(),
  migrate_to_chat_id: whole.optional(),
  migrate_from_chat_id: whole.optional(),
  ...media,
});

const message = base.extend({ reply_to_message: base.optional() });

const callbackQuery = z.object({
  id: z.string(),
  from: user,
  /** Missing for buttons of inline messages; without content where the message is too old. */
  message: base.optional(),
  data: z.string().optional(),
});

const membership = z.object({
  chat,
  from: user,
  old_chat_member: z.object({ status: z.string() }),
  new_chat_member: z.object({ status: z.string() }),
});

export const updateSchema = z.object({
  update_id: whole,
  message: message.optional(),
  edited_message: message.optional(),
  callback_query: callbackQuery.optional(),
  my_chat_member: membership.optional(),
});

/** The id alone, for an update of which nothing else can be read. */
export const updateIdSchema = z.object({ update_id: whole });

export type Entity = z.infer<typeof entity>;
export type TelegramFile = z.infer<typeof file>;
export type TelegramMessage = z.infer<typeof base> & { reply_to_message?: z.infer<typeof base> | undefined };
export type TelegramCallback = z.infer<typeof callbackQuery>;
export type Membership = z.infer<typeof membership>;
export type TelegramUpdate = z.infer<typeof updateSchema>;

/** What the gateway asks for. Telegram keeps the last list where none is given. */
export const wantedUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

/** Who we are, as `getMe` says it. */
export const meSchema = z.object({
  id: whole,
  username: z.string(),
  can_read_all_group_messages: z.boolean().optional(),
});
export type Me = z.infer<typeof meSchema>;
