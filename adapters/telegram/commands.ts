import type { Api } from 'grammy';
import type { BotCommand } from 'grammy/types';
import { adminCommandNames, commandNames } from '#src/core/commands.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { isRefusal } from './api.ts';
import { locales, type Locale } from '#src/core/message.ts';

/** What only a private chat offers: in a group others would read along. */
const privateOnly: ReadonlySet<string> = new Set(['link', 'unlink', 'forget']);

const scopes = ['all_private_chats', 'all_group_chats'] as const;

/** The menu of commands of a kind of chat, in one language. */
function commandsFor(scope: (typeof scopes)[number], locale: Locale): BotCommand[] {
  const words = messagesFor(locale).commands;
  const isPrivate = scope === 'all_private_chats';
  const menu = commandNames
    .filter((name) => isPrivate || !privateOnly.has(name))
    .map((name) => ({ command: name as string, description: words[name] }));
  return isPrivate ? [...menu, { command: 'start', description: words.help }] : menu;
}

/** What admins are offered in their private chat with the bot. */
function commandsForAdmins(locale: Locale): BotCommand[] {
  const words = messagesFor(locale).commands;
  const more = adminCommandNames.map((name) => ({ command: name as string, description: words[name] }));
  return [...commandsFor('all_private_chats', locale), ...more];
}

/** Discord's ids, which stand in the same list, are larger than any of Telegram's (its Bot API: at most 52 bits). */
const isTelegrams = (id: string): boolean => Number(id) < 2 ** 52;

/**
 * Brings the menus up to date; asks first, since setting them is what Telegram limits. Admins who have never written
 * to the bot have no chat with it yet: their menu comes with the next start.
 */
export async function setCommands(api: Api, admins: string[]): Promise<void> {
  for (const type of scopes) {
    for (const locale of locales) await setMenu(api, { type }, locale, commandsFor(type, locale));
  }
  for (const id of admins.filter(isTelegrams)) {
    for (const locale of locales) {
      await setMenu(api, { type: 'chat', chat_id: Number(id) }, locale, commandsForAdmins(locale)).catch(
        (error: unknown) => {
          if (!isRefusal(error, 'chat not found')) throw error;
        },
      );
    }
  }
}

type Scope = { type: (typeof scopes)[number] } | { type: 'chat'; chat_id: number };

async function setMenu(api: Api, scope: Scope, locale: Locale, wanted: BotCommand[]): Promise<void> {
  // The list without a language is for everybody whose own there is none for.
  const where = { scope, ...(locale === 'en' ? {} : { language_code: locale }) } as const;
  const present = await api.getMyCommands(where);
  if (!isSame(present, wanted)) await api.setMyCommands(wanted, where);
}

function isSame(present: BotCommand[], wanted: BotCommand[]): boolean {
  return (
    present.length === wanted.length &&
    wanted.every(
      ({ command, description }, at) =>
        present[at]?.command === command && present[at].description === description,
    )
  );
}
