/** Longest text of a message. Discord counts characters; UTF-16 units are never fewer. */
export const maxContentChars = 2_000;

const piece =
  /(?<code>```[\s\S]*?```|`[^`\n]+`)|(?<link>\[[^\]\n]+\]\(https?:\/\/[^\s)]+\)|https?:\/\/[^\s]+)|\*\*(?<bold>[^*\n]+)\*\*/g;

/**
 * Our markdown subset as Discord reads it. What would be markup to Discord alone, such as the underscores of
 * a file's name, is escaped; code and links stay as they are.
 */
export function toDiscord(text: string): string {
  let made = '';
  let at = 0;
  for (const match of text.matchAll(piece)) {
    made += escaped(text.slice(at, match.index), text[match.index - 1] === undefined || at === 0);
    const { code, link, bold } = match.groups ?? {};
    made += bold === undefined ? (code ?? link ?? '') : `**${escaped(bold, false)}**`;
    at = match.index + match[0].length;
  }
  return made + escaped(text.slice(at), at === 0);
}

/** `opens` = the text stands at the start of a line, where Discord knows more markup. */
function escaped(text: string, opens: boolean): string {
  const inline = text.replace(/[\\_*~|`]/g, '\\$&');
  const lines = inline.split('\n');
  return lines
    .map((line, index) =>
      index > 0 || opens ? line.replace(/^(\s*)(#{1,3} |>{1,3} ?|-# )/, '$1\\$2') : line,
    )
    .join('\n');
}

/** Cuts a text into messages: between paragraphs, else lines, else words. Code blocks stay whole where they fit. */
export function splitText(text: string, limit = maxContentChars): string[] {
  const parts: string[] = [];
  let part = '';
  for (const block of blocksOf(text)) {
    const joined = part === '' ? block : `${part}\n\n${block}`;
    if (joined.length <= limit) {
      part = joined;
      continue;
    }
    if (part !== '') parts.push(part);
    const pieces = block.length <= limit ? [block] : cutBlock(block, limit);
    part = pieces.pop() ?? '';
    parts.push(...pieces);
  }
  if (part !== '' || parts.length === 0) parts.push(part);
  return parts;
}

/** Paragraphs, and code blocks as one each. */
function blocksOf(text: string): string[] {
  return text
    .split(/(^```[\s\S]*?^```[ \t]*$)/m)
    .flatMap((part, index) => (index % 2 === 1 ? [part] : part.split(/\n{2,}/)))
    .map((part) => part.replace(/^\n+|\n+$/g, ''))
    .filter((part) => part !== '');
}

function cutBlock(block: string, limit: number): string[] {
  const fence = /^```\w*\n/.exec(block)?.[0];
  if (fence === undefined) return cut(block, limit);
  const inner = block.slice(fence.length).replace(/\n?```\s*$/, '');
  return cut(inner, limit - fence.length - 4).map((part) => `${fence}${part}\n\`\`\``);
}

function cut(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const head = rest.slice(0, limit + 1);
    const line = head.lastIndexOf('\n');
    const word = Math.max(head.lastIndexOf(' '), line);
    const at = line > 0 ? line : word > 0 ? word : hardCut(rest, limit);
    parts.push(rest.slice(0, at));
    rest = rest.slice(at).replace(/^[ \n]/, '');
  }
  return [...parts, rest];
}

/** Not within a character, and not between a backslash and what it escapes. */
function hardCut(text: string, limit: number): number {
  const last = text.charCodeAt(limit - 1);
  const inCharacter = last >= 0xd800 && last <= 0xdbff;
  return inCharacter || text[limit - 1] === '\\' ? limit - 1 : limit;
}

/** At most so many characters, with an ellipsis where something was left out. */
export function shortened(text: string, limit: number): string {
  const chars = Array.from(text);
  return chars.length <= limit
    ? text
    : `${chars
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}
