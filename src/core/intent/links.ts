import { acceptedEnding } from '#src/core/media-type.ts';
import { hideQuotes, linked } from './mask.ts';

/** A link of a message. `isFile`: its path has the ending of a file that the backend takes. */
export type Link = { url: string; start: number; end: number; isFile: boolean };

const pattern = /https?:\/\/[^\s<>"“”「」『』《》【】，。；：！？、（）]+/giu;
/** "…/clip.mp4剪到15秒": the address ends where Chinese follows a file's ending. */
const runOn = /\.(?:mp4|m4v|mov|avi|webm|mkv|jpe?g|png|gif|webp|mp3|wav|m4a|aac)(?=\p{Script=Han})/iu;

/**
 * The links of a text, without the punctuation that ends a sentence or closes a bracket around them. What only
 * begins like one is none.
 */
export function linksOf(text: string): Link[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const stop = runOn.exec(match[0]);
    const url = trimmed(stop === null ? match[0] : match[0].slice(0, stop.index + stop[0].length));
    const parsed = URL.parse(url);
    if (parsed === null) return [];
    const isFile = acceptedEnding(parsed.pathname) !== undefined;
    return [{ url, start: match.index, end: match.index + url.length, isFile }];
  });
}

function trimmed(url: string): string {
  let end = url.length;
  const opened = url.split('(').length;
  let closed = url.split(')').length;
  for (; end > 0; end -= 1) {
    const char = url.charAt(end - 1);
    if (char === ')' && closed > opened) closed -= 1;
    else if (!/[.,;:!?'’*_~|\]}]/.test(char)) break;
  }
  return url.slice(0, end);
}

/** The same text, character for character, with a mark that stands for each link. */
export function hideLinks(text: string, links: Link[]): string {
  let out = '';
  let at = 0;
  for (const link of links) {
    out += text.slice(at, link.start) + linked.repeat(link.end - link.start);
    at = link.end;
  }
  return out + text.slice(at);
}

/** The same text, character for character, with quotations and links made unreadable. */
export const masked = (text: string): string => hideQuotes(hideLinks(text, linksOf(text)));

const brackets: Record<string, string> = {
  '(': ')',
  '<': '>',
  '[': ']',
  '（': '）',
  '"': '"',
  '“': '”',
  "'": "'",
};

/** Words that mean nothing without what follows them. */
const leading =
  /(?:^|[\s\p{P}])(?:of|from|with|in|into|on|onto|to|at|by|using|and|or|before|after|between|like|than|for|over|under) ?$|[把将用在从给和与到像跟] ?$/iu;
/** Verbs that can do without where more is said: "trim https://… to 10s". */
const doing =
  /(?:^|[\s\p{P}])(?:use|add|insert|put|trim|cut|merge|crop|mute|edit|overlay|append) ?$|[加放] ?$/iu;
const beginsWord = /^\s*[\p{L}\p{N}]/u;
const endsWord = /[\p{L}\p{N}]\s*$/u;

/**
 * `text` from `start` to `end` without the links in `gone`, which were handed over as files. Where the words
 * would mean nothing without one ("put … before …", "add …"), the file's own name stays in its place.
 */
export function withoutLinks(text: string, start: number, end: number, gone: Link[]): string {
  const inside = gone.filter((link) => link.start >= start && link.end <= end);
  let rest = '';
  let at = start;
  for (const [i, link] of inside.entries()) {
    const wrapped = link.start > at && brackets[text.charAt(link.start - 1)] === text.charAt(link.end);
    const from = wrapped ? link.start - 1 : link.start;
    const to = wrapped ? link.end + 1 : link.end;
    const before = text.slice(Math.max(at, from - 12), from);
    const until = Math.min(inside[i + 1]?.start ?? end, to + 20);
    const goesOn = beginsWord.test(text.slice(to, until));
    const named =
      leading.test(before) ||
      (doing.test(before) && !goesOn) ||
      (inside.length > 1 && goesOn && endsWord.test(before));
    const kept = text.slice(at, from);
    if (named) rest += kept + nameOf(link);
    else rest += /[\s\p{P}]/u.test(text.charAt(to)) ? withoutSpaceAtEnd(kept) : kept;
    at = to;
    if (/(?:^|\n)$/.test(rest)) while (/[^\S\n]/.test(text.charAt(at))) at += 1;
  }
  return trimmedEdit(rest + text.slice(at, end));
}

/** Without what only divided it from its neighbours. */
function trimmedEdit(edit: string): string {
  const begin = Math.max(0, edit.search(/[^\s,，、;；:：。.!！]/));
  let end = edit.length;
  while (end > begin && /[\s,，、;；:：]/.test(edit.charAt(end - 1))) end -= 1;
  return edit.slice(begin, end);
}

/** Line breaks stay. */
function withoutSpaceAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && /[^\S\n]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** The last part of a link's path, as it is written. */
function nameOf({ url }: Link): string {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  return path.slice(path.lastIndexOf('/') + 1);
}
