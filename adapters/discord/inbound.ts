import { ChannelType, MessageType } from 'discord-api-types/v10';
import { AppError } from '#src/errors.ts';
import { cleanFileName } from '#src/core/file-name.ts';
import type { Attachment, InboundMessage, Locale } from '#src/core/message.ts';
import { withoutTokens } from '#src/core/token-shape.ts';
import { filesOf } from './files.ts';
import { shortened } from './format.ts';
import { keyOf, messageIdOf, toRef, type Place } from './ids.ts';
import type { RawAttachment, RawContent, RawMessage } from './schema.ts';

/** Files a message may bring; Discord's own limit. */
export const maxFiles = 10;
/** Characters a message may have; Discord's own limit for those who pay. */
export const maxTextChars = 4_000;
const maxNameChars = 100;

/** Who we are: mentions of us are taken out of a text. */
export type Me = { id: string; roleIds: readonly string[] };

/** What a message's place means: a thread of ours needs no mention, in a direct channel all is for us. */
export type PlaceKind = 'direct' | 'ours' | 'thread' | 'channel';

const personTypes: ReadonlySet<number> = new Set([MessageType.Default, MessageType.Reply]);

/** True for what a person wrote; false for bots, webhooks, and Discord's own notices. */
export function isFromPerson(message: RawMessage, me: Me): boolean {
  const { author, webhook_id, type } = message;
  return author.bot !== true && author.id !== me.id && webhook_id === undefined && personTypes.has(type);
}

/** True where the text names us, or our role, or answers one of our messages. */
export function mentionsMe(message: RawMessage, me: Me): boolean {
  return (
    message.mentions.some(({ id }) => id === me.id) ||
    message.mention_roles.some((role) => me.roleIds.includes(role)) ||
    message.referenced_message?.author.id === me.id
  );
}

/** True for what a person says to us: by name, in a direct channel, or in a thread of ours. */
export function isForMe(message: RawMessage, kind: PlaceKind, me: Me): boolean {
  return isFromPerson(message, me) && (kind === 'direct' || kind === 'ours' || mentionsMe(message, me));
}

/** The text without our name and with emojis as they are spelled. */
export function textOf(content: string, me: Me): string {
  const isMe = (isRole: boolean, id: string): boolean => (isRole ? me.roleIds.includes(id) : id === me.id);
  return content
    .replace(/<@([!&]?)(\d+)>/g, (mention, kind: string, id: string) =>
      isMe(kind === '&', id) ? ' ' : mention,
    )
    .replace(/<a?(:\w+:)\d+>/g, '$1')
    .replace(/[^\S\n]{2,}/g, ' ')
    .trim();
}

/** A file as the engine takes it: by the ids under which it is found again. */
export function toAttachment(
  file: RawAttachment,
  message: Pick<RawContent, 'id' | 'channel_id'>,
): Attachment {
  const name = nameOf(file);
  return {
    kind: 'remote',
    ref: toRef({
      channel: message.channel_id,
      message: message.id,
      attachment: file.id,
      name: file.filename,
      ...(isVoice(file) ? { voice: true } : {}),
    }),
    name,
    mime: file.content_type ?? undefined,
    bytes: file.size,
  };
}

/** A voice message; its sound is wrapped anew on its way to the backend. */
export const isVoice = (file: RawAttachment): boolean => file.waveform != null;

/** The name that its sender gave a file. Discord keeps it apart where the file's own had to lose letters. */
export function nameOf(file: RawAttachment): string {
  const title = file.title?.trim() ?? '';
  const ending = /\.\w{1,5}$/.exec(file.filename)?.[0] ?? '';
  const named =
    title === '' || title.toLowerCase().endsWith(ending.toLowerCase()) ? title : `${title}${ending}`;
  const clean = cleanFileName(named || file.filename);
  return isVoice(file) ? clean.replace(/\.\w{1,5}$/, '.m4a') : clean;
}

/**
 * The message for the engine, or nothing where it is not meant for us. A reply that calls us to somebody
 * else's clip brings that clip; where all clips are ours anyway it does not, since they have been taken.
 * Throws `file.too-many` and `message.too-long`.
 */
export function toInbound(
  message: RawMessage,
  { me, kind, place, locale }: { me: Me; kind: PlaceKind; place: Place; locale?: Locale | undefined },
): InboundMessage | undefined {
  if (!isForMe(message, kind, me)) return undefined;
  const called = mentionsMe(message, me);
  const answered = message.referenced_message;
  const borrowed =
    (kind === 'channel' || kind === 'thread') && answered != null && answered.author.id !== me.id
      ? filesOf(answered).map((file) => toAttachment(file, answered))
      : [];
  const own = filesOf(message).map((file) => toAttachment(file, message));
  const attachments = own.length > 0 ? own : borrowed;
  // What stands in a forwarded message is somebody else's text, and asks nothing of us.
  const text = textOf(message.content, me);
  // A sticker among people, or words that are kept from us.
  if (text === '' && attachments.length === 0 && kind === 'ours' && !called) return undefined;
  if (attachments.length > maxFiles) throw new AppError('file.too-many', { limit: maxFiles });
  if (Array.from(text).length > maxTextChars) throw new AppError('message.too-long', { limit: maxTextChars });
  return {
    threadKey: keyOf(place),
    messageId: messageIdOf({ kind: 'message', authorId: message.author.id, id: message.id }),
    authorId: message.author.id,
    space: message.guild_id,
    locale: locale ?? localeOfText(text),
    // Our name alone is a question what to do with us.
    text: text === '' && attachments.length === 0 && called ? '/help' : text,
    attachments,
    replyTo: answered == null ? undefined : idOfAnswered(answered, me),
  };
}

/** As the engine knows it: what we posted by the id that Discord gave it, what people wrote as `messageIdOf` has it. */
function idOfAnswered({ id, author }: RawContent, me: Me): string {
  return author.id === me.id ? id : messageIdOf({ kind: 'message', authorId: author.id, id });
}

/** Messages do not tell their author's language; Chinese tells itself. */
export function localeOfText(text: string): Locale | undefined {
  return /\p{Script=Han}/u.test(text) ? 'zh' : undefined;
}

/** A name for the thread that a request is worked on in: its clip's, else its first words. */
export function threadName(names: string[], text: string): string {
  const [first = ''] = names;
  const clip = first.replace(/\.\w{1,5}$/, '');
  const words = withoutTokens(text.replace(/^\/\w+\s*/, ''));
  const clean = (clip || words)
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return shortened(clean, maxNameChars) || 'Reelay';
}

export const threadTypes: ReadonlySet<number> = new Set([
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
]);
