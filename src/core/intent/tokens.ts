import { linked, quoted } from './mask.ts';
import { isHan } from './parts.ts';
import { withNouns, withoutPhrases } from './phrases.ts';
import { forgive } from './typos.ts';
import { hanWords } from './vocabulary.ts';

/** A word as it is looked up, and where it stands. */
export type Token = { word: string; start: number; end: number };

/** How a quotation and a link read as a word. */
export const quotedWord = '"';
export const linkWord = 'LINK';

/**
 * One piece at a time: quotations, links, mentions, sizes ("1080p", "1920x1080"), formats, numbers with their
 * unit, words, runs of Chinese, single letters of other scripts. Signs and emoji are not words.
 */
const piece = new RegExp(
  [
    `${quoted}+`,
    `${linked}+`,
    '@[a-z0-9_]+',
    '\\d{3,4}\\s?x\\s?\\d{3,4}(?!\\d)',
    '\\d{2,3}\\s?fps',
    '\\d{3,4}p(?:\\d\\d)?(?=mp4|[^a-z\\d]|$)',
    '[248]k(?=mp4|[^a-z\\d]|$)',
    'h\\.?26[45]|mp[34]',
    '\\d+(?:[.:]\\d+)*[a-z]*',
    "[\\p{Script=Latin}]+(?:['-][\\p{Script=Latin}\\d]+)*\\d*",
    '\\p{Script=Han}+',
    '\\p{L}',
  ].join('|'),
  'giu',
);

/** The words of a readable text between two offsets. */
export function tokensOf(text: string, start: number, end: number): Token[] {
  const found: Token[] = [];
  piece.lastIndex = start;
  for (const match of text.slice(0, end).matchAll(piece)) {
    const [written] = match;
    const at = match.index;
    if (isHan(written)) found.push(...cutHan(written, at));
    else if (!written.startsWith('@'))
      found.push({ word: wordOf(written), start: at, end: at + written.length });
  }
  return withNouns(withoutPhrases(found));
}

function wordOf(written: string): string {
  if (written.startsWith(quoted)) return quotedWord;
  if (written.startsWith(linked)) return linkWord;
  return forgive(written.toLowerCase().replace(/\s/g, ''));
}

/** Chinese is cut by the longest word of the lexicon; what it does not know stands alone. */
function cutHan(text: string, offset: number): Token[] {
  const found: Token[] = [];
  for (let at = 0; at < text.length;) {
    const word =
      hanWords.get(text.charAt(at))?.find((candidate) => text.startsWith(candidate, at)) ?? text.charAt(at);
    found.push({ word, start: offset + at, end: offset + at + word.length });
    at += word.length;
  }
  return found;
}
