import { createQueueCheck } from '#jobs/doctor.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { ok, reasonOf, warning, type CheckName, type Finding } from './core/finding.ts';
import { createMask } from './logger.ts';
import { toNemo } from './nemo-config.ts';
import { createNemoCheck } from './nemo/doctor.ts';
import type { Check, Log } from './ports.ts';
import { createDatabaseCheck, type DatabaseHome } from './store/doctor.ts';
import { createFolderCheck } from './store/folder-check.ts';

/** What the doctor looks at, in the order of its report. A part of `compose.ts`: it sees every edge. */
export function createChecks(
  config: Config,
  { version, database, log }: { version: string; database: DatabaseHome; log: Log },
): Check[] {
  const { now } = systemClock;
  const { discordToken: token, discordApiUrl: apiUrl, telegram } = config;
  const checks: Check[] = [
    { name: 'settings', look: async () => ({ findings: settingFindings(config) }) },
    token === undefined
      ? silent('discord', ok('discord.off', {}))
      : later('discord', async () =>
          (await import('#adapters/discord/doctor.ts')).createDiscordCheck({ token, apiUrl, log, now }),
        ),
    telegram === undefined
      ? silent('telegram', ok('telegram.off', {}))
      : later('telegram', async () =>
          (await import('#adapters/telegram/doctor.ts')).createTelegramCheck(telegram, now),
        ),
    createQueueCheck(config.redisUrl, now),
    createDatabaseCheck(database, now),
    createFolderCheck(config.dataDir),
    createNemoCheck({
      ...toNemo(config, version),
      token: config.nemoToken,
      clock: systemClock,
      log,
    }),
  ];
  return checks.map((check) => masked(check, createMask(config.secrets)));
}

const silent = (name: CheckName, finding: Finding): Check => ({
  name,
  look: async () => ({ findings: [finding] }),
});

/** The platforms' libraries are large: they are loaded where they are needed. */
const later = (name: CheckName, load: () => Promise<Check>): Check => ({
  name,
  look: async (signal, here) => (await load()).look(signal, here),
});

/** Whatever a server or a library words may repeat what it was told. */
function masked({ name, look }: Check, mask: (text: string) => string): Check {
  return {
    name,
    async look(signal, here) {
      const health = await look(signal, here).catch((error: unknown) => {
        throw new Error(mask(reasonOf(error)));
      });
      return { ...health, findings: JSON.parse(mask(JSON.stringify(health.findings))) as Finding[] };
    },
  };
}

/** Settings that are allowed, and seldom what somebody wanted. */
function settingFindings({ access, nemoToken, discordToken, telegram }: Config): Finding[] {
  const hasBot = discordToken !== undefined || telegram !== undefined;
  return [
    ok('settings.good', {}),
    ...(hasBot && nemoToken !== undefined && access.mode === 'open' ? [warning('settings.open', {})] : []),
    ...(hasBot && access.admins.length === 0 ? [warning('settings.no-admin', {})] : []),
  ];
}
