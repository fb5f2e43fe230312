import type { Api } from 'grammy';
import { AppError } from '#src/errors.ts';
import { maxFileBytes, maxFileMb } from '#src/core/media-type.ts';
import {
  textReply,
  type ButtonPress,
  type Locale,
  type MessageKind,
  type ThreadKey,
} from '#src/core/message.ts';
import { messagesFor, pickLocale } from '#src/i18n/index.ts';
import type { Clock, InboundHandler, Log, Messenger } from '#src/ports.ts';
import { linkOf, needsAdmin } from './address.ts';
import { createAlbums } from './albums.ts';
import { cloudDownloadMb } from './files.ts';
import { toInbound, toPress, type TelegramInbound } from './inbound.ts';
import { createLanes } from './lanes.ts';
import { isGroup, toKey, toPlace } from './place.ts';
import type { Me, Membership, TelegramCallback, TelegramMessage, TelegramUpdate } from './schema.ts';

const mb = 1024 * 1024;

export type UpdatesOptions = {
  api: Api;
  handler: InboundHandler;
  messenger: Messenger;
  clock: Clock;
  log: Log;
  /** True with a Bot API server of the operator's own, which gives larger files. */
  isLocal: boolean;
  words: (error: AppError, locale: Locale) => string;
};

/** What becomes of each update. `take` resolves when nothing of it can be lost any more. */
export type Updates = {
  take(update: TelegramUpdate, me: Me): Promise<void>;
  /** Resolves when all that was taken is answered too. */
  settled(): Promise<void>;
};

