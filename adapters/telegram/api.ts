import { Api, GrammyError, HttpError } from 'grammy';
import { AppError } from '#src/errors.ts';

export type TelegramAccess = {
  token: string;
  /** Where the Bot API is; Telegram's own, or a server of the operator's. */
  apiRoot: string;
  /** Telegram said 429. */
  onBusy?: (() => void) | undefined;
};

/** Longer than Telegram holds a request for updates, and than any other short call takes. */
const shortCallS = 60;
/** What Telegram itself allows for calls that move a whole file. */
export const fileCallS = 500;

export function createApi({ token, apiRoot, onBusy }: TelegramAccess, timeoutSeconds = shortCallS): Api {
  const api = new Api(token, { apiRoot, timeoutSeconds });
  if (onBusy !== undefined) {
    api.config.use(async (call, method, payload, signal) => {
      const answer = await call(method, payload, signal);
      if (!answer.ok && answer.error_code === 429) onBusy();
      return answer;
    });
  }
  return api;
}

/** grammY's methods take the signal of a package from before Node had its own; the two are alike. */
type ApiSignal = Exclude<Parameters<Api['getUpdates']>[1], undefined>;
export function toApiSignal(signal: AbortSignal): ApiSignal {
  return signal as unknown as ApiSignal;
}

/** How Telegram words it that a place is closed to us for good. */
const goneWords = [
  'chat not found',
  'user not found',
  'user is deactivated',
  'peer_id_invalid',
  'group chat was deactivated',
  'group chat was upgraded',
  'bot was kicked',
  'bot was blocked',
  'not enough rights to send',
  'have no rights to send',
  'need administrator rights',
  'chat_write_forbidden',
  'chat_restricted',
  'message thread not found',
  'topic_closed',
  'topic_deleted',
  'channel_private',
];

/**
 * Telegram's refusals and network trouble as `chat.*` errors. The call's payload stays behind: it holds what
 * people wrote. Anything else passes as it is.
 */
export function toChatError(error: unknown): unknown {
  if (error instanceof HttpError) {
    return new AppError('chat.busy', {}, `Telegram cannot be reached: ${error.message}`);
  }
  if (!(error instanceof GrammyError)) return error;
  const { error_code: code, description, method, parameters } = error;
  const detail = `${method}: ${code} ${description}`;
  if (code === 429) {
    return new AppError('chat.busy', { retryAfterMs: (parameters.retry_after ?? 1) * 1000 }, detail);
  }
  // 401 is a token that was taken back. What was to be said stays in the outbox for the next one.
  if (code >= 500 || code === 401) return new AppError('chat.busy', {}, detail);
  const words = description.toLowerCase();
  return code === 403 || goneWords.some((gone) => words.includes(gone))
    ? new AppError('chat.gone', {}, detail)
    : new AppError('chat.refused', {}, detail);
}

/** True for Telegram's refusal of this call with these words in its description. */
export function isRefusal(error: unknown, words: string): error is GrammyError {
  return error instanceof GrammyError && error.description.toLowerCase().includes(words);
}

/** The group's new id, where a call was refused because the group has become a supergroup. */
export function movedTo(error: unknown): number | undefined {
  return error instanceof GrammyError ? error.parameters.migrate_to_chat_id : undefined;
}
