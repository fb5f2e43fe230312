import { z } from 'zod';
import { setting, token, webAddress } from './kinds.ts';

/** The bot in Discord. */
export const discordSettings = {
  DISCORD_TOKEN: setting(
    token,
    'a token without spaces',
    'The bot token of your Discord application. Reelay serves Discord where it is set; see docs/discord.md.',
    { secret: true },
  ),
  DISCORD_API_URL: setting(
    webAddress,
    'an http(s) address without a password in it, and without the version',
    'Where Discord answers. Change it only for a proxy or a stand-in.',
    { fallback: 'https://discord.com/api' },
  ),
  DISCORD_REQUESTS_PER_SECOND: setting(
    z
      .string()
      .regex(/^[1-9]\d{0,5}$/)
      .transform(Number),
    'a number from 1 on',
    'How many requests this process sends to Discord in a second. Discord bears 50 of one bot, in all its processes, and more of a large one that has asked.',
    { fallback: '50' },
  ),
  SHARDS: setting(
    z
      .string()
      .regex(/^[1-9]\d{0,4}$/)
      .transform(Number),
    'a number from 1 on',
    'How many shards all gateway processes have together. Left out, Discord decides and one process serves all.',
  ),
  SHARD_IDS: setting(
    z
      .string()
      .regex(/^\d{1,5}(\s*,\s*\d{1,5})*$/)
      .transform((ids) => ids.split(',').map(Number)),
    'shard numbers from 0 on, separated by commas',
    'Which of the SHARDS this process serves; all of them where it is left out.',
  ),
};
