/** A part of a text: some of its letters, or one emoji as people count them, with its skin, its family or its flag. */
export type Piece = { text: string; isEmoji: boolean };

/** ©, ® and ™ are letters, except where they ask to be pictures. */
const emoji = /[\p{Emoji_Presentation}\p{Emoji_Modifier}\uFE0F\u20E3]|(?![©®™])\p{Extended_Pictographic}/u;
const segmenter = new Intl.Segmenter();

/** The text cut into its emoji and what stands between them, in order. Nothing is left out, and no piece is empty. */
export function toPieces(text: string): Piece[] {
  if (text === '') return [];
  if (!emoji.test(text)) return [{ text, isEmoji: false }];
  const pieces: Piece[] = [];
  for (const { segment } of segmenter.segment(text)) {
    const last = pieces.at(-1);
    const isEmoji = emoji.test(segment);
    if (isEmoji || last === undefined || last.isEmoji) pieces.push({ text: segment, isEmoji });
    else last.text += segment;
  }
  return pieces;
}

/** True for a text that is one emoji and nothing else. */
export function isEmoji(text: string): boolean {
  const [first, second] = toPieces(text);
  return first?.isEmoji === true && second === undefined;
}
