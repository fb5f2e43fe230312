import { createHmac, randomBytes } from 'node:crypto';
import {
  ChannelType,
  MessageType,
  type APIAttachment,
  type APIMessage,
  type APIUser,
} from 'discord-api-types/v10';
import { invitePermissions, threadTypes, type Channel, type Guild, type User, type World } from './world.ts';

const key = randomBytes(16);
const linkLifeMs = 24 * 60 * 60 * 1000;

export function toUser(user: User): APIUser {
  return {
    id: user.id,
    username: user.name.toLowerCase(),
    global_name: user.name,
    discriminator: '0',
    avatar: null,
    ...(user.bot ? { bot: true } : {}),
  };
}

export function toChannel(world: World, channel: Channel): Record<string, unknown> {
  const common = { id: channel.id, type: channel.type, flags: 0, last_message_id: null };
  if (channel.type === ChannelType.DM) {
    const person = world.users.get(channel.recipientId ?? '');
    return { ...common, recipients: person === undefined ? [] : [toUser(person)] };
  }
  const named = {
    ...common,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId ?? null,
  };
  if (!threadTypes.has(channel.type))
    return {
      ...named,
      position: 0,
      permission_overwrites:
        channel.denied === 0n
          ? []
          : [{ id: world.bot.id, type: 1, allow: '0', deny: String(channel.denied) }],
      nsfw: false,
    };
  return {
    ...named,
    owner_id: channel.ownerId,
    message_count: 0,
    member_count: 1,
    total_message_sent: 0,
    thread_metadata: {
      archived: channel.archived,
      locked: channel.locked,
      auto_archive_duration: 1440,
      archive_timestamp: new Date(world.now()).toISOString(),
      create_timestamp: new Date(world.now()).toISOString(),
    },
  };
}

/** A guild as GUILD_CREATE shows it. */
export function toGuild(world: World, guild: Guild): Record<string, unknown> {
  const own = [...world.channels.values()].filter((channel) => channel.guildId === guild.id);
  return {
    ...toGuildAnswer(guild),
    joined_at: new Date(world.now()).toISOString(),
    large: false,
    unavailable: false,
    member_count: 2,
    members: [
      {
        user: toUser(world.bot),
        roles: [guild.botRoleId],
        joined_at: new Date(world.now()).toISOString(),
        deaf: false,
        mute: false,
        flags: 0,
      },
    ],
    channels: own.filter(({ type }) => !threadTypes.has(type)).map((channel) => toChannel(world, channel)),
    threads: own
      .filter(({ type, archived }) => threadTypes.has(type) && !archived)
      .map((channel) => toChannel(world, channel)),
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    roles: toRoles(world, guild),
  };
}

/** A guild's roles: everybody's, and the one that came with the bot. */
export function toRoles(world: World, guild: Guild): Record<string, unknown>[] {
  const role = {
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    position: 0,
    permissions: '0',
    mentionable: false,
    flags: 0,
  };
  return [
    { ...role, id: guild.id, name: '@everyone', managed: false },
    {
      ...role,
      id: guild.botRoleId,
      name: 'Reelay',
      permissions: String(invitePermissions),
      managed: true,
      tags: { bot_id: world.bot.id },
    },
  ];
}

/** A guild as `GET /guilds/:id` shows it. */
export function toGuildAnswer(guild: Guild): Record<string, unknown> {
  return {
    id: guild.id,
    name: guild.name,
    premium_tier: guild.premiumTier,
    preferred_locale: guild.locale,
    owner_id: '1',
    icon: null,
    features: [],
    roles: [],
    emojis: [],
    stickers: [],
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    system_channel_flags: 0,
    premium_progress_bar_enabled: false,
    nsfw: false,
  };
}

export function newMessage(
  world: World,
  message: Pick<APIMessage, 'channel_id' | 'author'> & Partial<APIMessage>,
): APIMessage {
  return {
    id: world.newId(),
    type: MessageType.Default,
    content: '',
    timestamp: new Date(world.now()).toISOString(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    components: [],
    pinned: false,
    flags: 0 as never,
    ...message,
  };
}

/** An attachment's address, good for a day from now. */
export function signed(world: World, origin: string, path: string): string {
  const ex = Math.floor((world.now() + linkLifeMs) / 1000).toString(16);
  return `${origin}${path}?ex=${ex}&is=${Math.floor(world.now() / 1000).toString(16)}&hm=${signature(path, ex)}&`;
}

/** True for an address that the stand-in signed and that has not run out. */
export function isSigned(world: World, url: URL): boolean {
  const ex = url.searchParams.get('ex') ?? '';
  const fresh = Number.parseInt(ex, 16) * 1000 > world.now();
  return fresh && url.searchParams.get('hm') === signature(url.pathname, ex);
}

function signature(path: string, ex: string): string {
  return createHmac('sha256', key).update(`${path}\n${ex}`).digest('hex');
}

/** A message with fresh addresses on all its files: each time it is shown, as Discord does it. */
export function withLinks(world: World, origin: string, message: APIMessage): APIMessage {
  const fresh = (attachment: APIAttachment): APIAttachment => ({
    ...attachment,
    url: signed(world, origin, new URL(attachment.proxy_url).pathname),
  });
  return {
    ...message,
    attachments: message.attachments.map(fresh),
    ...(message.message_snapshots === undefined
      ? {}
      : {
          message_snapshots: message.message_snapshots.map((snapshot) => ({
            ...snapshot,
            message: { ...snapshot.message, attachments: snapshot.message.attachments.map(fresh) },
          })),
        }),
    ...(message.referenced_message == null
      ? {}
      : { referenced_message: withLinks(world, origin, message.referenced_message) }),
  };
}

/** What of a message is left for an app without the MESSAGE_CONTENT intent, and without an exemption. */
export function blanked(message: APIMessage): APIMessage {
  const { message_snapshots: _, ...rest } = message;
  return { ...rest, content: '', attachments: [], embeds: [], components: [] };
}
