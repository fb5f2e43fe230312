import type { EventEmitter } from 'node:events';
import { ApiError } from './api-error.ts';
import { isVisible, newChat, shownChat, type Chat } from './chat.ts';
import type { FileShelf } from './file-shelf.ts';
import type { FakeCall, FakeMessage, FakeUser, Fault } from './types.ts';
import type { UpdateQueue } from './update-queue.ts';

export type Me = FakeUser & { username: string; can_read_all_group_messages: boolean };

export type FakeOptions = {
  token?: string;
  username?: string;
  /** Privacy mode off. */
  canReadAll?: boolean;
  /** Runs like a Bot API server with --local, which puts files into this folder. */
  localDir?: string;
};

/** Everything the stand-in knows. Changes are told by `change` events, so that tests wait for what they look at. */
export type State = {
  token: string;
  me: Me;
  isLocal: boolean;
  chats: Map<number, Chat>;
  calls: FakeCall[];
  faults: Fault[];
  commands: Map<string, { command: string; description: string }[]>;
  /** Callback queries by id: when they came and whether they were answered. */
  callbacks: Map<string, { at: number; answer?: { text?: string } }>;
  queue: UpdateQueue;
  files: FileShelf;
  changes: EventEmitter;
  now: () => number;
};

export function createState(
  options: FakeOptions,
  parts: Pick<State, 'queue' | 'files' | 'now' | 'token' | 'changes'>,
): State {
  return {
    ...parts,
    me: {
      id: Number(parts.token.split(':')[0]),
      is_bot: true,
      first_name: 'Reelay',
      username: options.username ?? 'reelay_test_bot',
      can_read_all_group_messages: options.canReadAll ?? false,
    },
    isLocal: options.localDir !== undefined,
    chats: new Map(),
    calls: [],
    faults: [],
    commands: new Map(),
    callbacks: new Map(),
  };
}

export function findChat(state: State, id: unknown): Chat {
  const chat = state.chats.get(Number(id));
  if (chat === undefined) throw new ApiError(400, 'Bad Request: chat not found');
  return chat;
}

export function addChat(state: State, of: Partial<Chat> & Pick<Chat, 'id' | 'type'>): Chat {
  const chat = newChat(of);
  state.chats.set(chat.id, chat);
  return chat;
}

/** Puts a message into a chat, and into the bot's queue where it comes from a person and the bot may see it. */
export function addMessage(
  state: State,
  chat: Chat,
  message: Partial<FakeMessage>,
  options: { silent?: boolean } = {},
): FakeMessage {
  const full: FakeMessage = {
    message_id: chat.nextMessageId++,
    date: Math.floor(state.now() / 1000),
    chat: shownChat(chat),
    ...message,
  };
  chat.messages.push(full);
  if (full.from?.id === state.me.id) chat.botSpokeLast = true;
  else if (options.silent !== true && isVisible(chat, full, state.me)) {
    state.queue.push(chat.type === 'channel' ? 'channel_post' : 'message', chat.id, shown(full));
  }
  state.changes.emit('change');
  return full;
}

/** A message as a payload: what it answers is told one level deep. */
export function shown(message: FakeMessage): FakeMessage {
  const { reply_to_message: answered, ...rest } = message;
  if (answered === undefined) return structuredClone(rest);
  const { reply_to_message: _, ...shallow } = answered;
  return structuredClone({ ...rest, reply_to_message: shallow });
}
