import type { REST } from '@discordjs/rest';
import {
  ApplicationCommandOptionType as OptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  Routes,
  type APIApplicationCommandOption,
  type RESTPutAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10';
import {
  adminCommandNames,
  commandNames,
  type AdminCommandName,
  type CommandName,
} from '#src/core/commands.ts';
import { usageDays } from '#src/core/usage.ts';
import { messagesFor, type Messages } from '#src/i18n/index.ts';
import type { Log } from '#src/ports.ts';
import { maxFiles, maxTextChars } from './inbound.ts';
import type { RawAttachment, RawCommand } from './schema.ts';

type Say = (words: Messages) => string;
type Option = APIApplicationCommandOption;

const qualities = ['480p', '720p', '1080p'];
const en = messagesFor('en');
const zh = messagesFor('zh');
/** Discord's own names of the languages that our Chinese is for. */
const inChinese = (say: Say): Record<string, string> => ({ 'zh-CN': say(zh), 'zh-TW': say(zh) });
const described = (say: Say): { description: string; description_localizations: Record<string, string> } => ({
  description: say(en),
  description_localizations: inChinese(say),
});

const name: Option = {
  type: OptionType.String,
  name: 'name',
  ...described((m) => m.discord.options.name),
  max_length: 100,
};
/** Left out, it is the person's own account. */
const whose: Option = {
  type: OptionType.String,
  name: 'for',
  ...described((m) => m.discord.options.whose),
  choices: [
    {
      name: en.discord.thisServer,
      name_localizations: inChinese((m) => m.discord.thisServer),
      value: 'server',
    },
  ],
};
const given = (name: 'code' | 'person', most: number): Option => ({
  type: OptionType.String,
  name,
  ...described((m) => m.discord.options[name]),
  required: true,
  max_length: most,
});
const options: Partial<Record<CommandName | AdminCommandName, Option[]>> = {
  link: [whose],
  unlink: [whose],
  edit: [
    {
      type: OptionType.String,
      name: 'prompt',
      ...described((m) => m.discord.options.prompt),
      required: true,
      max_length: maxTextChars,
    },
    ...Array.from({ length: maxFiles }, (_, index): Option => ({
      type: OptionType.Attachment,
      name: index === 0 ? 'file' : `file${index + 1}`,
      ...described((m) => m.discord.options.file),
    })),
  ],
  export: [
    {
      type: OptionType.String,
      name: 'quality',
      ...described((m) => m.discord.options.quality),
      choices: qualities.map((quality) => ({ name: quality, value: quality })),
    },
  ],
  usage: [
    {
      type: OptionType.String,
      name: 'range',
      ...described((m) => m.discord.options.range),
      choices: usageDays.map((days) => ({
        name: en.usage.range({ days }),
        name_localizations: inChinese((m) => m.usage.range({ days })),
        value: String(days),
      })),
    },
  ],
  projects: [name],
  approve: [given('code', 20)],
  revoke: [given('person', 40)],
  language: [
    {
      type: OptionType.String,
      name: 'language',
      ...described((m) => m.discord.options.language),
      choices: [
        { name: 'English', value: 'en' },
        { name: '中文', value: 'zh' },
      ],
    },
  ],
};

const everywhere = {
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  contexts: [
    InteractionContextType.Guild,
    InteractionContextType.BotDM,
    InteractionContextType.PrivateChannel,
  ],
};

/**
 * Who sees the commands of admins in a server. Discord knows nothing of `ADMINS`, who need not manage the server: they can
 * use them in the direct channel with the bot.
 */
const shownTo = String(PermissionFlagsBits.ManageGuild);

/** All commands, from the one list and the one set of words that every platform shares. */
function commandBodies(): RESTPutAPIApplicationCommandsJSONBody {
  return [
    ...commandNames.map((command) => ({
      name: command,
      type: ApplicationCommandType.ChatInput as const,
      ...described((m) => m.commands[command]),
      ...(options[command] === undefined ? {} : { options: options[command] }),
      ...everywhere,
    })),
    ...adminCommandNames.map((command) => ({
      name: command,
      type: ApplicationCommandType.ChatInput as const,
      ...described((m) => m.commands[command]),
      ...(options[command] === undefined ? {} : { options: options[command] }),
      default_member_permissions: shownTo,
      ...everywhere,
    })),
    {
      name: en.discord.editThisVideo,
      name_localizations: inChinese((m) => m.discord.editThisVideo),
      type: ApplicationCommandType.Message,
      ...everywhere,
    },
  ];
}

/** Registers the commands where Discord knows others: a day has only so many registrations. */
export async function registerCommands(options: {
  rest: REST;
  applicationId: string;
  log: Log;
}): Promise<void> {
  const { rest, applicationId, log } = options;
  const wanted = commandBodies();
  if (isCovered(await knownCommands(rest, applicationId), wanted)) return;
  await rest.put(Routes.applicationCommands(applicationId), { body: wanted });
  log.info({ commands: wanted.length }, 'registered the commands with Discord');
}

function knownCommands(rest: REST, applicationId: string, signal?: AbortSignal): Promise<unknown> {
  const query = new URLSearchParams({ with_localizations: 'true' });
  return rest.get(Routes.applicationCommands(applicationId), { query, ...(signal && { signal }) });
}

/** How many commands Discord has of this version; nothing where it has others. */
export async function countKnownCommands(options: {
  rest: REST;
  applicationId: string;
  signal: AbortSignal;
}): Promise<number | undefined> {
  const wanted = commandBodies();
  const known = await knownCommands(options.rest, options.applicationId, options.signal);
  return isCovered(known, wanted) ? wanted.length : undefined;
}

/** True where everything wanted is there and no list has more. Discord adds fields of its own, which do not count. */
function isCovered(known: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(known) || known.length !== wanted.length) return false;
    const named = wanted.every(
      (item: unknown) => typeof item === 'object' && item !== null && 'name' in item,
    );
    return wanted.every((item: { name: string }, index) =>
      isCovered(
        named ? known.find((other: { name?: string }) => other.name === item.name) : known[index],
        item,
      ),
    );
  }
  if (typeof wanted !== 'object' || wanted === null) return known === wanted;
  return (
    typeof known === 'object' &&
    known !== null &&
    Object.entries(wanted).every(([key, value]) => isCovered((known as Record<string, unknown>)[key], value))
  );
}

/** A slash command as the text that would ask for the same: one grammar serves both. */
export function toText(command: RawCommand): string {
  const given = command.options.filter(({ type }) => type !== (OptionType.Attachment as number));
  const values = given.map(({ value }) => String(value).trim()).join(' ');
  return command.name === 'edit' ? values : `/${command.name} ${values}`.trim();
}

/** The files of a slash command, in the order of its options. */
export function filesOfCommand(command: RawCommand): RawAttachment[] {
  return command.options
    .filter(({ type }) => type === (OptionType.Attachment as number))
    .flatMap(({ value }) => command.resolved.attachments[String(value)] ?? []);
}
