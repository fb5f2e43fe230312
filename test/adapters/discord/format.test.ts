import { array, assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortened, splitText, toDiscord } from '#adapters/discord/format.ts';

describe('our markdown in Discord’s', () => {
  test.each([
    ['**bold** and `code_with_it`', '**bold** and `code_with_it`'],
    ['my_clip_final.mp4', 'my\\_clip\\_final.mp4'],
    ['**my_clip**', '**my\\_clip**'],
    ['https://example.com/a_b_c?x=**y**', 'https://example.com/a_b_c?x=**y**'],
    ['[the_editor](https://example.com/a_b)', '[the_editor](https://example.com/a_b)'],
    ['# not a heading', '\\# not a heading'],
    ['one\n> not a quote\n-# nor small', 'one\n\\> not a quote\n\\-# nor small'],
    ['- one\n- two', '- one\n- two'],
    ['~~gone~~ ||hidden|| *slanted*', '\\~\\~gone\\~\\~ \\|\\|hidden\\|\\| \\*slanted\\*'],
    ['```\n# code stays\n```', '```\n# code stays\n```'],
    ['2 > 1 # 3', '2 > 1 # 3'],
    ['C:\\clips', 'C:\\\\clips'],
  ])('%j becomes %j', (text, expected) => {
    expect(toDiscord(text)).toBe(expected);
  });
});

describe('long texts', () => {
  const words = (text: string): string[] =>
    text.split(/\s+/).filter((word) => word !== '' && !word.startsWith('```'));

  test('are cut between paragraphs, else lines, else words', () => {
    expect(splitText('aaaa\n\nbbbb\n\ncccc', 10)).toEqual(['aaaa\n\nbbbb', 'cccc']);
    expect(splitText('aaaa\nbbbb\ncccc', 10)).toEqual(['aaaa\nbbbb', 'cccc']);
    expect(splitText('aaaa bbbb cccc', 10)).toEqual(['aaaa bbbb', 'cccc']);
    expect(splitText('abcdefghijkl', 10)).toEqual(['abcdefghij', 'kl']);
    expect(splitText('')).toEqual(['']);
  });

  test('keep a code block whole where it fits, and fenced where it does not', () => {
    const block = '```js\none\n\ntwo\n```';
    expect(splitText(`${'a'.repeat(20)}\n\n${block}`, 24)).toEqual(['a'.repeat(20), block]);
    const long = `\`\`\`js\n${'line\n'.repeat(10)}\`\`\``;
    for (const part of splitText(long, 30)) expect(part).toMatch(/^```js\n[^]*\n```$/);
  });

  test('never cut a character or an escape in two', () => {
    for (const part of splitText('🎬'.repeat(20), 7)) expect(part.isWellFormed()).toBe(true);
    expect(splitText(`abcdefghi\\_jk`, 10)).toEqual(['abcdefghi', '\\_jk']);
  });

  test('lose no word, and no part is too long', () => {
    assert(
      property(array(string({ minLength: 1, maxLength: 30 })), (texts) => {
        const text = texts.join('\n\n');
        const parts = splitText(text, 40);
        expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(40);
        expect(words(parts.join('\n')).join('')).toBe(words(text).join(''));
      }),
    );
  });
});

test('shortening counts characters and says that it did', () => {
  expect(shortened('abc', 3)).toBe('abc');
  expect(shortened('abcd', 3)).toBe('ab…');
  expect(shortened('🎬🎬🎬', 2)).toBe('🎬…');
});
