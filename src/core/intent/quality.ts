import { formats } from './lexicon-export.ts';
import { footage, polite, qualityWords, words } from './lexicon.ts';
import { isHan } from './parts.ts';

/** "1080p", "4k", "1920x1080", "60fps". */
export const isResolution = (word: string): boolean =>
  /^(?:\d{3,4}p(?:\d\d)?|[248]k|\d{3,4}x\d{3,4})$/.test(word);
export const isFrameRate = (word: string): boolean => /^\d{2,3}fps$/.test(word);

const english =
  /\b(?:(?:full|ultra) hd|[fu]?hd|(?:high|higher|highest|best|max|maximum|top|low|lower|lowest|good|full|original|standard)(?: |-)(?:possible )?(?:quality|resolution|res|definition)|hi-?res)\b/;

/** How good an export is to be, as it was said: "1080p", "hd", "highest quality", 最高画质. A size goes before words. */
export function qualityOf(list: string[]): string | undefined {
  const size = list.find(isResolution) ?? english.exec(list.join(' '))?.[0];
  if (size !== undefined) return size;
  const isQuality = (word: string | undefined): boolean =>
    word !== undefined && isHan(word) && qualityWords.has(word);
  const first = list.findIndex(isQuality);
  if (first < 0) return undefined;
  let end = first;
  while (isQuality(list[end]) || (list[end] === '的' && isQuality(list[end + 1]))) end += 1;
  return list.slice(first, end).join('');
}

const winding = words(
  `as in at with for of mp4 quality format share send save finish finalize finalise done up wrap back everything`,
  `格式 版 版本 用 为 成 保存 分享`,
);
const saysHow = (word: string): boolean =>
  qualityWords.has(word) || formats.has(word) || isResolution(word) || winding.has(word);

/** Scraps that say how to export, or to wind up: "1080p", "as an mp4", "and share". */
export function isExportScrap(list: string[]): boolean {
  return list.some(saysHow) && list.every((word) => saysHow(word) || polite.has(word) || footage.has(word));
}
