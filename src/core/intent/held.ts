import { isOfExport, isSent } from './exports.ts';
import { exportVerbs, holdFill, holdWords, sendVerbs } from './lexicon-export.ts';
import { praise } from './lexicon.ts';
import { isHan, partsOf } from './parts.ts';

/** A held export is never told in more words than this. */
const longest = 40;

/** True for a word that may stand beside an export, wanted or not. */
export const isSpoken = (word: string): boolean =>
  isOfExport(word) || holdWords.has(word) || holdFill.has(word) || praise.has(word);

const english = [...holdWords].filter((word) => /^[a-z]/.test(word)).join('|');
/** 以后 puts off only where it begins; elsewhere it is "after". */
const hold = new RegExp(String.raw`\b(?:${english}|i will|we will|not now)\b|^(?:那 |就 |我 |我们 )*以后 `);
const anyway = /\b(?:why not|not only|no problem|no worries)\b/;
const myself = /\b(?:i'll|i will|we'll|we will)\b/;

/** True for the words of a clause that speak of an export which is not wanted, or not now. */
export function isHeld(list: string[]): boolean {
  if (list.length > longest) return false;
  const parts = partsOf(list, isSpoken);
  if (parts === undefined) return false;
  const text = parts.join(' ');
  if (anyway.test(text) || (myself.test(text) && /\b(?:now|please|take)\b/.test(text))) return false;
  if (!hold.test(text) && !parts.some((word) => isHan(word) && holdWords.has(word))) return false;
  if (parts.some((word) => exportVerbs.has(word))) return true;
  return parts.some((word) => sendVerbs.has(word)) && isSent(parts, text);
}

const no = /^(?:not|no|nope|nah|later)$|^(?:不|别|先不|还不|不用|先别|暂时不|等等|先等等|不要)$/;

/** "Not yet", "先不": after an export, they take it back. */
export function isNo(list: string[]): boolean {
  return (
    list.length <= 5 &&
    list.some((word) => no.test(word)) &&
    list.every((word) => no.test(word) || isSpoken(word)) &&
    !list.some((word) => /^(?:problem|worries|rush|hurry|else|问题|事)$/.test(word))
  );
}
