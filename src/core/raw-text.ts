import { sentencesOf } from './gui-talk/sentences.ts';

/** What a text of the agent must not show: secrets, ids, and the raw answers of its tools. */

const secret =
  /\b(?:nmv|clm)_[\w-]{3,}|\bBearer\s+[\w.~+/-]{8,}=*|\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?|\b(?:sk|pk|ghp|xox[bp])[-_][\w-]{16,}/gi;
const uuid = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
/** Letters and digits that no person would write: a name with digits alone, such as `clip_01`, may be a file's. */
const id = new RegExp(
  `(?:\\b(?:adk|e)-)?(?<![0-9a-f])${uuid}(?![0-9a-f])|\\brender_\\d{6,}\\w*|\\b(?:adk|call|toolu)[-_][\\w-]{12,}|\\b(?=\\d*[a-f])(?=[a-f]*\\d)[0-9a-f]{24,}\\b|\\b01[0-9A-HJKMNP-TV-Z]{24}\\b|\\b(?:seg|segment|clip|track|asset|media|task|sess|session|job|req|request|msg|usr|user|proj|project|draft|mat|material)[_-](?=[a-z]*\\d)(?=\\d*[a-z])[0-9a-z]{8,}\\b(?!\\.\\w)`,
  'gi',
);
const linkOrId = new RegExp(`(https?:\\/\\/[^\\s<>"'「」『』《》，。；！？、）)]+)|${id.source}`, 'giu');
const address = /https?:\/\/[^\s<>"'「」『』《》，。；！？、）)]+/giu;

const mark = '\uE001';
const aside = new RegExp(`\\s*(?:[(（[][^()（）[\\]]{0,24}${mark}[^()（）[\\]]{0,12}[)）\\]])`, 'gu');
/** A sentence that is about the id itself: nobody misses it. */
const aboutIt = /\b(?:ids?|uuid|tokens?|keys?|claim)\b|编号|标识|令牌|密钥|口令/i;

/** The text without secrets, ids and raw data. What is left reads on; a line of nothing else is gone. */
export function withoutRaw(text: string): string {
  const marked = withoutObjects(withoutFences(text))
    .replace(address, (link) => (matches(secret, link) ? mark : link))
    .replace(secret, mark)
    .replace(linkOrId, (found, link?: string) => link ?? (found && mark));
  if (marked === text) return text;
  const whole = new Set(text.split('\n').map((line) => line.trim()));
  return marked
    .split('\n')
    .map((line) => (whole.has(line.trim()) ? line : tidied(line)))
    .filter((line): line is string => line !== undefined)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** What is left of a line that lost something; nothing where that was all it had to say ("Result:"). */
function tidied(line: string): string | undefined {
  const kept = sentencesOf(line.replace(aside, ''))
    .filter(({ text }) => !(text.includes(mark) && aboutIt.test(text)))
    .map(({ text, after }) => text.replaceAll(mark, '…') + after)
    .join('')
    .replace(/(?<=\S)[ \t]{2,}/g, ' ')
    .replace(/[ \t]+(?=[,.;!?，。；！？])/g, '')
    .trimEnd();
  const words = kept.replace(/…/g, '').trim();
  return /[\p{L}\p{N}]/u.test(words) && !/[:：=]$/.test(words) ? kept : undefined;
}

/** A name for people: of a link its file's name; nothing where only an id would be left. */
export function shownName(name: string): string | undefined {
  const last = /^(?:https?|s3|gs|file):\/\//i.test(name) ? lastPart(name) : name;
  if (matches(secret, last)) return undefined;
  const bare = last
    .replace(new RegExp(id.source, 'gi'), '')
    .replace(/^[\s_-]+|[\s_-]+(?=(?:\.\w{2,5})?$)/g, '');
  const named = bare.replace(/\.\w{2,5}$/, '').replace(/[\s_-]+/g, '');
  return named === '' || /^[[{]/.test(bare) ? undefined : oneLine(bare);
}

/** A text as one line of at most 80 characters. */
export function oneLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const characters = Array.from(line);
  return characters.length > 80 ? `${characters.slice(0, 79).join('')}…` : line;
}

function lastPart(link: string): string {
  const path = /^[a-z0-9]+:\/\/[^/?#]*([^?#]*)/i.exec(link)?.[1] ?? '';
  const last = path.split('/').findLast(Boolean) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

function matches(pattern: RegExp, text: string): boolean {
  return new RegExp(pattern.source, pattern.flags.replace('g', '')).test(text);
}

/** Code blocks with data or calls in them, and calls that slipped into the text. */
function withoutFences(text: string): string {
  return text
    .replace(/```(\w*)[ \t]*\n?([\s\S]*?)(?:```|$)/g, (block, language: string, inner: string) =>
      /^(?:json|tool_\w+|python|xml)$/i.test(language) || /^\s*[[{<]/.test(inner) ? '' : block,
    )
    .replace(/<(tool_\w+|function\w*|invoke)\b[\s\S]*?(?:<\/\1>|$)/gi, '')
    .replace(/^[ \t]*(?:print\()?(?:default_api|functions?|tools?)\.\w+\(.*$/gim, '');
}

/** An object with a quoted key; or a list of such. */
const opening = /\{\s*(?:"(?:[^"\\\n]|\\.){0,200}"|'(?:[^'\\\n]|\\.){0,200}')\s*:|\[\s*\{\s*["']/g;

function withoutObjects(text: string): string {
  let out = '';
  let at = 0;
  for (const match of text.matchAll(opening)) {
    if (match.index < at) continue;
    out += text.slice(at, match.index);
    at = endOfObject(text, match.index);
  }
  return out + text.slice(at);
}

/** Behind the bracket that closes the one at `start`; the text's end where none does. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  let quote: string | undefined;
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== undefined) {
      if (character === '\\') at += 1;
      else if (character === quote) quote = undefined;
    } else if (character === '"') quote = character;
    else if (character === "'" && /[[{:,\s]/.test(text.charAt(at - 1))) quote = character;
    else if (character === '{' || character === '[') depth += 1;
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1;
  }
  return text.length;
}
