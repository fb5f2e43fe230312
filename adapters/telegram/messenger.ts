import { InputFile } from 'grammy';
import { AppError, isAppError } from '#src/errors.ts';
import type { OutboundMessage, ThreadKey } from '#src/core/message.ts';
import { createRecent } from '#src/core/recent.ts';
import type { Clock, Log, Messenger, Painter } from '#src/ports.ts';
import { createApi, fileCallS, isRefusal, movedTo, toChatError, type TelegramAccess } from './api.ts';
import { maxCaptionChars, toPieces } from './format.ts';
import { createPace } from './pace.ts';
import { isGroup, toPlace, type Place } from './place.ts';
import { keyboard, quoting, textOptions, topicOf } from './send-options.ts';
import { smallOf, type Small } from './small.ts';
import { fetchVideo, type FetchedVideo } from './video.ts';

const mb = 1024 * 1024;
/** What the Bot API takes as an upload: Telegram's own, and a server of the operator's. */
const cloudUploadBytes = 50 * mb;
const localUploadBytes = 2_000 * mb;

/** About one edit a second is borne by a chat; a group bears twenty messages a minute. */
const editIntervalMs = { private: 1_100, group: 4_000 };
/** "typing…" shows for five seconds. */
const busyMs = 4_500;

/** A last message waits this long for a chat; longer rests are left to the outbox, which asks again. */
const maxRestMs = 10_000;
const maxTries = 4;

/** How far a post has come, so that trying it again goes on from there. */
type Progress = { pieces: string[]; ids: string[] };

export type TelegramMessengerOptions = TelegramAccess & {
  /** True with a Bot API server of the operator's own, which takes larger files. */
  isLocal: boolean;
  paint: Painter;
  clock: Clock;
  log: Log;
  /** Told how a video went out. */
  onVideo?: ((as: 'file' | 'link') => void) | undefined;
  ffmpeg?: string | undefined;
};

