import type { REST } from '@discordjs/rest';
import {
  RESTJSONErrorCodes as Code,
  Routes,
  type RESTPostAPIChannelMessageJSONBody,
} from 'discord-api-types/v10';
import { AppError } from '#src/errors.ts';
import type { OutboundFile, OutboundMessage, ThreadKey } from '#src/core/message.ts';
import type { Log, Messenger, OpenFile, Painter } from '#src/ports.ts';
import { toBodies, toEdit, withFile, type Spot } from './bodies.ts';
import { isClosed, isCode, isTooLarge, toChatError } from './faults.ts';
import { originOf, placeOf, postedId, postedOf, type Origin, type Place, type Posted } from './ids.ts';
import { createPictures } from './pictures.ts';
import { sentSchema } from './schema.ts';
import { createUploadLimits } from './upload-limits.ts';
import { openVideo, type Upload } from './video.ts';

/** Discord shows "typing" for ten seconds. */
const busyMs = 9_000;
/** The headers set the real pace; this one leaves room in a channel for other messages. */
const editIntervalMs = 1_500;

/** Sends to Discord with a token and REST alone: no login, so any process may do it. */
export function createDiscordMessenger(options: {
  rest: REST;
  paint: Painter;
  log: Log;
  /** Told how a video went out. */
  onVideo?: ((as: 'file' | 'link') => void) | undefined;
}): Messenger {
  const { rest, paint, log, onVideo } = options;
  const uploadLimits = createUploadLimits({ rest, log });
  const pictures = createPictures({ rest, paint, log });

  async function send(channelId: string, request: Parameters<REST['post']>[1]): Promise<string> {
    return sentSchema.parse(await rest.post(Routes.channelMessages(channelId), request)).id;
  }

  /** With its video or picture where the place takes it, else without: the words do without it. */
  async function sendLast(
    spot: Spot,
    body: RESTPostAPIChannelMessageJSONBody,
    { files: [file], picture }: OutboundMessage,
    open: OpenFile,
  ): Promise<string> {
    const upload = file === undefined ? await pictures.painted(picture) : await fitting(spot, file, open);
    if (upload !== undefined) {
      try {
        const messageId = await send(spot.channelId, withFile(body, upload));
        if (file !== undefined) onVideo?.('file');
        return messageId;
      } catch (error) {
        if (isTooLarge(error)) await uploadLimits.refused(spot.channelId, upload.bytes);
        else if (!isCode(error, Code.MissingPermissions) && !(error instanceof AppError)) throw error;
        log.info(
          { channelId: spot.channelId, bytes: upload.bytes, err: toChatError(error) },
          'a message goes out without its file',
        );
      }
    }
    const messageId = await send(spot.channelId, { body });
    if (file !== undefined) onVideo?.('link');
    return messageId;
  }

  /** The video, if it can be read and fits. It is opened here: only then is its size certain. */
  async function fitting(spot: Spot, file: OutboundFile, open: OpenFile): Promise<Upload | undefined> {
    const limit = await uploadLimits.of(spot.channelId);
    if ((file.bytes ?? 0) > limit) return undefined;
    try {
      const video = await openVideo(file, open);
      if (video.bytes <= limit) return video;
      await video.discard();
    } catch (error) {
      log.warn({ channelId: spot.channelId, err: error }, 'a video could not be read; it goes out as a link');
    }
    return undefined;
  }

  async function postAt(
    spot: Spot,
    { threadKey, place, origin, message, nonce, open, mayReply }: Outgoing,
  ): Promise<string> {
    const bodies = toBodies(message, { threadKey, place, spot, origin, nonce, mayReply });
    const last = bodies.pop();
    if (last === undefined) throw new AppError('chat.refused', {}, 'a message without a text');
    for (const body of bodies) await send(spot.channelId, { body });
    return sendLast(spot, last, message, open);
  }

  async function postReplying(spot: Spot, outgoing: Outgoing): Promise<string> {
    try {
      return await postAt(spot, outgoing);
    } catch (error) {
      // Replying needs to read what is replied to; naming the person does not.
      if (!isCode(error, Code.CannotReplyWithoutPermissionToReadMessageHistory)) throw error;
      return postAt(spot, { ...outgoing, mayReply: false });
    }
  }

  /** The thread itself, else the channel it hangs on, else the person's direct channel. */
  async function* spots(place: Place, origin: Origin | undefined): AsyncGenerator<Spot> {
    yield { channelId: place.channelId, moved: false };
    if (place.parentId !== undefined) yield { channelId: place.parentId, moved: true };
    if (origin === undefined) return;
    const body = { recipient_id: origin.authorId };
    const direct = sentSchema.parse(await rest.post(Routes.userChannels(), { body }));
    if (direct.id !== place.channelId) yield { channelId: direct.id, moved: true };
  }

  return {
    limits: () => ({ editIntervalMs, busyMs, linkBy: 'form', spaceWord: 'server', keepsFiles: true }),

    async post(threadKey, message, nonce, open) {
      const place = placeIn(threadKey);
      const origin = originOf(message.replyTo);
      const outgoing = { threadKey, place, origin, message, nonce, open, mayReply: true };
      let refusal: unknown;
      try {
        for await (const spot of spots(place, origin)) {
          try {
            const messageId = await postReplying(spot, outgoing);
            return postedId({ channelId: spot.channelId, messageId }, place);
          } catch (error) {
            if (!isClosed(error)) throw error;
            refusal = error;
            log.info(
              { threadKey, channelId: spot.channelId, err: toChatError(error) },
              'a place is closed to us',
            );
          }
        }
      } catch (error) {
        throw toChatError(error);
      }
      throw toChatError(refusal);
    },

    async edit(threadKey, messageId, message) {
      const posted = postedIn(threadKey, messageId);
      try {
        const body = toEdit(threadKey, message);
        await rest.patch(Routes.channelMessage(posted.channelId, posted.messageId), { body });
      } catch (error) {
        throw toChatError(error);
      }
    },

    async illustrate(threadKey, messageId, _, image) {
      try {
        await pictures.add(postedIn(threadKey, messageId), image);
      } catch (error) {
        throw toChatError(error);
      }
    },

    async showBusy(threadKey) {
      try {
        await rest.post(Routes.channelTyping(placeIn(threadKey).channelId));
      } catch (error) {
        throw toChatError(error);
      }
    },
  };
}

type Outgoing = {
  threadKey: ThreadKey;
  place: Place;
  origin: Origin | undefined;
  message: OutboundMessage;
  nonce: string;
  open: OpenFile;
  mayReply: boolean;
};

function placeIn(threadKey: ThreadKey): Place {
  const place = placeOf(threadKey);
  if (place === undefined) throw new AppError('chat.gone', {}, `not a place in Discord: ${threadKey}`);
  return place;
}

function postedIn(threadKey: ThreadKey, messageId: string): Posted {
  const posted = postedOf(messageId, placeIn(threadKey));
  if (posted === undefined) throw new AppError('chat.gone', {}, `not a message of ours: ${messageId}`);
  return posted;
}