export function createUpdates(options: UpdatesOptions, signal: AbortSignal): Updates {
  const { api, handler, messenger, clock, log, isLocal, words } = options;
  const lanes = createLanes({ clock, log, signal });
  const albums = createAlbums({ clock, signal });

  /** Says something that is no turn's answer. It is not worth losing an update for. */
  async function say(
    to: { threadKey: ThreadKey; replyTo: string; kind?: MessageKind },
    text: string,
  ): Promise<void> {
    const { threadKey, replyTo, kind = 'info' } = to;
    await messenger
      .post(threadKey, textReply(replyTo, kind, text), `${threadKey}:${replyTo}:said`, noFile)
      .catch((error: unknown) => log.warn({ threadKey, err: error }, 'a word to a sender was not delivered'));
  }

  async function refuse(to: TelegramInbound | ButtonPress, error: AppError): Promise<void> {
    const replyTo = 'messageId' in to ? to.messageId : to.pressId;
    await say({ threadKey: to.threadKey, replyTo, kind: 'error' }, words(error, to.locale ?? 'en'));
  }

  async function onInbound(inbound: TelegramInbound | undefined, stored: () => void): Promise<void> {
    if (inbound === undefined) return;
    const link = linkOf(inbound.text);
    if (link !== undefined) return onLink(inbound, link);
    if (!(await handler.admit(inbound))) return;
    const problem = tooLarge(inbound, isLocal);
    if (problem !== undefined) return refuse(inbound, problem);
    try {
      const canManage = needsAdmin(inbound.text) && (await isAdmin(inbound)) ? { canManage: true } : {};
      await handler.handle({ ...inbound, ...canManage }, stored);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await refuse(inbound, error);
    }
  }

  /** The message goes before anything else: whatever becomes of the token, it must not stand in the chat. */
  async function onLink(
    inbound: TelegramInbound,
    { token, group }: { token: string; group: number | undefined },
  ): Promise<void> {
    const { threadKey, authorId, locale = 'en' } = inbound;
    const { chat_id: chatId } = toPlace(threadKey);
    const to = { threadKey, replyTo: inbound.messageId };
    const removed = await api.deleteMessage(chatId, Number(inbound.messageId)).catch(() => false);
    // Whoever is an admin of a group comes from there, although the token is given in private.
    const mayManage = group !== undefined && !isGroup(chatId) && (await isAdminOf(group, authorId));
    const said = mayManage ? { ...inbound, space: String(group) } : inbound;
    if (!(await handler.admit(said))) return;
    if (isGroup(chatId)) return say(to, messagesFor(locale).linkInPrivate({ removed }));
    const shared = group === undefined ? undefined : { id: String(group), mayManage };
    try {
      const { space } = said;
      await say(to, await handler.linkAccount({ threadKey, authorId, space, token, locale, shared }));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await refuse(inbound, error);
    }
  }

  async function onMessage(message: TelegramMessage, me: Me, stored: () => void): Promise<void> {
    const { chat, migrate_to_chat_id: to, migrate_from_chat_id: from } = message;
    if (to !== undefined) await move(chat.id, to);
    else if (from !== undefined) await move(from, chat.id);
    else await onInbound(toInbound([message], me), stored);
  }

  const move = (from: number, to: number): Promise<void> =>
    handler.moveThread(toKey(from, undefined), toKey(to, undefined), { from: String(from), to: String(to) });

  async function onEdited(message: TelegramMessage, me: Me): Promise<void> {
    const inbound = toInbound([message], me);
    if (inbound === undefined) return;
    const link = linkOf(inbound.text);
    if (link !== undefined) await onLink(inbound, link);
    else await handler.revise(inbound.threadKey, albums.idOf(message), inbound.text);
  }

  async function onPress(callback: TelegramCallback, answered: Promise<unknown>): Promise<void> {
    // The button must stop spinning whatever comes of it. A late answer is refused, and the press still counts.
    await answered;
    const press = toPress(callback);
    if (press === undefined) return;
    const outcome = await pressed(press);
    if (outcome === 'unknown') await refuse(press, new AppError('button.unknown', {}));
    if (outcome === 'not-yours') await refuse(press, new AppError('button.not-yours', {}));
  }

  async function pressed(press: ButtonPress) {
    // Our own tokens look like this; anything else never came from a button of ours.
    if (!/^[\w-]{1,64}$/.test(press.token)) return 'unknown';
    const outcome = await handler.press(press);
    if (outcome !== 'not-yours' || !(await isAdmin(press))) return outcome;
    return handler.press({ ...press, canModerate: true });
  }

  async function isAdmin({
    threadKey,
    authorId,
  }: Pick<ButtonPress, 'threadKey' | 'authorId'>): Promise<boolean> {
    const { chat_id: chatId } = toPlace(threadKey);
    // Admins alone may write in their group's name.
    return isGroup(chatId) && (authorId === String(chatId) || isAdminOf(chatId, authorId));
  }

  async function isAdminOf(chatId: number, authorId: string): Promise<boolean> {
    const member = await api.getChatMember(chatId, Number(authorId)).catch(() => undefined);
    return member?.status === 'creator' || member?.status === 'administrator';
  }

  /** Somebody let us into a group: its admins are told what Telegram will not show us there. */
  async function onMembership(change: Membership, me: Me): Promise<void> {
    const { chat, old_chat_member: before, new_chat_member: now, from } = change;
    const cameIn =
      ['left', 'kicked'].includes(before.status) && ['member', 'restricted'].includes(now.status);
    if (!cameIn || !isGroup(chat.id) || chat.type === 'channel' || me.can_read_all_group_messages) return;
    const locale = pickLocale(from.language_code) ?? 'en';
    const threadKey = toKey(chat.id, undefined);
    // The group itself stands for everybody in it: where they are not let in, nobody hears a word.
    const group = String(chat.id);
    const joined = { threadKey, messageId: 'joined', authorId: group, space: group, locale, text: '' };
    if (!(await handler.admit(joined))) return;
    await say({ threadKey, replyTo: joined.messageId }, messagesFor(locale).limitedSight);
  }

  return {
    take(update, me) {
      const { update_id: id, message, edited_message: edited, callback_query: callback } = update;
      if (message?.media_group_id !== undefined) {
        return albums.add(message, (gather) => {
          let whole: Promise<TelegramMessage[]> | undefined;
          return lanes.run(message.chat.id, id, async (stored) => {
            const parts = await (whole ??= gather());
            await onInbound(toInbound(parts, me), stored);
          });
        });
      }
      if (message !== undefined) {
        return lanes.run(message.chat.id, id, (stored) => onMessage(message, me, stored));
      }
      if (edited !== undefined) return lanes.run(edited.chat.id, id, () => onEdited(edited, me));
      if (callback !== undefined) {
        const answered = api.answerCallbackQuery(callback.id).catch(() => undefined);
        return lanes.run(callback.message?.chat.id ?? 0, id, () => onPress(callback, answered));
      }
      const change = update.my_chat_member;
      if (change !== undefined) return lanes.run(change.chat.id, id, () => onMembership(change, me));
      return Promise.resolve();
    },
    settled: lanes.settled,
  };
}

/** Why a file will not reach us, known from what Telegram says of it. */
function tooLarge({ attachments }: TelegramInbound, isLocal: boolean): AppError | undefined {
  for (const { name, bytes = 0 } of attachments) {
    const sizeMb = Math.ceil(bytes / mb);
    if (!isLocal && bytes > cloudDownloadMb * mb) {
      return new AppError('file.over-platform-limit', { name, limitMb: cloudDownloadMb, sizeMb });
    }
    if (bytes > maxFileBytes) return new AppError('file.too-large', { name, limitMb: maxFileMb, sizeMb });
  }
  return undefined;
}

const noFile = (): never => {
  throw new Error('these words bring no file');
};
