import { fromThreadKey, toThreadKey, type ThreadKey } from '#src/core/message.ts';

/** Where a message goes, in the Bot API's own names. The General topic and plain chats have no thread id. */
export type Place = { chat_id: number; message_thread_id?: number };

/** The thread of a chat, or of one of its topics. */
export function toKey(chatId: number, topicId: number | undefined): ThreadKey {
  return topicId === undefined
    ? toThreadKey('telegram', String(chatId))
    : toThreadKey('telegram', String(chatId), String(topicId));
}

/** The way back. Throws on a key that is not one of ours: it was routed to the wrong adapter. */
export function toPlace(key: ThreadKey): Place {
  const { platform, parts } = fromThreadKey(key) ?? { platform: '', parts: [] };
  const [chatId, topicId] = parts.map(Number);
  if (platform !== 'telegram' || chatId === undefined || !Number.isSafeInteger(chatId)) {
    throw new TypeError(`not a Telegram thread: ${key}`);
  }
  return topicId === undefined ? { chat_id: chatId } : { chat_id: chatId, message_thread_id: topicId };
}

/** Groups have negative ids, people positive ones. */
export function isGroup(chatId: number): boolean {
  return chatId < 0;
}
