import {
  ApplicationIntegrationType,
  ChannelType,
  InteractionContextType,
  PermissionFlagsBits as Can,
} from 'discord-api-types/v10';
import type { Place } from './ids.ts';
import { threadTypes } from './inbound.ts';
import type { RawInteraction } from './schema.ts';

const botDirect: number = InteractionContextType.BotDM;
/** Where threads are opened on messages. */
const threadParents: ReadonlySet<number> = new Set([ChannelType.GuildText, ChannelType.GuildAnnouncement]);

/** What the app may do in the place from which an interaction came, as far as the interaction tells. */
export type Reach = {
  place: Place | undefined;
  /** Ordinary messages, which outlive the interaction's fifteen minutes. */
  maySend: boolean;
  mayOpenThread: boolean;
  /** Messages can be read again, and so their files be found again. */
  mayRead: boolean;
};

/**
 * Reads the reach off an interaction. Where the app came with one of its users alone it is in no member list:
 * commands work there, and nothing else.
 */
export function reachOf(interaction: RawInteraction): Reach {
  const { channel, guild_id: guildId, app_permissions, authorizing_integration_owners: owners } = interaction;
  if (channel === undefined)
    return { place: undefined, maySend: false, mayOpenThread: false, mayRead: false };
  const isThread = threadTypes.has(channel.type);
  const place = { channelId: channel.id, parentId: isThread ? (channel.parent_id ?? undefined) : undefined };
  const atHome = owners[ApplicationIntegrationType.GuildInstall] !== undefined;
  if (guildId === undefined) {
    // In the direct channel with the bot itself everything works; in one between people nothing does.
    const direct = interaction.context === botDirect;
    return { place, maySend: direct, mayOpenThread: false, mayRead: direct };
  }
  const permissions = BigInt(app_permissions);
  const may = (needed: bigint): boolean => atHome && (permissions & needed) === needed;
  return {
    place,
    maySend: may(Can.ViewChannel | (isThread ? Can.SendMessagesInThreads : Can.SendMessages)),
    mayOpenThread:
      threadParents.has(channel.type) &&
      may(Can.ViewChannel | Can.CreatePublicThreads | Can.SendMessagesInThreads),
    mayRead: may(Can.ViewChannel | Can.ReadMessageHistory),
  };
}

/** True for who may press the buttons of others' requests. */
export function mayModerate(interaction: RawInteraction): boolean {
  return (BigInt(interaction.member?.permissions ?? '0') & Can.ManageMessages) !== 0n;
}

/** True for who may say what holds for the whole server. */
export function mayManage(interaction: RawInteraction): boolean {
  return (
    interaction.guild_id !== undefined &&
    (BigInt(interaction.member?.permissions ?? '0') & Can.ManageGuild) !== 0n
  );
}

/**
 * The server that an interaction came from, or the channel where people talk among themselves; nothing in the direct
 * channel with the app. What does not say where it is counts as a place of others.
 */
export function spaceOf({ guild_id: guild, context, channel, id }: RawInteraction): string | undefined {
  return guild ?? (context === botDirect ? undefined : (channel?.id ?? id));
}
