import { adminCommandNames, commandNames } from '#src/core/commands.ts';
import type { Entity, Me, TelegramMessage } from './schema.ts';

/** Commands that a link may bring along (`t.me/bot?start=credits`). None of them changes anything. */
const deepLinks: ReadonlySet<string> = new Set([
  'help',
  'credits',
  'status',
  'projects',
  'last',
  'language',
  'link',
]);

const knownCommands: ReadonlySet<string> = new Set([...commandNames, ...adminCommandNames, 'start']);

/**
 * The text of a message that is meant for us, without our own name in it; nothing where it is meant for
 * somebody else. In private everything is; in a group, commands, answers to us and mentions are.
 */
export function textForMe(message: TelegramMessage, me: Me): string | undefined {
  const text = message.text ?? message.caption ?? '';
  const entities = message.entities ?? message.caption_entities ?? [];
  const isPrivate = message.chat.type === 'private';
  const command = commandOf(text, entities);
  if (command !== undefined) {
    if (command.bot !== undefined && !isName(command.bot, me)) return undefined;
    if (knownCommands.has(command.name)) return toCommandLine(command.name, command.rest);
    // A mistyped command is no wish for the agent, which would cost credits; a group may mean another bot.
    if (isPrivate || command.bot !== undefined) return '/help';
  }
  const mentions = mentionsOf(text, entities, me);
  const said = without(text, mentions);
  return isPrivate || mentions.length > 0 || answersMe(message, me) ? said : undefined;
}

/** What `/link group` asks for is how to do it; it holds no token. */
const forAll = /^\/(?:un)?link\s+(?:group|server|群|群组|本群|服务器)\s*$/iu;

/**
 * `/link TOKEN`, or `/link -100123 TOKEN` for everybody in that group, which is handled apart, since the token must not
 * become part of a turn.
 */
export function linkOf(text: string): { token: string; group: number | undefined } | undefined {
  if (forAll.test(text)) return undefined;
  const [, group, token] = /^\/link\s+(?:(-\d{1,20})(?:\s+|$))?(\S+)?/.exec(text) ?? [];
  if (token === undefined) return undefined;
  return { token, group: group === undefined ? undefined : Number(group) };
}

/** True for what only an admin may ask for in a group. */
export const needsAdmin = (text: string): boolean => /^\/unlink\s/i.test(text) && forAll.test(text);

function commandOf(
  text: string,
  entities: Entity[],
): { name: string; bot: string | undefined; rest: string } | undefined {
  const first = entities.find(({ type, offset }) => type === 'bot_command' && offset === 0);
  if (first === undefined) return undefined;
  const [name = '', bot] = text.slice(1, first.length).split('@');
  return { name: name.toLowerCase(), bot, rest: text.slice(first.length).trim() };
}

function toCommandLine(name: string, rest: string): string {
  if (name === 'start') return deepLinks.has(rest) ? `/${rest}` : '/help';
  return rest === '' ? `/${name}` : `/${name} ${rest}`;
}

/** An answer to one of our messages. In a topic every message formally answers the topic's opening. */
function answersMe(message: TelegramMessage, me: Me): boolean {
  const answered = message.reply_to_message;
  return answered?.from?.id === me.id && answered.forum_topic_created === undefined;
}

function mentionsOf(text: string, entities: Entity[], me: Me): Entity[] {
  return entities.filter(({ type, offset, length, user }) =>
    type === 'mention'
      ? isName(text.slice(offset + 1, offset + length), me)
      : type === 'text_mention' && user?.id === me.id,
  );
}

/** Takes our name out; what stood around it moves together. */
function without(text: string, entities: Entity[]): string {
  let rest = text;
  for (const { offset, length } of entities.toSorted((a, b) => b.offset - a.offset)) {
    const before = rest.slice(0, offset).trimEnd();
    const after = rest.slice(offset + length);
    rest = before === '' ? after.replace(/^[\s,:，：]+/, '') : before + after;
  }
  return rest.trim();
}

const isName = (name: string, me: Me): boolean => name.toLowerCase() === me.username.toLowerCase();
