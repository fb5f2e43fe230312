import { z } from 'zod';
import { accessModes } from '#src/core/access.ts';
import { ids, plainIds, setting } from './kinds.ts';

/** Who may use Reelay. */
export const accessSettings = {
  ACCESS: setting(
    z.enum(accessModes),
    'open, allowlist or pairing',
    'Who may use the bot in Discord and Telegram: everybody who finds it, those on the ALLOW_ lists, or also whoever an admin approves by a code. Must be chosen where NEMO_TOKEN is set; without both it is open. docs/access.md has the details.',
  ),
  ALLOW_GUILDS: setting(
    plainIds,
    'numeric ids, separated by commas',
    'Discord servers in which everybody may use the bot.',
  ),
  ALLOW_CHATS: setting(
    ids('-?\\d{1,20}'),
    'numeric ids, separated by commas; those of Telegram groups begin with -',
    'Telegram groups, or single channels of Discord, in which everybody may use the bot.',
  ),
  ALLOW_USERS: setting(
    plainIds,
    'numeric ids, separated by commas',
    'People of Discord or Telegram who may use the bot, wherever they meet it.',
  ),
  ADMINS: setting(
    plainIds,
    'numeric ids, separated by commas',
    'People of Discord or Telegram who may let others in (/approve, /approved, /revoke) and ask how the bot is (/doctor). They may use the bot themselves.',
  ),
};
