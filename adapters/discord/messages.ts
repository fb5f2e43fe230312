import { checkClaim } from '#src/core/media-type.ts';
import type { InboundMessage, Locale, ThreadKey } from '#src/core/message.ts';
import { isQuick } from '#src/core/plan.ts';
import { createRecent } from '#src/core/recent.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Channels } from './channels.ts';
import type { DiscordDeps } from './deps.ts';
import { keyOf, messageIdOf, type Place } from './ids.ts';
import {
  isForMe,
  isFromPerson,
  localeOfText,
  mentionsMe,
  textOf,
  threadName,
  toInbound,
  type PlaceKind,
} from './inbound.ts';
import type { Order } from './order.ts';
import { patiently } from './patience.ts';
import { deletedSchema, messageSchema, type RawMessage } from './schema.ts';
import { tell } from './tell.ts';

export type MessageOptions = DiscordDeps & {
  channels: Channels;
  order: Order;
  /** False where only messages that mention us come with their text. */
  readsMessages: () => boolean;
  /** The language of a server, where it has chosen one. */
  localeOf: (guildId: string | undefined) => Locale | undefined;
};

/** Messages of people: written, edited, deleted. Payloads are Discord's own. */
export type Messages = {
  created(payload: unknown): Promise<void>;
  updated(payload: unknown): Promise<void>;
  deleted(payload: unknown): Promise<void>;
};

export function createMessages(options: MessageOptions): Messages {
  const { handler, understand, channels, order, localeOf } = options;
  /** What was handed on, by Discord's message id: a repeated event does nothing, later ones are found again. */
  const taken = createRecent<Pick<InboundMessage, 'threadKey' | 'messageId'>>(10_000);
  const hinted = createRecent<true>(1_000);

  async function take(message: RawMessage, quick: boolean): Promise<void> {
    const { kind, place } = await channels.find(message);
    const me = channels.me(message.guild_id);
    const messageId = messageIdOf({ kind: 'message', authorId: message.author.id, id: message.id });
    const locale = localeOf(message.guild_id);
    let threadKey = keyOf(place);
    try {
      if (isForMe(message, kind, me) && !(await isLetIn(message, threadKey))) return;
      const inbound = toInbound(message, { me, kind, place, locale });
      if (inbound === undefined) return await hintAtMention(message, kind, place, locale);
      for (const file of inbound.attachments) if (file.kind === 'remote') checkClaim(file);
      if (kind === 'channel' && !quick) threadKey = keyOf(await placeFor(message, inbound, place));
      taken.set(message.id, { threadKey, messageId });
      const meant = { ...inbound, threadKey };
      await patiently(options.patience, () => handler.handle(meant));
    } catch (error) {
      const answer = { threadKey, replyTo: messageId, locale: locale ?? 'en' };
      await tell(options, answer, error);
    }
  }

  /** Asked before a thread is opened or anything is answered. */
  async function isLetIn(message: RawMessage, threadKey: ThreadKey): Promise<boolean> {
    const { id, author, guild_id: space } = message;
    const text = textOf(message.content, channels.me(space));
    const messageId = messageIdOf({ kind: 'message', authorId: author.id, id });
    const locale = localeOf(space) ?? localeOfText(text);
    const said = { threadKey, messageId, authorId: author.id, space, locale, text };
    return patiently(options.patience, () => handler.admit(said));
  }

  /** A request with work in it gets a thread of its own, on the message that asks for it. */
  async function placeFor(message: RawMessage, inbound: InboundMessage, place: Place): Promise<Place> {
    const names = inbound.attachments.flatMap((file) => ('name' in file ? [file.name] : []));
    const name = threadName(names, inbound.text);
    return (await channels.openThread(message.channel_id, message.id, name)) ?? place;
  }

  /** A thread of ours, and a message whose words are kept from us: said once, or people would wait. */
  async function hintAtMention(
    message: RawMessage,
    kind: PlaceKind,
    place: Place,
    locale: Locale | undefined,
  ): Promise<void> {
    if (kind !== 'ours' || options.readsMessages() || hinted.get(place.channelId) !== undefined) return;
    hinted.set(place.channelId, true);
    const replyTo = messageIdOf({ kind: 'message', authorId: message.author.id, id: message.id });
    const text = messagesFor(locale ?? 'en').discord.mentionMe;
    await tell(options, { threadKey: keyOf(place), replyTo, locale: locale ?? 'en' }, text);
  }

  function parse(payload: unknown): RawMessage | undefined {
    const parsed = messageSchema.safeParse(payload);
    if (!parsed.success) options.log.warn({ err: parsed.error }, 'a message of a shape that is not known');
    return parsed.data;
  }

  return {
    async created(payload) {
      const message = parse(payload);
      if (message === undefined || taken.get(message.id) !== undefined) return;
      const me = channels.me(message.guild_id);
      if (!isFromPerson(message, me)) return;
      const inGuild = message.guild_id !== undefined;
      if (inGuild && !mentionsMe(message, me) && !channels.isThread(message)) return;
      const files = message.attachments.length + (message.message_snapshots?.length ?? 0);
      const plan = understand({ text: textOf(message.content, me), attachments: files });
      // Quick requests pass by whatever of this channel is still being taken.
      if (isQuick(plan, files)) await take(message, true);
      else await order.run(message.channel_id, () => take(message, false));
    },

    async updated(payload) {
      const message = parse(payload);
      const known = taken.get(message?.id ?? '');
      // Discord also updates messages by itself, when it has found out what a link in them shows.
      if (message?.edited_timestamp == null || known === undefined) return;
      const text = textOf(message.content, channels.me(message.guild_id));
      await order.run(message.channel_id, () => handler.revise(known.threadKey, known.messageId, text));
    },

    async deleted(payload) {
      const parsed = deletedSchema.safeParse(payload);
      if (!parsed.success) return;
      const { id, ids = [], channel_id: channelId } = parsed.data;
      for (const gone of id === undefined ? ids : [id]) {
        const known = taken.get(gone);
        if (known === undefined) continue;
        await order.run(channelId, () => handler.retract(known.threadKey, known.messageId));
      }
    },
  };
}
