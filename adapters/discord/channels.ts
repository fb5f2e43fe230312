import type { REST } from '@discordjs/rest';
import { ChannelType, RESTJSONErrorCodes as Code, Routes } from 'discord-api-types/v10';
import type { Client } from 'discord.js';
import { createRecent } from '#src/core/recent.ts';
import type { Log } from '#src/ports.ts';
import { codeOf, isCode, toChatError } from './faults.ts';
import type { Place } from './ids.ts';
import { mentionsMe, threadTypes, type Me, type PlaceKind } from './inbound.ts';
import { channelSchema, messageSchema, type RawMessage } from './schema.ts';

type Thread = { parentId: string | undefined; ours: boolean };

/** Where messages stand, and threads to go on in. */
export type Channels = {
  me(guildId: string | undefined): Me;
  find(message: RawMessage): Promise<{ kind: PlaceKind; place: Place }>;
  /** True for messages that need a look at their place before one can tell whether they are for us. */
  isThread(message: RawMessage): boolean;
  /** Opens a thread on a message. Nothing where this channel lets us not; then one goes on right there. */
  openThread(channelId: string, messageId: string, name: string): Promise<Place | undefined>;
};

export type ChannelsOptions = { client: Client; rest: REST; log: Log; onRival: (where: string) => void };

export function createChannels({ client, rest, log, onRival }: ChannelsOptions): Channels {
  const threads = createRecent<Thread>(10_000);
  const opened = createRecent<true>(1_000);
  const myId = (): string => client.user?.id ?? '';

  const typeOf = (message: RawMessage): number | undefined =>
    message.channel_type ?? client.channels.cache.get(message.channel_id)?.type;

  const isThread = (message: RawMessage): boolean =>
    threadTypes.has(typeOf(message) ?? ChannelType.GuildText);

  function meIn(guildId: string | undefined): Me {
    const member = client.guilds.cache.get(guildId ?? '')?.members.me;
    // A role made for the bot alone is its name too: clients offer both.
    const roles = member?.roles.cache.filter((role) => role.tags?.botId === myId());
    return { id: myId(), roleIds: roles?.map(({ id }) => id) ?? [] };
  }

  async function threadOf(message: RawMessage): Promise<Thread> {
    const before = threads.get(message.channel_id);
    if (before !== undefined) return before;
    const me = meIn(message.guild_id);
    const cached = client.channels.cache.get(message.channel_id);
    // For a thread that it does not know the library makes one up, without an owner and a parent.
    const known =
      cached?.isThread() === true && cached.ownerId !== null && cached.parentId !== null
        ? { parentId: cached.parentId, ownerId: cached.ownerId }
        : undefined;
    const found = known ?? (await fetched(message.channel_id));
    const ours = found.ownerId === me.id || (await isCalledInto(message, found.parentId, me));
    const thread = { parentId: found.parentId, ours };
    threads.set(message.channel_id, thread);
    return thread;
  }

  async function fetched(id: string): Promise<{ parentId: string | undefined; ownerId: string | undefined }> {
    const channel = channelSchema.parse(await rest.get(Routes.channel(id)));
    return { parentId: channel.parent_id ?? undefined, ownerId: channel.owner_id ?? undefined };
  }

  /** A forum post that calls us in its first message, which has the post's own id, is ours like a thread we opened. */
  async function isCalledInto(message: RawMessage, parentId: string | undefined, me: Me): Promise<boolean> {
    const parent = client.channels.cache.get(parentId ?? '')?.type;
    if (parent !== ChannelType.GuildForum && parent !== ChannelType.GuildMedia) return false;
    if (message.id === message.channel_id) return mentionsMe(message, me);
    try {
      const first = await rest.get(Routes.channelMessage(message.channel_id, message.channel_id));
      return mentionsMe(messageSchema.parse(first), me);
    } catch (error) {
      log.info(
        { channelId: message.channel_id, err: toChatError(error) },
        'the first message of a post could not be read',
      );
      return false;
    }
  }

  return {
    me: meIn,
    isThread,

    async find(message) {
      const place = { channelId: message.channel_id };
      if (message.guild_id === undefined) return { kind: 'direct', place };
      if (!isThread(message)) return { kind: 'channel', place };
      const { parentId, ours } = await threadOf(message);
      return { kind: ours ? 'ours' : 'thread', place: { ...place, parentId } };
    },

    async openThread(channelId, messageId, name) {
      const place = { channelId: messageId, parentId: channelId };
      try {
        await rest.post(Routes.threads(channelId, messageId), { body: { name } });
      } catch (error) {
        if (!isCode(error, Code.ThreadAlreadyCreatedForMessage)) {
          log.info(
            { channelId, err: toChatError(error) },
            'no thread could be opened; the answer comes in the channel',
          );
          if (codeOf(error) === undefined) log.warn({ err: toChatError(error) }, 'Discord did not answer');
          return undefined;
        }
        const known = await fetched(messageId).catch(() => undefined);
        if (known?.ownerId === myId() && opened.get(messageId) === undefined) onRival('a thread');
      }
      opened.set(messageId, true);
      threads.set(messageId, { parentId: channelId, ours: true });
      return place;
    },
  };
}
