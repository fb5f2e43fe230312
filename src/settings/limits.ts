import { z } from 'zod';
import { setting, type Setting } from './kinds.ts';

/** A limit; 0 is none. */
const limit = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform((text) => (Number(text) === 0 ? undefined : Number(text)));

const most = (purpose: string, fallback?: string): Setting<number | undefined> =>
  setting(limit, 'a whole number; 0 = no limit', purpose, fallback === undefined ? {} : { fallback });

/** How much one person, or one server or group, may use. docs/budgets.md tells what counts. */
export const limitSettings = {
  USER_DAILY_CREDITS: most(
    'Credits that one person may use a day (UTC). Edits on an account that they linked themselves do not count.',
  ),
  GUILD_DAILY_CREDITS: most(
    'Credits that all people together may use a day (UTC) in one Discord server or Telegram group.',
  ),
  USER_TURNS_PER_MINUTE: most(
    'Requests for edits and exports that one person may send a minute. Questions about credits, status and the like never count.',
  ),
  USER_WAITING_TURNS: most('Requests of one person that may wait at the same time.'),
  USER_CONCURRENT_EDITS: most(
    'Requests of one person that are worked on at the same time; the others wait until one is done.',
    '5',
  ),
  GUILD_CONCURRENT_EDITS: most(
    'Requests of one Discord server or Telegram group that are worked on at the same time; the others wait, and its people take turns.',
  ),
};
