import {
  ChannelType,
  GatewayDispatchEvents,
  MessageFlags,
  MessageReferenceType,
  MessageType,
  PermissionFlagsBits as Can,
  type APIMessage,
  type APIMessageReference,
} from 'discord-api-types/v10';
import type { Gateway } from './gateway.ts';
import { newMessage, toChannel, toUser, withLinks } from './payloads.ts';
import type { Answer, Call, Route } from './rest.ts';
import { refusal, type Refusal } from './rules.ts';
import { threadTypes, type Channel, type World } from './world.ts';

export type Parts = { world: World; gateway: () => Gateway; origin: () => string };

const uploadLimits = [10, 10, 50, 100].map((mib) => mib * 1024 * 1024);
const unknownChannel = refusal(404, 10003, 'Unknown Channel');
const missingAccess = refusal(403, 50001, 'Missing Access');
const missingPermissions = refusal(403, 50013, 'Missing Permissions');

/** Messages, threads, typing: what stands in a channel. */
export function channelRoutes(parts: Parts): Route[] {
  const { world, gateway, origin } = parts;

  /** The channel, if the bot may see it, and do this in it. */
  function enter(id: string | undefined, needs: bigint): Channel | Refusal {
    const channel = world.channels.get(id ?? '');
    if (channel === undefined) return unknownChannel;
    const has = world.permissionsIn(channel);
    if ((has & Can.ViewChannel) === 0n) return missingAccess;
    return (has & needs) === needs ? channel : missingPermissions;
  }
  const isRefusal = (found: Channel | Refusal): found is Refusal => 'status' in found;
  const sendPermission = (id: string | undefined): bigint =>
    threadTypes.has(world.channels.get(id ?? '')?.type ?? ChannelType.GuildText)
      ? Can.SendMessagesInThreads
      : Can.SendMessages;

  function reference(channel: Channel, body: Call['body']): Partial<APIMessage> | Refusal {
    const wanted = body['message_reference'] as
      | (APIMessageReference & { fail_if_not_exists?: boolean })
      | undefined;
    if (wanted === undefined || wanted.type === MessageReferenceType.Forward) return {};
    if ((world.permissionsIn(channel) & Can.ReadMessageHistory) === 0n) {
      return refusal(403, 160002, 'Cannot reply without permission to read message history');
    }
    const found = world.messagesOf(channel.id).get(wanted.message_id ?? '')?.message;
    if (found === undefined) {
      return wanted.fail_if_not_exists === false ? {} : refusal(400, 50035, 'Unknown message');
    }
    if (found.type !== MessageType.Default && found.type !== MessageType.Reply) {
      return refusal(400, 50035, 'Cannot reply to a system message');
    }
    return {
      type: MessageType.Reply,
      message_reference: {
        type: MessageReferenceType.Default,
        message_id: found.id,
        channel_id: channel.id,
        guild_id: channel.guildId ?? '',
      },
      referenced_message: found,
    };
  }

  function post(call: Call): Answer | Refusal {
    const [id] = call.at;
    const channel = enter(id, sendPermission(id) | (call.uploads.length > 0 ? Can.AttachFiles : 0n));
    if (isRefusal(channel)) return channel;
    if (channel.type === ChannelType.DM && world.users.get(channel.recipientId ?? '')?.dmOpen !== true) {
      return refusal(403, 50007, 'Cannot send messages to this user');
    }
    if (channel.locked) return refusal(400, 160005, 'Thread is locked');
    const tier = world.guilds.get(channel.guildId ?? '')?.premiumTier ?? 0;
    if (call.uploads.some(({ bytes }) => bytes.length > (uploadLimits[tier] ?? 0))) {
      return refusal(413, 40005, 'Request entity too large');
    }
    const content = (call.body['content'] ?? '') as string;
    if (content === '' && call.uploads.length === 0)
      return refusal(400, 50006, 'Cannot send an empty message');
    const nonce = call.body['nonce'] as string | undefined;
    const known = [...world.messagesOf(channel.id).values()].find(
      (one) => nonce !== undefined && one.nonce === nonce,
    );
    if (known !== undefined && call.body['enforce_nonce'] === true) return shown(known.message);
    const replies = reference(channel, call.body);
    if ('status' in replies) return replies;
    channel.archived = false;
    const message = newMessage(world, {
      channel_id: channel.id,
      author: toUser(world.bot),
      content,
      components: (call.body['components'] ?? []) as never,
      flags: (call.body['flags'] ?? 0) as never,
      mentions: mentioned(call.body, content, replies),
      attachments: attached(channel, call),
      ...replies,
    });
    world.messagesOf(channel.id).set(message.id, { message, nonce });
    gateway().inChannel(channel, GatewayDispatchEvents.MessageCreate, message);
    return shown(message);
  }

  /** The files of a call, with what it says of each besides its bytes. */
  function attached(channel: Channel, { uploads, body }: Call): APIMessage['attachments'] {
    const said = (body['attachments'] ?? []) as { id: string; description?: string }[];
    return uploads.map(({ name, bytes, mime }, index) => {
      const description = said.find(({ id }) => id === String(index))?.description;
      const file = world.addFile(channel.id, { name, bytes, mime, size: bytes.length }, origin());
      return { ...file, ...(description === undefined ? {} : { description }) };
    });
  }

  /** Whom a message notifies: what it names, as far as `allowed_mentions` lets it. */
  function mentioned(
    body: Call['body'],
    content: string,
    replies: Partial<APIMessage>,
  ): APIMessage['mentions'] {
    const allowed = body['allowed_mentions'] as
      | { parse?: string[]; users?: string[]; replied_user?: boolean }
      | undefined;
    const named = [...content.matchAll(/<@!?(\d+)>/g)].map((match) => match[1] ?? '');
    const ids = new Set(
      named.filter(
        (id) => allowed === undefined || allowed.parse?.includes('users') || allowed.users?.includes(id),
      ),
    );
    if (replies.referenced_message != null && allowed?.replied_user === true)
      ids.add(replies.referenced_message.author.id);
    return [...ids].flatMap((id) => {
      const user = world.users.get(id);
      return user === undefined ? [] : [toUser(user)];
    });
  }

  const shown = (message: APIMessage): Answer => ({ status: 200, body: withLinks(world, origin(), message) });

  function edit(call: Call): Answer | Refusal {
    const channel = enter(call.at[0], 0n);
    if (isRefusal(channel)) return channel;
    const stored = world.messagesOf(channel.id).get(call.at[1] ?? '');
    if (stored === undefined) return refusal(404, 10008, 'Unknown Message');
    if (stored.message.author.id !== world.bot.id)
      return refusal(403, 50005, 'Cannot edit a message authored by another user');
    if (channel.archived) return refusal(400, 50083, 'Thread is archived');
    for (const field of ['content', 'components', 'flags'] as const) {
      if (call.body[field] !== undefined) Object.assign(stored.message, { [field]: call.body[field] });
    }
    if (call.body['attachments'] !== undefined || call.uploads.length > 0) {
      const kept = ((call.body['attachments'] ?? []) as { id: string }[]).map(({ id }) => id);
      const old = stored.message.attachments.filter(({ id }) => kept.includes(id));
      stored.message.attachments = [...old, ...attached(channel, call)];
    }
    stored.message.edited_timestamp = new Date(world.now()).toISOString();
    gateway().inChannel(channel, GatewayDispatchEvents.MessageUpdate, stored.message);
    return shown(stored.message);
  }

  function openThread(call: Call): Answer | Refusal {
    const parent = enter(call.at[0], Can.CreatePublicThreads);
    if (isRefusal(parent)) return parent;
    const starter = world.messagesOf(parent.id).get(call.at[1] ?? '');
    if (starter === undefined) return refusal(404, 10008, 'Unknown Message');
    if (parent.type !== ChannelType.GuildText)
      return refusal(400, 50024, 'Cannot execute action on this channel type');
    if (world.channels.has(starter.message.id)) {
      return refusal(400, 160004, 'A thread has already been created for this message');
    }
    const thread = world.addChannel({
      id: starter.message.id,
      type: ChannelType.PublicThread,
      name: String(call.body['name']),
      guildId: parent.guildId,
      parentId: parent.id,
      ownerId: world.bot.id,
    });
    const first = newMessage(world, {
      id: thread.id,
      channel_id: thread.id,
      type: MessageType.ThreadStarterMessage,
      author: starter.message.author,
      message_reference: {
        type: MessageReferenceType.Default,
        channel_id: parent.id,
        message_id: starter.message.id,
        guild_id: parent.guildId ?? '',
      },
    });
    world.messagesOf(thread.id).set(first.id, { message: first });
    gateway().toShard(thread.guildId, GatewayDispatchEvents.ThreadCreate, {
      ...toChannel(world, thread),
      newly_created: true,
    });
    return { status: 201, body: toChannel(world, thread) };
  }

  function getMessage(call: Call): Answer | Refusal {
    const channel = enter(call.at[0], Can.ReadMessageHistory);
    if (isRefusal(channel)) return channel;
    const stored = world.messagesOf(channel.id).get(call.at[1] ?? '');
    const hidden =
      stored === undefined || ((Number(stored.message.flags) || 0) & MessageFlags.Ephemeral) !== 0;
    return hidden ? refusal(404, 10008, 'Unknown Message') : shown(stored.message);
  }

  return [
    { method: 'POST', path: /^\/channels\/(\d+)\/messages$/, answer: post },
    { method: 'GET', path: /^\/channels\/(\d+)\/messages\/(\d+)$/, answer: getMessage },
    { method: 'PATCH', path: /^\/channels\/(\d+)\/messages\/(\d+)$/, answer: edit },
    { method: 'POST', path: /^\/channels\/(\d+)\/messages\/(\d+)\/threads$/, answer: openThread },
    {
      method: 'POST',
      path: /^\/channels\/(\d+)\/typing$/,
      answer: (call) => {
        const channel = enter(call.at[0], sendPermission(call.at[0]));
        return isRefusal(channel) ? channel : { status: 204 };
      },
    },
    {
      method: 'GET',
      path: /^\/channels\/(\d+)$/,
      answer: (call) => {
        const channel = enter(call.at[0], 0n);
        return isRefusal(channel) ? channel : { status: 200, body: toChannel(world, channel) };
      },
    },
  ];
}
