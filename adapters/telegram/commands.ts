import type { Api } from 'grammy';
import type { BotCommand } from 'grammy/types';
import { commandNames } from '#src/core/commands.ts';
import { messagesFor } from '#src/i18n/index.ts';
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

/** Brings the menus up to date; asks first, since setting them is what Telegram limits. */
export async function setCommands(api: Api): Promise<void> {
  for (const type of scopes) {
    for (const locale of locales) {
      const wanted = commandsFor(type, locale);
      // The list without a language is for everybody whose own there is none for.
      const where = { scope: { type }, ...(locale === 'en' ? {} : { language_code: locale }) } as const;
      const present = await api.getMyCommands(where);
      if (!isSame(present, wanted)) await api.setMyCommands(wanted, where);
    }
  }
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
