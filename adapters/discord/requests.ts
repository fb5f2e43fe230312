import { Routes } from 'discord-api-types/v10';
import { AppError, isAppError } from '#src/errors.ts';
import { checkClaim } from '#src/core/media-type.ts';
import { textReply, type Attachment, type InboundMessage, type Locale } from '#src/core/message.ts';
import { isQuick } from '#src/core/plan.ts';
import type { IncomingFile } from '#src/core/remote.ts';
import { voiceToM4a } from '#src/core/voice.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Answers } from './answers.ts';
import type { Channels } from './channels.ts';
import type { DiscordDeps } from './deps.ts';
import { loggable, toChatError } from './faults.ts';
import { fetchFile, isFileAddress } from './files.ts';
import { keyOf, messageIdOf, type Place } from './ids.ts';
import { isVoice, maxFiles, maxTextChars, nameOf, threadName, toAttachment } from './inbound.ts';
import type { Order } from './order.ts';
import { patiently } from './patience.ts';
import { mayManage, spaceOf, type Reach } from './reach.ts';
import { sentSchema, type RawAttachment, type RawInteraction } from './schema.ts';
import { noFile, toAppError } from './tell.ts';

export type RequestDeps = DiscordDeps & { channels: Channels; order: Order; answers: Answers };

/** What an interaction asks for. */
export type Request = {
  text: string;
  files: RawAttachment[];
  /** The message that the files are on, where it can be read again; else they are handed over at once. */
  message?: { id: string; channelId: string } | undefined;
  /** Opens a thread for it: on that message, or else on the answer. */
  thread?: { onMessage: string | undefined } | undefined;
};

/** Takes requests that came by interactions. The interaction has had its first answer before. */
export function createRequests(deps: RequestDeps) {
  const { handler, messenger, rest, understand, words, log, channels, order, answers } = deps;

  function check({ text, files }: Request): void {
    if (Array.from(text).length > maxTextChars)
      throw new AppError('message.too-long', { limit: maxTextChars });
    if (files.length > maxFiles) throw new AppError('file.too-many', { limit: maxFiles });
    for (const file of files) checkClaim({ name: nameOf(file), bytes: file.size });
  }

  /** Where it goes on, with the person told; nothing where there is no such place. */
  async function settle(
    interaction: RawInteraction,
    wanted: Request,
    { reach, authorId, locale }: { reach: Reach; authorId: string; locale: Locale },
  ): Promise<Place | undefined> {
    const say = messagesFor(locale).discord;
    if (reach.place === undefined || !reach.maySend) return moveToDirect(interaction, authorId, locale);
    if (wanted.thread === undefined) return reach.place;
    const on = wanted.thread.onMessage ?? (await answers.messageOf(interaction));
    const name = threadName(wanted.files.map(nameOf), wanted.text);
    const opened = await channels.openThread(reach.place.channelId, on, name);
    if (opened === undefined) return reach.place;
    await answers.edit(interaction, say.goesOnIn({ place: `<#${opened.channelId}>` }));
    return opened;
  }

  /** The person's direct channel, proven by a first message: what costs credits must have a way back. */
  async function moveToDirect(
    interaction: RawInteraction,
    authorId: string,
    locale: Locale,
  ): Promise<Place | undefined> {
    const say = messagesFor(locale).discord;
    try {
      const body = { recipient_id: authorId };
      const { id } = sentSchema.parse(await rest.post(Routes.userChannels(), { body }));
      const opening = textReply('', 'info', say.directOpening);
      await messenger.post(keyOf({ channelId: id }), opening, `${interaction.id}:opening`, noFile);
      await answers.edit(
        interaction,
        say.cannotWriteHere({ place: `https://discord.com/channels/@me/${id}` }),
      );
      return { channelId: id };
    } catch (error) {
      const fault = toChatError(error);
      if (!isAppError(fault, 'chat.gone')) throw fault;
      await answers.edit(interaction, say.cannotReachYou);
      return undefined;
    }
  }

  /** The work is stored; that its pointer stays where it was is no matter for anybody. */
  function expired(error: unknown): void {
    log.info({ err: loggable(error) }, 'an answer to an interaction could not be removed');
  }

  /** Files of a command vanish with it and cannot be read again, so the backend gets them right now. */
  async function attach(
    wanted: Request,
    inbound: Omit<InboundMessage, 'attachments'>,
  ): Promise<Attachment[]> {
    const { message } = wanted;
    if (message !== undefined) {
      return wanted.files.map((file) =>
        toAttachment(file, { id: message.id, channel_id: message.channelId }),
      );
    }
    const attachments: Attachment[] = [];
    for (const [place, file] of wanted.files.entries()) {
      const mediaId = await handler.receive({ ...toIncoming(file, deps.apiUrl), place }, inbound);
      attachments.push({ kind: 'media', mediaId });
    }
    return attachments;
  }

  /** In private the refusal stands in the chat; elsewhere nobody but the person sees it. */
  async function turnAway(
    interaction: RawInteraction,
    { space, locale }: { space: string | undefined; locale: Locale },
  ): Promise<void> {
    await answers.remove(interaction).catch(expired);
    if (space !== undefined) await answers.add(interaction, words(new AppError('access.closed', {}), locale));
  }

  async function take(
    interaction: RawInteraction,
    wanted: Request,
    from: { reach: Reach; authorId: string; locale: Locale },
  ): Promise<void> {
    const { reach, authorId, locale } = from;
    const said = {
      messageId: messageIdOf({ kind: 'interaction', authorId, id: interaction.id }),
      authorId,
      space: spaceOf(interaction),
      ...(mayManage(interaction) ? { canManage: true } : {}),
      locale,
      text: wanted.text,
    };
    try {
      const threadKey = keyOf(reach.place ?? { channelId: interaction.id });
      const isLetIn = await patiently(deps.patience, () => handler.admit({ ...said, threadKey }));
      if (!isLetIn) return await turnAway(interaction, said);
      check(wanted);
      const place = await settle(interaction, wanted, from);
      if (place === undefined) return;
      const inbound = { ...said, threadKey: keyOf(place) };
      const attachments = await attach(wanted, inbound);
      await patiently(deps.patience, () => handler.handle({ ...inbound, attachments }));
      // What was taken shows itself right below; a pointer stays only where it goes on elsewhere.
      if (place === reach.place) await answers.remove(interaction).catch(expired);
    } catch (error) {
      await answers.edit(interaction, words(toAppError(error, log), locale));
    }
  }

  return {
    /** Quick requests pass by; others of a channel are taken one after another. */
    async take(
      interaction: RawInteraction,
      wanted: Request,
      from: { reach: Reach; authorId: string; locale: Locale },
    ): Promise<void> {
      const files = wanted.files.length;
      const quick = isQuick(understand({ text: wanted.text, attachments: files }), files);
      const work = (): Promise<void> => take(interaction, wanted, from);
      await (quick ? work() : order.run(from.reach.place?.channelId ?? interaction.id, work));
    },
  };
}

/** A file by its address, read only where the backend cannot fetch it by itself. */
function toIncoming(file: RawAttachment, apiUrl: string): IncomingFile {
  const name = nameOf(file);
  if (!isFileAddress(file.url, apiUrl)) throw new AppError('file.gone', { name });
  const voice = isVoice(file);
  async function* body(): AsyncGenerator<Uint8Array> {
    const fetched = await fetchFile(file.url, name);
    yield* (voice ? await voiceToM4a(fetched) : fetched).body;
  }
  return voice
    ? { name, body: body() }
    : { name, mime: file.content_type ?? undefined, bytes: file.size, link: file.url, body: body() };
}
