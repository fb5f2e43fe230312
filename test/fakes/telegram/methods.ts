import { ApiError } from './api-error.ts';
import { mayWrite } from './chat.ts';
import { textOf, type Params } from './params.ts';
import { sending } from './sending.ts';
import { findChat, type State } from './state.ts';

type Method = (state: State, params: Params, closed: AbortSignal) => Promise<unknown>;

/** A callback query can be answered for about this long; Telegram does not say, people have measured. */
const answerMs = 15_000;

const actions = new Set(['typing', 'upload_photo', 'record_video', 'upload_video', 'upload_document']);
const reactions = new Set(['👍', '👎', '❤', '🔥', '🥰', '👏', '😁', '🤔', '🤯', '😱', '👀', '🎉', '👌']);

function menuKey(state: State, { values }: Params): string {
  const { chat_id: chatId } = (values['scope'] ?? {}) as { chat_id?: number };
  // A menu for one chat needs that chat: whoever has never written to the bot has none.
  if (chatId !== undefined) findChat(state, chatId);
  return `${JSON.stringify(values['scope'] ?? { type: 'default' })} ${textOf(values, 'language_code')}`;
}

/** The methods of the Bot API that the stand-in has. */
export const methods: Record<string, Method> = {
  ...sending,

  getMe: async ({ me }) => ({ ...me, can_join_groups: true, supports_inline_queries: false }),

  getUpdates: async ({ queue }, { values }, closed) =>
    queue.fetch({
      offset: Number(values['offset'] ?? 0),
      limit: Number(values['limit'] ?? 100),
      timeout: Number(values['timeout'] ?? 0),
      ...(values['allowed_updates'] === undefined ? {} : { allowed: values['allowed_updates'] as string[] }),
      closed,
    }),

  async setWebhook({ queue, isLocal }, { values }) {
    const url = textOf(values, 'url');
    const secret = values['secret_token'] as string | undefined;
    if (secret !== undefined && !/^[\w-]{1,256}$/.test(secret)) {
      throw new ApiError(400, 'Bad Request: secret token contains unallowed characters');
    }
    // Only a server with --local calls addresses without TLS, and ports of any number.
    if (url !== '' && !isLocal && new URL(url).protocol !== 'https:') {
      throw new ApiError(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook');
    }
    const allowed = values['allowed_updates'] as string[] | undefined;
    const hook = { url, ...(secret && { secret }), ...(allowed && { allowed }) };
    queue.setWebhook(url === '' ? undefined : hook, values['drop_pending_updates'] === true);
    return true;
  },

  async deleteWebhook({ queue }, { values }) {
    queue.setWebhook(undefined, values['drop_pending_updates'] === true);
    return true;
  },

  async getWebhookInfo({ queue, now }) {
    const { url, lastError } = queue.webhook();
    return {
      url,
      has_custom_certificate: false,
      pending_update_count: queue.pending().length,
      ...(lastError === undefined
        ? {}
        : { last_error_message: lastError, last_error_date: Math.floor(now() / 1000) }),
    };
  },

  getFile: async ({ files }, { values }) => files.prepare(textOf(values, 'file_id')),

  async answerCallbackQuery({ callbacks, now }, { values }) {
    const query = callbacks.get(textOf(values, 'callback_query_id'));
    const text = values['text'] as string | undefined;
    if ((text?.length ?? 0) > 200) throw new ApiError(400, 'Bad Request: MESSAGE_TOO_LONG');
    if (query === undefined || now() - query.at > answerMs) {
      throw new ApiError(
        400,
        'Bad Request: query is too old and response timeout expired or query ID is invalid',
      );
    }
    query.answer = text === undefined ? {} : { text };
    return true;
  },

  async sendChatAction(state, { values }) {
    const chat = findChat(state, values['chat_id']);
    mayWrite(chat, 'text', values['message_thread_id'] as number | undefined);
    if (!actions.has(textOf(values, 'action')))
      throw new ApiError(400, 'Bad Request: wrong parameter action');
    return true;
  },

  async setMessageReaction(state, { values }) {
    const chat = findChat(state, values['chat_id']);
    const given = (values['reaction'] ?? []) as { type: string; emoji?: string }[];
    if (given.length > 1) throw new ApiError(400, 'Bad Request: too many reactions');
    if (given.some(({ emoji }) => !reactions.has(emoji ?? ''))) {
      throw new ApiError(400, 'Bad Request: REACTION_INVALID');
    }
    if (!chat.messages.some(({ message_id: id }) => id === values['message_id'])) {
      throw new ApiError(400, 'Bad Request: message to react not found');
    }
    return true;
  },

  async deleteMessage(state, { values }) {
    const chat = findChat(state, values['chat_id']);
    const at = chat.messages.findIndex(({ message_id: id }) => id === values['message_id']);
    const message = chat.messages[at];
    if (message === undefined) throw new ApiError(400, 'Bad Request: message to delete not found');
    const isOwn = message.from?.id === state.me.id;
    if (!isOwn && chat.type !== 'private' && !chat.bot.canDelete) {
      throw new ApiError(400, "Bad Request: message can't be deleted");
    }
    chat.messages.splice(at, 1);
    state.changes.emit('change');
    return true;
  },

  async getChatMember(state, { values }) {
    const chat = findChat(state, values['chat_id']);
    const id = Number(values['user_id']);
    if (id === state.me.id) {
      const { status, canSendText } = chat.bot;
      return canSendText || status !== 'member'
        ? { status, user: state.me }
        : { status: 'restricted', is_member: true, can_send_messages: false, user: state.me };
    }
    const status = chat.members.get(id);
    if (status === undefined) throw new ApiError(400, 'Bad Request: PARTICIPANT_ID_INVALID');
    return { status, user: { id, is_bot: false, first_name: 'Somebody' } };
  },

  async setMyCommands(state, params) {
    const menu = params.values['commands'] as { command: string; description: string }[];
    if (menu.length > 100) throw new ApiError(400, 'Bad Request: too many commands');
    for (const { command, description } of menu) {
      if (!/^[a-z0-9_]{1,32}$/.test(command)) throw new ApiError(400, 'Bad Request: BOT_COMMAND_INVALID');
      if (description.length < 1 || description.length > 256) {
        throw new ApiError(400, 'Bad Request: BOT_COMMAND_DESCRIPTION_INVALID');
      }
    }
    state.commands.set(menuKey(state, params), menu);
    return true;
  },
  getMyCommands: async (state, params) => state.commands.get(menuKey(state, params)) ?? [],
};