/** Sends to Telegram over the Bot API, with a token alone. */
export function createTelegramMessenger(options: TelegramMessengerOptions): Messenger {
  const { clock, log, isLocal, paint, ffmpeg = 'ffmpeg' } = options;
  const api = createApi(options);
  const uploads = createApi(options, fileCallS);
  const pace = createPace(clock);
  const supergroups = new Map<number, number>();
  const posts = createRecent<Progress>(1_000);
  const edits = createRecent<string>(1_000);

  const chatOf = (place: Place): number => supergroups.get(place.chat_id) ?? place.chat_id;

  /** One call for a chat, within its pace and under its present id. */
  async function call<T>(
    threadKey: ThreadKey,
    kind: 'post' | 'edit',
    send: (place: Place) => Promise<T>,
  ): Promise<T> {
    const place = toPlace(threadKey);
    const chatId = chatOf(place);
    pace.admit(chatId, kind);
    try {
      return await send({ ...place, chat_id: chatId });
    } catch (thrown) {
      const moved = movedTo(thrown);
      if (moved !== undefined && moved !== chatId) {
        supergroups.set(place.chat_id, moved);
        return call(threadKey, kind, send);
      }
      const error = toChatError(thrown);
      if (isAppError(error, 'chat.busy') && error.params.retryAfterMs !== undefined) {
        pace.mute(chatId, error.params.retryAfterMs);
      }
      throw error;
    }
  }

  /** The same for a last message, which is worth waiting for. Only a call that was refused is made again. */
  async function callPatiently<T>(threadKey: ThreadKey, send: (place: Place) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await call(threadKey, 'post', send);
      } catch (error) {
        const restMs = isAppError(error, 'chat.busy') ? error.params.retryAfterMs : undefined;
        if (restMs === undefined || restMs > maxRestMs || tries === maxTries) throw error;
        await clock.sleep(restMs);
      }
    }
  }

  function progressOf(nonce: string): Progress {
    const progress = posts.get(nonce) ?? { pieces: [], ids: [] };
    posts.set(nonce, progress);
    return progress;
  }

  async function postVideo(
    threadKey: ThreadKey,
    message: OutboundMessage,
    video: FetchedVideo,
    progress: Progress,
  ): Promise<void> {
    const pieces = toPieces(message.text, maxCaptionChars);
    try {
      const sent = await callPatiently(threadKey, async (place) => {
        await api.sendChatAction(place.chat_id, 'upload_video', topicOf(place)).catch(() => undefined);
        return uploads.sendVideo(place.chat_id, new InputFile(video.path, video.name), {
          ...topicOf(place),
          ...video.facts,
          supports_streaming: true,
          ...(video.thumbnail === undefined ? {} : { thumbnail: new InputFile(video.thumbnail) }),
          caption: pieces[0] ?? '',
          parse_mode: 'HTML',
          ...quoting(message),
          ...keyboard(pieces.length === 1 ? message.buttons : []),
        });
      });
      // A silent clip arrives as an animation, and what Telegram cannot play as a document.
      if (sent.video === undefined && !('animation' in sent) && !('document' in sent)) {
        log.warn({ threadKey }, 'Telegram took a video without its file; its link stands in the text');
      }
      progress.pieces = pieces;
      progress.ids = [String(sent.message_id)];
    } catch (error) {
      if (!isAppError(error, 'chat.refused') && !isAppError(error, 'chat.gone')) throw error;
      // Too large after all, or no right to send media here: words may still pass.
      log.warn({ threadKey, err: error }, 'Telegram does not take a video; it goes out as a link');
    }
  }

  /** A picture, or a table: what is left out where it cannot be had, or Telegram does not take it. */
  async function postSmall(
    threadKey: ThreadKey,
    message: OutboundMessage,
    progress: Progress,
    small: Small,
  ): Promise<void> {
    const pieces = toPieces(message.text, maxCaptionChars);
    try {
      const file = await small.make();
      const sent = await callPatiently(threadKey, async (place): Promise<{ message_id: number }> =>
        uploads[small.as](place.chat_id, file, {
          ...topicOf(place),
          caption: pieces[0] ?? '',
          parse_mode: 'HTML',
          ...quoting(message),
          ...keyboard(pieces.length === 1 ? message.buttons : []),
        }),
      );
      progress.pieces = pieces;
      progress.ids = [String(sent.message_id)];
    } catch (error) {
      if (isAppError(error, 'chat.busy')) throw error;
      log.warn({ threadKey, err: error }, 'what hangs on a message is left out; its words go out alone');
    }
  }

  async function postText(threadKey: ThreadKey, message: OutboundMessage, progress: Progress): Promise<void> {
    const patient = message.kind !== 'ack' && message.kind !== 'status';
    while (progress.ids.length < progress.pieces.length) {
      const index = progress.ids.length;
      const isLast = index === progress.pieces.length - 1;
      const send = (place: Place) =>
        api.sendMessage(place.chat_id, progress.pieces[index] ?? '', {
          ...topicOf(place),
          ...textOptions,
          ...(index === 0 ? quoting(message) : {}),
          ...keyboard(isLast ? message.buttons : []),
        });
      const sent = await (patient ? callPatiently(threadKey, send) : call(threadKey, 'post', send));
      progress.ids.push(String(sent.message_id));
    }
  }

  return {
    limits(threadKey) {
      const { chat_id: chatId } = toPlace(threadKey);
      const pace = isGroup(chatId) ? editIntervalMs.group : editIntervalMs.private;
      return { editIntervalMs: pace, busyMs, linkBy: 'private', spaceWord: 'group', keepsFiles: true };
    },

    async post(threadKey, message, nonce, open) {
      const restMs = pace.restMs(chatOf(toPlace(threadKey)));
      // A video is not fetched for a chat that will not take it now.
      if (restMs > maxRestMs) throw new AppError('chat.busy', { retryAfterMs: restMs });
      const progress = progressOf(nonce);
      const [file] = message.files;
      if (progress.pieces.length === 0 && file?.mime.startsWith('video/') === true) {
        const maxBytes = isLocal ? localUploadBytes : cloudUploadBytes;
        const video = await fetchVideo(file, open, { maxBytes, ffmpeg, log });
        if (video !== undefined) {
          try {
            await postVideo(threadKey, message, video, progress);
          } finally {
            await video.remove();
          }
        }
      }
      const small = smallOf(message, open, paint);
      if (progress.pieces.length === 0 && small !== undefined)
        await postSmall(threadKey, message, progress, small);
      if (progress.pieces.length === 0) progress.pieces = toPieces(message.text);
      const isSent = progress.ids.length > 0;
      await postText(threadKey, message, progress);
      if (file?.mime.startsWith('video/') === true) options.onVideo?.(isSent ? 'file' : 'link');
      return progress.ids[0] ?? '';
    },

    async edit(threadKey, messageId, message) {
      const [text = ''] = toPieces(message.text);
      const what = `${threadKey} ${messageId}`;
      const shown = JSON.stringify([text, message.buttons]);
      if (edits.get(what) === shown) return;
      await call(threadKey, 'edit', (place) =>
        api
          .editMessageText(place.chat_id, Number(messageId), text, {
            ...textOptions,
            ...keyboard(message.buttons),
          })
          .catch((error: unknown) => {
            if (!isRefusal(error, 'message is not modified')) throw error;
          }),
      );
      edits.set(what, shown);
    },

    async illustrate(threadKey, messageId, _, { name, alt, bytes }) {
      await callPatiently(threadKey, (place) =>
        uploads.sendPhoto(place.chat_id, new InputFile(bytes, name), {
          ...topicOf(place),
          caption: alt,
          ...quoting({ replyTo: messageId }),
          disable_notification: true,
        }),
      );
    },

    async showBusy(threadKey) {
      const place = toPlace(threadKey);
      const chatId = chatOf(place);
      if (pace.restMs(chatId) > 0) return;
      await api.sendChatAction(chatId, 'typing', topicOf(place)).catch((error: unknown) => {
        throw toChatError(error);
      });
    },
  };
}
