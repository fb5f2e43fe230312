import { toPieces } from './emoji.ts';

/** Fonts differ in how wide their emoji are, and none has them wider. */
const emojiEms = 1.4;

/**
 * How wide a text is, about, where no font can be asked: in units of its size. Written to be too wide rather than too
 * narrow, so that what fits by this fits in any plain sans serif.
 */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const piece of toPieces(text)) {
    if (piece.isEmoji) ems += emojiEms;
    else for (const character of piece.text) ems += emsOf(character);
  }
  return ems * size;
}

/** The text as it is, else as much of it as fits with "…" behind it; nothing where not even that would say much. */
export function fitting(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const pieces = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  let used = textWidth('…', size);
  let kept = '';
  for (const piece of pieces) {
    used += textWidth(piece, size);
    if (used > width) break;
    kept += piece;
  }
  kept = kept.trimEnd();
  return kept === '' ? '' : `${kept}…`;
}

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60·…]/u;

function emsOf(character: string): number {
  if (/\p{M}|\u200D|\uFE0F/u.test(character)) return 0;
  if (wide.test(character)) return 1;
  if (/[ijlftrI.,:;'|!()[\] ]/.test(character)) return 0.36;
  if (/[mwMW@%]/.test(character)) return 0.92;
  return /\p{Lu}/u.test(character) ? 0.68 : 0.58;
}
