import { DiscordAPIError } from '@discordjs/rest';
import { ApplicationFlags, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { clockOf, ok, reasonOf, warning, wrong, type ClockSeen, type Finding } from '#src/core/finding.ts';
import type { ThreadKey } from '#src/core/message.ts';
import type { Check, Log } from '#src/ports.ts';
import { countKnownCommands } from './commands.ts';
import { isClosed } from './faults.ts';
import { placeOf } from './ids.ts';
import { missingPermissions } from './permissions.ts';
import { createRest } from './rest.ts';

const me = z.object({ id: z.string(), username: z.string() });
const application = z.object({ id: z.string(), flags: z.number().default(0) });

/** Small apps have the first, reviewed ones the second. */
const readsMessages = ApplicationFlags.GatewayMessageContentLimited | ApplicationFlags.GatewayMessageContent;

export type DiscordCheckOptions = {
  token: string;
  apiUrl: string;
  log: Log;
  now: () => number;
};

/** The token, the intents of the app, its commands, and what the bot may do where the report goes. */
export function createDiscordCheck({ token, apiUrl, log, now }: DiscordCheckOptions): Check {
  return {
    name: 'discord',
    async look(signal, here) {
      const clocks: ClockSeen[] = [];
      // A connection of its own: what this one finds out must end nobody's work.
      const rest = createRest({ token, apiUrl, log, onRefused: () => undefined });
      rest.on('response', (_, response) => {
        if (clocks.length === 0) clocks.push(...clockOf('Discord', response.headers.get('date'), now()));
      });
      try {
        const bot = me.parse(await rest.get(Routes.user(), { signal }));
        const [app, commands, place] = await Promise.all([
          rest.get(Routes.currentApplication(), { signal }).then((raw) => application.parse(raw)),
          countKnownCommands({ rest, applicationId: bot.id, signal }),
          permissionsHere(here, bot.id),
        ]);
        return {
          clocks,
          findings: [
            ok('discord.known', { name: bot.username }),
            (app.flags & readsMessages) === 0
              ? warning('discord.no-message-content', {})
              : ok('discord.reads-messages', {}),
            commands === undefined
              ? warning('discord.commands-differ', {})
              : ok('discord.commands', { count: commands }),
            ...place,
          ],
        };
      } catch (error) {
        if (signal.aborted) throw error;
        const isRefused = error instanceof DiscordAPIError && error.status === 401;
        return {
          clocks,
          findings: [
            isRefused
              ? wrong('discord.token-refused', {})
              : wrong('discord.unreachable', { reason: reasonOf(error) }),
          ],
        };
      }

      async function permissionsHere(key: ThreadKey | undefined, botId: string): Promise<Finding[]> {
        const channelId = key === undefined ? undefined : placeOf(key)?.channelId;
        if (channelId === undefined) return [];
        try {
          const missing = await missingPermissions(rest, channelId, botId, signal);
          if (missing === undefined) return [];
          const { vital, other } = missing;
          if (vital.length > 0) return [wrong('discord.here-closed', { missing: [...vital, ...other] })];
          return [
            other.length > 0 ? warning('discord.here-less', { missing: other }) : ok('discord.here', {}),
          ];
        } catch (error) {
          if (isClosed(error)) return [warning('discord.here-absent', {})];
          throw error;
        }
      }
    },
  };
}
