import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { ChannelType, PermissionFlagsBits, type APIAttachment, type APIMessage } from 'discord-api-types/v10';

export type User = { id: string; name: string; bot: boolean; locale: string; dmOpen: boolean };
export type Guild = {
  id: string;
  name: string;
  premiumTier: number;
  locale: string;
  /** The bot is a member. False = the app came with one of its users at most. */
  installed: boolean;
  /** The role that Discord makes for a bot when it is added. */
  botRoleId: string;
};
export type Channel = {
  id: string;
  type: ChannelType;
  name: string;
  guildId?: string | undefined;
  parentId?: string | undefined;
  ownerId?: string | undefined;
  recipientId?: string | undefined;
  archived: boolean;
  locked: boolean;
  /** Permissions that the bot does not have here. Threads take those of their parent as well. */
  denied: bigint;
};
/** A message as the API shows it, with what only the stand-in knows. */
export type Stored = { message: APIMessage; seenOnlyBy?: string | undefined; nonce?: string | undefined };
export type StoredFile = { path: string; bytes: Uint8Array | string; mime: string };
export type Interaction = {
  id: string;
  token: string;
  createdAt: number;
  channelId: string;
  userId: string;
  acknowledged: boolean;
  ephemeral: boolean;
  originalId?: string | undefined;
  /** The message whose button was pressed. */
  messageId?: string | undefined;
  modal?: ShownModal | undefined;
};
export type ShownModal = {
  custom_id: string;
  title: string;
  components: { type: number; label?: string; component?: { custom_id: string; max_length?: number } }[];
};

const epochMs = 1_420_070_400_000n;

/** The permissions that docs/discord.md asks for. */
export const invitePermissions =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.CreatePublicThreads |
  PermissionFlagsBits.EmbedLinks |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.ReadMessageHistory;

export const threadTypes: ReadonlySet<ChannelType> = new Set([
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
]);

/** Everything the stand-in knows, and the news about it. */
export type World = ReturnType<typeof createWorld>;

export function createWorld(options: { token: string }) {
  const users = new Map<string, User>();
  const guilds = new Map<string, Guild>();
  const channels = new Map<string, Channel>();
  const messages = new Map<string, Map<string, Stored>>();
  const files = new Map<string, StoredFile>();
  const interactions = new Map<string, Interaction>();
  const news = new EventEmitter().setMaxListeners(0);
  let skew = 0;
  let counter = 0n;

  const now = (): number => Date.now() + skew;
  /** Ids that grow with time, as Discord's do. */
  const newId = (): string => String(((BigInt(now()) - epochMs) << 22n) | (counter++ & 0x3fffffn));

  function addUser(name: string, more: Partial<User> = {}): User {
    const user: User = { id: newId(), name, bot: false, locale: 'en-US', dmOpen: true, ...more };
    users.set(user.id, user);
    return user;
  }
  const bot = addUser('Reelay', { bot: true });

  return {
    token: options.token,
    bot,
    /** The application's id is its bot's. */
    applicationId: bot.id,
    users,
    guilds,
    channels,
    files,
    interactions,
    commands: [] as Record<string, unknown>[],
    /** What the portal says of the app: it may read messages. */
    settings: { appFlags: 1 << 19 },
    news,
    now,
    newId,
    newToken: (): string => randomBytes(32).toString('base64url'),
    /** Lets time pass: what expires does. */
    advance(ms: number): void {
      skew += ms;
    },
    addUser,
    addGuild(name: string, more: Partial<Guild> = {}): Guild {
      const guild: Guild = {
        id: newId(),
        name,
        premiumTier: 0,
        locale: 'en-US',
        installed: true,
        botRoleId: newId(),
        ...more,
      };
      guilds.set(guild.id, guild);
      return guild;
    },
    addChannel(channel: Partial<Channel> & { name: string }): Channel {
      const made: Channel = {
        id: newId(),
        type: ChannelType.GuildText,
        archived: false,
        locked: false,
        denied: 0n,
        ...channel,
      };
      channels.set(made.id, made);
      return made;
    },
    /** The one direct channel between a person and the bot. */
    dmOf(userId: string): Channel {
      const known = [...channels.values()].find((channel) => channel.recipientId === userId);
      return known ?? this.addChannel({ name: 'dm', type: ChannelType.DM, recipientId: userId });
    },
    messagesOf(channelId: string): Map<string, Stored> {
      const known = messages.get(channelId) ?? new Map<string, Stored>();
      messages.set(channelId, known);
      return known;
    },
    /** What the bot may do in a channel. */
    permissionsIn(channel: Channel): bigint {
      if (channel.guildId === undefined) return invitePermissions;
      if (guilds.get(channel.guildId)?.installed !== true) return 0n;
      const parent = channel.parentId === undefined ? undefined : channels.get(channel.parentId);
      return invitePermissions & ~channel.denied & ~(parent?.denied ?? 0n);
    },
    /** Keeps a file and gives it as an attachment, its address signed for a day. */
    addFile(
      channelId: string,
      file: { name: string; bytes: Uint8Array | string; mime?: string | undefined; size: number },
      origin: string,
      ephemeral = false,
    ): APIAttachment {
      const id = newId();
      const folder = ephemeral ? 'ephemeral-attachments' : 'attachments';
      const path = `/${folder}/${channelId}/${id}/${encodeURIComponent(file.name)}`;
      const mime = file.mime ?? 'application/octet-stream';
      files.set(path, { path, bytes: file.bytes, mime });
      return {
        id,
        filename: file.name,
        size: file.size,
        url: '',
        proxy_url: `${origin}${path}`,
        content_type: mime,
        ...(ephemeral ? { ephemeral: true } : {}),
      };
    },
  };
}
