import type { REST } from '@discordjs/rest';
import { OverwriteType, PermissionFlagsBits as Can, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { threadTypes } from './inbound.ts';

const bits = z.string().transform(BigInt);
const overwrite = z.object({ id: z.string(), type: z.number(), allow: bits, deny: bits });
const channel = z.object({
  type: z.number(),
  guild_id: z.string().nullish(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(overwrite).default([]),
});
const guild = z.object({
  owner_id: z.string(),
  roles: z.array(z.object({ id: z.string(), permissions: bits })),
});
const member = z.object({ roles: z.array(z.string()) });

const everything = ~0n;
const memberType: number = OverwriteType.Member;

/** What docs/discord.md asks for in every channel, under Discord's own names. Without the first two nothing can be said. */
const wanted = (isThread: boolean): { name: string; bit: bigint; isVital: boolean }[] => [
  { name: 'View Channel', bit: Can.ViewChannel, isVital: true },
  isThread
    ? { name: 'Send Messages in Threads', bit: Can.SendMessagesInThreads, isVital: true }
    : { name: 'Send Messages', bit: Can.SendMessages, isVital: true },
  ...(isThread
    ? []
    : [
        { name: 'Create Public Threads', bit: Can.CreatePublicThreads, isVital: false },
        { name: 'Send Messages in Threads', bit: Can.SendMessagesInThreads, isVital: false },
      ]),
  { name: 'Read Message History', bit: Can.ReadMessageHistory, isVital: false },
  { name: 'Attach Files', bit: Can.AttachFiles, isVital: false },
  { name: 'Embed Links', bit: Can.EmbedLinks, isVital: false },
];

export type Missing = { vital: string[]; other: string[] };

/**
 * The permissions that the bot lacks in a channel; nothing for a direct channel, where there are none. Throws what
 * Discord answers where the bot is no member.
 */
export async function missingPermissions(
  rest: REST,
  channelId: string,
  botId: string,
  signal: AbortSignal,
): Promise<Missing | undefined> {
  const here = channel.parse(await rest.get(Routes.channel(channelId), { signal }));
  if (here.guild_id == null) return undefined;
  const isThread = threadTypes.has(here.type);
  const [place, home, me] = await Promise.all([
    // A thread has the permissions of the channel that it hangs on.
    isThread && here.parent_id != null
      ? rest.get(Routes.channel(here.parent_id), { signal }).then((raw) => channel.parse(raw))
      : here,
    rest.get(Routes.guild(here.guild_id), { signal }).then((raw) => guild.parse(raw)),
    rest.get(Routes.guildMember(here.guild_id, botId), { signal }).then((raw) => member.parse(raw)),
  ]);
  const has = permissionsOf({
    guildId: here.guild_id,
    botId,
    guild: home,
    roles: me.roles,
    overwrites: place.permission_overwrites,
  });
  const missing = wanted(isThread).filter(({ bit }) => (has & bit) !== bit);
  return {
    vital: missing.filter(({ isVital }) => isVital).map(({ name }) => name),
    other: missing.filter(({ isVital }) => !isVital).map(({ name }) => name),
  };
}

/** Discord's own order (its documentation, "Permission Overwrites"): everyone, then the roles together, then the member. */
export function permissionsOf(of: {
  guildId: string;
  botId: string;
  guild: z.infer<typeof guild>;
  roles: string[];
  overwrites: z.infer<typeof overwrite>[];
}): bigint {
  const { guildId, botId, guild: home, roles, overwrites } = of;
  if (home.owner_id === botId) return everything;
  const base = home.roles
    .filter(({ id }) => id === guildId || roles.includes(id))
    .reduce((all, { permissions }) => all | permissions, 0n);
  if ((base & Can.Administrator) !== 0n) return everything;
  const apply = (held: bigint, fits: (one: z.infer<typeof overwrite>) => boolean): bigint => {
    const those = overwrites.filter(fits);
    const denied = those.reduce((all, { deny }) => all | deny, 0n);
    const allowed = those.reduce((all, { allow }) => all | allow, 0n);
    return (held & ~denied) | allowed;
  };
  const forEveryone = apply(base, ({ id }) => id === guildId);
  const forRoles = apply(forEveryone, ({ id, type }) => type !== memberType && roles.includes(id));
  return apply(forRoles, ({ id, type }) => type === memberType && id === botId);
}
