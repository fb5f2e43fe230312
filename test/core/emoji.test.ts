import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEmoji, toPieces } from '#src/core/emoji.ts';
import { fitting, textWidth } from '#src/core/text-width.ts';

describe('a text in pieces', () => {
  test.each([
    ['🎬 Summer 🌅', ['*🎬', ' Summer ', '*🌅']],
    ['海👩‍👧👍🏽🇩🇪🇨🇳1️⃣☀️', ['海', '*👩‍👧', '*👍🏽', '*🇩🇪', '*🇨🇳', '*1️⃣', '*☀️']],
    ['© 2026 Ann™ #1 *', ['© 2026 Ann™ #1 *']],
    ['©️', ['*©️']],
    ['', []],
  ])('%s', (text, pieces) => {
    expect(toPieces(text).map((piece) => `${piece.isEmoji ? '*' : ''}${piece.text}`)).toEqual(pieces);
  });

  test('any text is the sum of its pieces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const pieces = toPieces(text);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        expect(pieces.every((piece) => piece.text !== '')).toBe(true);
      }),
    );
  });

  test('one emoji alone is known', () => {
    expect(['👨‍👩‍👧‍👦', '🇮🇹', '🎬🎬', 'a🎬', 'a', ''].map(isEmoji)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

test('a family is as wide as one of it, and is kept or left whole', () => {
  expect(textWidth('👨‍👩‍👧‍👦', 10)).toBe(textWidth('👨', 10));
  expect(fitting('👨‍👩‍👧‍👦🇮🇹👍🏽 goodbye', 10, 40)).toBe('👨‍👩‍👧‍👦🇮🇹…');
});
