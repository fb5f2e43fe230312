import type { REST } from '@discordjs/rest';
import { Routes } from 'discord-api-types/v10';
import { createRecent } from '#src/core/recent.ts';
import type { Log } from '#src/ports.ts';
import { toChatError } from './faults.ts';
import { channelSchema, guildSchema } from './schema.ts';

const mib = 1024 * 1024;
/** What any app may upload anywhere. */
const defaultBytes = 10 * mib;
/** By a server's boost tier, 0 to 3. Official pages name the first; clients show the others. */
const tierBytes = [defaultBytes, defaultBytes, 50 * mib, 100 * mib];
/** Boosts come and go. */
const freshMs = 60 * 60 * 1000;

/**
 * How large a file may be in a channel. What an interaction says of it (`attachment_size_limit`) counts the
 * plan of the person behind it; our files come with the bot's own messages, where only the server counts.
 */
export type UploadLimits = {
  of(channelId: string): Promise<number>;
  /** Discord refused a file of this size here. */
  refused(channelId: string, bytes: number): Promise<void>;
};

export function createUploadLimits({ rest, log }: { rest: REST; log: Log }): UploadLimits {
  const guilds = createRecent<{ id: string | undefined }>(10_000);
  const limits = createRecent<{ bytes: number; at: number }>(10_000);
  /** Sizes that were refused, by server: the truth wins over the table. */
  const lowered = createRecent<number>(10_000);

  async function guildOf(channelId: string): Promise<string | undefined> {
    const known = guilds.get(channelId);
    if (known !== undefined) return known.id;
    const channel = channelSchema.parse(await rest.get(Routes.channel(channelId)));
    guilds.set(channelId, { id: channel.guild_id ?? undefined });
    return channel.guild_id ?? undefined;
  }

  async function ofGuild(guildId: string): Promise<number> {
    const known = limits.get(guildId);
    if (known !== undefined && Date.now() - known.at < freshMs) return known.bytes;
    const guild = guildSchema.parse(await rest.get(Routes.guild(guildId)));
    const bytes = tierBytes[guild.premium_tier] ?? defaultBytes;
    limits.set(guildId, { bytes, at: Date.now() });
    return bytes;
  }

  return {
    async of(channelId) {
      try {
        const guildId = await guildOf(channelId);
        const bytes = guildId === undefined ? defaultBytes : await ofGuild(guildId);
        return Math.min(bytes, lowered.get(guildId ?? 'direct') ?? Infinity);
      } catch (error) {
        log.info({ channelId, err: toChatError(error) }, 'the upload limit of a server could not be read');
        return defaultBytes;
      }
    },
    async refused(channelId, bytes) {
      const guildId = await guildOf(channelId).catch(() => undefined);
      lowered.set(guildId ?? 'direct', Math.min(bytes - 1, lowered.get(guildId ?? 'direct') ?? Infinity));
    },
  };
}
