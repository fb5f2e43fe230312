import { ApiError } from './api-error.ts';
import type { FakeMessage, FakeUser, Member } from './types.ts';

/** One chat's state at Telegram. */
export type Chat = {
  id: number;
  type: 'private' | 'group' | 'supergroup' | 'channel';
  title?: string;
  isForum: boolean;
  messages: FakeMessage[];
  nextMessageId: number;
  topics: Map<number, { name: string; state: 'open' | 'closed' | 'deleted' }>;
  members: Map<number, Member>;
  /** What the bot is here, and may do. */
  bot: { status: Member; canSendText: boolean; canSendMedia: boolean; canDelete: boolean };
  /** A private chat's person has blocked the bot, or deleted their account. */
  blocked: boolean;
  /** Privacy mode shows bare commands only to the bot that spoke last. */
  botSpokeLast: boolean;
  movedTo?: number;
};

export function newChat(of: Partial<Chat> & Pick<Chat, 'id' | 'type'>): Chat {
  return {
    isForum: false,
    messages: [],
    nextMessageId: 1 + Math.abs(of.id % 7) * 100,
    topics: new Map(),
    members: new Map(),
    bot: { status: 'member', canSendText: true, canSendMedia: true, canDelete: false },
    blocked: false,
    botSpokeLast: true,
    ...of,
  };
}

/** The chat as a payload shows it. */
export function shownChat({ id, type, title, isForum }: Chat): FakeMessage['chat'] {
  return {
    id,
    type,
    ...(title === undefined ? { first_name: 'Mia' } : { title }),
    ...(isForum ? { is_forum: true as const } : {}),
  };
}

/** Refuses a bot's message as Telegram does, or lets it through. */
export function mayWrite(chat: Chat, what: 'text' | 'media', threadId: number | undefined): void {
  if (chat.movedTo !== undefined) {
    throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: chat.movedTo,
    });
  }
  if (chat.blocked) throw new ApiError(403, 'Forbidden: bot was blocked by the user');
  if (chat.bot.status === 'kicked')
    throw new ApiError(403, `Forbidden: bot was kicked from the ${chat.type} chat`);
  if (chat.bot.status === 'left')
    throw new ApiError(403, `Forbidden: bot is not a member of the ${chat.type} chat`);
  if (!chat.bot.canSendText) {
    throw new ApiError(400, 'Bad Request: not enough rights to send text messages to the chat');
  }
  if (what === 'media' && !chat.bot.canSendMedia) {
    throw new ApiError(400, 'Bad Request: not enough rights to send videos to the chat');
  }
  if (threadId === undefined) return;
  // General has the number 1 inside, and is written to without one.
  const topic = chat.topics.get(threadId);
  if (topic === undefined || topic.state === 'deleted') {
    throw new ApiError(400, 'Bad Request: message thread not found');
  }
  if (topic.state === 'closed') throw new ApiError(400, 'Bad Request: TOPIC_CLOSED');
}

/** True where privacy mode lets the bot see a person's message. */
export function isVisible(
  chat: Chat,
  message: FakeMessage,
  me: FakeUser & { can_read_all_group_messages: boolean },
): boolean {
  if (chat.type === 'private' || me.can_read_all_group_messages) return true;
  if (chat.bot.status === 'administrator' || message.migrate_to_chat_id !== undefined) return true;
  if (message.migrate_from_chat_id !== undefined || message.reply_to_message?.from?.id === me.id) return true;
  const command = /^\/\w+(?:@(\w+))?/.exec(message.text ?? '');
  if (command === null) return false;
  return command[1] === undefined
    ? chat.botSpokeLast
    : command[1].toLowerCase() === me.username?.toLowerCase();
}
