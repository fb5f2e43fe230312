import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toPieces } from '#adapters/telegram/format.ts';
import { parseHtml } from '#test/fakes/telegram/markup.ts';

test.each([
  ['plain', 'plain'],
  ['**bold** and `code`', '<b>bold</b> and <code>code</code>'],
  ['[words](https://a.example/?b=1&c="2")', '<a href="https://a.example/?b=1&amp;c=&quot;2&quot;">words</a>'],
  ['[words](javascript:alert(1))', '[words](javascript:alert(1))'],
  ['- one\n- two', '• one\n• two'],
  ['1 - 2\nhttps://a.example/x_y*z', '1 - 2\nhttps://a.example/x_y*z'],
  ['**<i>& not a tag**', '<b>&lt;i&gt;&amp; not a tag</b>'],
  ['** not bold ** nor **this', '** not bold ** nor **this'],
  ['`**as it is**`', '<code>**as it is**</code>'],
  ['🎬 **猫**', '🎬 <b>猫</b>'],
])('%j becomes %j', (markdown, html) => {
  expect(toPieces(markdown)).toEqual([html]);
});

describe('cutting', () => {
  const shownOf = (pieces: string[]): string[] => pieces.map((piece) => parseHtml(piece).text);

  test('between paragraphs where there are some', () => {
    const pieces = toPieces(`${'a'.repeat(700)}\n\n${'b'.repeat(300)}\n\n${'c'.repeat(100)}`, 1024);
    expect(shownOf(pieces)).toEqual([`${'a'.repeat(700)}\n\n${'b'.repeat(300)}`, 'c'.repeat(100)]);
  });

  test('else between lines, else between words', () => {
    expect(shownOf(toPieces(`${'a'.repeat(900)}\n${'b'.repeat(200)}`, 1024))).toEqual([
      'a'.repeat(900),
      'b'.repeat(200),
    ]);
    const [first = '', second = ''] = shownOf(toPieces('word '.repeat(300), 1024));
    expect(first.length).toBeLessThanOrEqual(1024);
    expect(`${first} ${second}`.trim()).toBe('word '.repeat(300).trim());
  });

  test('never inside a character, and what is bold stays so on both sides', () => {
    const pieces = toPieces(`**${'🎬'.repeat(3_000)}**`);
    expect(pieces.every((piece) => piece.startsWith('<b>') && piece.endsWith('</b>'))).toBe(true);
    expect(shownOf(pieces).join('')).toBe('🎬'.repeat(3_000));
  });

  test('any text is taken, fits, and loses nothing', () => {
    const words = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.constantFrom(
          '**',
          '`',
          '[x](https://a.example/y)',
          '<b>',
          '&lt;',
          '\n',
          '\n\n',
          '- ',
          ' ',
          '\u202e',
          '\u200f',
        ),
      ),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(words, fc.constantFrom(1024, 4096), (parts, limit) => {
        const text = parts.join('');
        const pieces = toPieces(text, limit);
        const shown = shownOf(pieces);
        expect(shown[0]!.length).toBeLessThanOrEqual(limit);
        for (const piece of shown) expect(piece.length).toBeLessThanOrEqual(4096);
        const bare = (value: string): string => value.replace(/\s/g, '');
        const whole = toPieces(text, Number.MAX_SAFE_INTEGER);
        expect(bare(shown.join(''))).toBe(bare(parseHtml(whole[0]!).text));
      }),
      { numRuns: 300 },
    );
  });
});
