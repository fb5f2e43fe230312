import type { ButtonPress, InboundMessage, ThreadKey } from '#src/core/message.ts';
import { pickLocale } from '#src/i18n/index.ts';
import { textForMe } from './address.ts';
import { attachmentsOf, type RemoteAttachment } from './attachments.ts';
import { toKey } from './place.ts';
import type { Me, TelegramCallback, TelegramMessage } from './schema.ts';

/** A message for us, its files being the kind that Telegram keeps. */
export type TelegramInbound = InboundMessage & { attachments: RemoteAttachment[] };

/** The thread that a message stands in. A thread id alone is no topic: answers in supergroups have one too. */
function threadOf(message: TelegramMessage): ThreadKey {
  return toKey(message.chat.id, message.is_topic_message === true ? message.message_thread_id : undefined);
}

/** The group that a message stands in, or nothing in a private chat. */
function spaceOf({ chat }: TelegramMessage): string | undefined {
  return chat.type === 'private' ? undefined : String(chat.id);
}

/**
 * What a message asks of us; an album comes as several parts of one message, the first of which gives its id.
 * Nothing where it is not for us, from a bot or a channel, or without anything in it.
 */
export function toInbound(parts: TelegramMessage[], me: Me): TelegramInbound | undefined {
  const sorted = parts.toSorted((a, b) => a.message_id - b.message_id);
  const [first] = sorted;
  if (first === undefined || !['private', 'group', 'supergroup'].includes(first.chat.type)) return undefined;
  const authorId = authorOf(first);
  // In an album only the part with the caption names us.
  const texts = sorted.map((part) => textForMe(part, me)).filter((text) => text !== undefined);
  if (authorId === undefined || texts.length === 0) return undefined;
  const text = texts.filter(Boolean).join('\n');
  const attachments = sorted.flatMap(attachmentsOf);
  if (attachments.length === 0) attachments.push(...answeredFiles(first, me));
  const isEmpty = text === '' && attachments.length === 0;
  if (isEmpty && !saysNameOnly(first)) return undefined;
  const { message_id: messageId, from, reply_to_message: answered } = first;
  return {
    threadKey: threadOf(first),
    messageId: String(messageId),
    authorId,
    space: spaceOf(first),
    locale: pickLocale(from?.language_code),
    text: isEmpty ? '/help' : text,
    attachments,
    replyTo: answered === undefined ? undefined : String(answered.message_id),
  };
}

/** What a pressed button asks, or nothing: a game's button, or one on an inline message. */
export function toPress({ id, from, message, data }: TelegramCallback): ButtonPress | undefined {
  if (message === undefined || data === undefined) return undefined;
  return {
    threadKey: threadOf(message),
    token: data,
    // Unlike any message's id, and with the message that the button hangs on.
    pressId: `press:${id}:${message.message_id}`,
    authorId: String(from.id),
    space: spaceOf(message),
    locale: pickLocale(from.language_code),
  };
}

/** The message to quote: the one with this id, or the one that the pressed button hangs on. */
export function quotedId(replyTo: string | undefined): number | undefined {
  const id = /^(?:press:[^:]*:)?([1-9]\d*)$/.exec(replyTo ?? '')?.[1];
  return id === undefined ? undefined : Number(id);
}

/** Admins may write in their group's name, and then it is the author. Other bots and channels are not heard. */
function authorOf({ from, sender_chat: sender, chat, is_automatic_forward: forwarded }: TelegramMessage) {
  if (forwarded === true) return undefined;
  if (sender !== undefined) return sender.id === chat.id ? String(sender.id) : undefined;
  return from === undefined || from.is_bot === true ? undefined : String(from.id);
}

/**
 * In a group a bot mostly does not see the clip itself, only the "/edit trim this" that answers it. A clip
 * that was meant for us already is not taken a second time.
 */
function answeredFiles(message: TelegramMessage, me: Me): RemoteAttachment[] {
  const answered = message.reply_to_message;
  if (answered === undefined || message.chat.type === 'private') return [];
  if (answered.from?.id === me.id || textForMe(answered, me) !== undefined) return [];
  return attachmentsOf(answered);
}

function saysNameOnly({ chat, text = '', entities = [] }: TelegramMessage): boolean {
  return chat.type !== 'private' && text !== '' && entities.some(({ type }) => type.endsWith('mention'));
}
