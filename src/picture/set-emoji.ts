import type { Drawing, Shape } from '#src/core/drawing.ts';
import { toPieces, type Piece } from '#src/core/emoji.ts';
import { textWidth } from '#src/core/text-width.ts';
import type { Advances } from './advances.ts';

type Words = Shape & { as: 'words' };

/**
 * Gives every emoji a text of its own, right where it stands: resvg loses emoji that are made of several characters where
 * other words are beside them (github.com/linebender/resvg/issues/861). One that the font does not have is left out.
 */
export function setEmoji(drawing: Drawing, fonts: { letters: Advances; emoji: Advances }): Drawing {
  return {
    ...drawing,
    shapes: drawing.shapes.flatMap((shape) => (shape.as === 'box' ? shape : apart(shape))),
  };

  function apart(words: Words): Shape[] {
    const pieces = toPieces(words.text).filter((piece) => !piece.isEmoji || emsOf(piece) > 0);
    if (!pieces.some(({ isEmoji }) => isEmoji))
      return [{ ...words, text: pieces.map(({ text }) => text).join('') }];
    const { anchor, ...placed } = words;
    const wide = pieces.reduce((sum, piece) => sum + emsOf(piece), 0) * words.size;
    let x = words.x - (anchor === 'end' ? wide : anchor === 'middle' ? wide / 2 : 0);
    return pieces.flatMap((piece) => {
      // A text that begins or ends with spaces loses them.
      const text = piece.text.trim();
      const spaces = piece.text.slice(0, piece.text.indexOf(text));
      const at = x + lettersEms(spaces) * words.size;
      x += emsOf(piece) * words.size;
      return text === '' ? [] : [{ ...placed, x: Math.round(at * 10) / 10, text }];
    });
  }

  function emsOf({ text, isEmoji }: Piece): number {
    // All emoji of a font are of one width, whatever they are joined of.
    return isEmoji ? (fonts.emoji(text.codePointAt(0) ?? 0) ?? 0) : lettersEms(text);
  }

  function lettersEms(text: string): number {
    let ems = 0;
    for (const letter of text.normalize('NFC')) {
      ems += fonts.letters(letter.codePointAt(0) ?? 0) ?? textWidth(letter, 1);
    }
    return ems;
  }
}
