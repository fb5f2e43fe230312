import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Drawing, Theme } from '#src/core/drawing.ts';
import { drawTimeline } from '#src/core/timeline-drawing.ts';
import { toTimeline } from '#src/core/timeline.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { createPainter } from '#src/picture/painter.ts';
import { drafts } from '#test/support/drafts.ts';

const paint = createPainter();
const tenth = (n: number): number => Math.round(n * 10) / 10;
const saying = (text: string): Drawing => ({
  width: 40,
  height: 40,
  shapes: [{ as: 'words', x: 4, y: 30, size: 30, text, ink: 'ink' }],
});
const painted = async (text: string, theme: Theme = 'light'): Promise<string> =>
  Buffer.from(await paint(saying(text), theme)).toString('base64');

test('gives a PNG of twice the size', async () => {
  const png = Buffer.from(await paint(saying('a'), 'light'));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([80, 80]);
});

test('has the letters that people write in, each with its own shape', async () => {
  const letters = Array.from('海边日落夏字幕龘繁體あアéЖΩ');
  const shapes = await Promise.all(letters.map((letter) => painted(letter)));
  // What no font has: the box that stands for it is the same for all.
  const box = await painted('\u{E0F0}');
  expect(await painted('\u{E0F1}')).toBe(box);
  const blank = await painted(' ');
  expect(box).not.toBe(blank);
  expect(new Set([box, blank, ...shapes]).size).toBe(letters.length + 2);
});

test('has every emoji, those of several characters too, each with its own shape', async () => {
  const emoji = ['🎬', '❤️', '🏖️', '👩‍👧', '👨‍👩‍👧‍👦', '🇮🇹', '🇨🇳', '1️⃣', '🏳️‍🌈', '🏴‍☠️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '✅'];
  const shapes = await Promise.all(emoji.map((one) => painted(one)));
  expect(new Set([await painted('\u{E0F0}'), await painted(' '), ...shapes]).size).toBe(emoji.length + 2);
  // A thumb has no colour here, and is the same thumb.
  expect(await painted('👍🏽')).toBe(await painted('👍'));
});

test('emoji stand where they stand in the words, and change nothing of them', async () => {
  // Each emoji of the font is as wide as this much of the letters' ideographic spaces.
  const wide = 1.26953125;
  const at = (x: number, text: string): Drawing['shapes'][number] => ({
    as: 'words',
    x,
    y: 30,
    size: 32,
    text,
    ink: 'ink',
  });
  const whole = async (...shapes: Drawing['shapes']): Promise<string> =>
    Buffer.from(await paint({ width: 240, height: 40, shapes }, 'dark')).toString('base64');
  const inOne = await whole(at(8, '海👩‍👧海🎬'));
  expect(inOne).toBe(
    await whole(at(8, '海'), at(40, '👩‍👧'), at(tenth(40 + 32 * wide), '海'), at(tenth(72 + 32 * wide), '🎬')),
  );
  const end = { ...at(8 + 32 * (2 + 2 * wide), '海👩‍👧海🎬'), anchor: 'end' } as const;
  expect(await whole(end)).toBe(inOne);
});

test('an emoji that no font has leaves no box', async () => {
  expect(await painted('a\u{1F8FF}')).toBe(await painted('a'));
});

test('is light or dark', async () => {
  expect(await painted('a', 'dark')).not.toBe(await painted('a', 'light'));
});

test('works through whatever a draft may hold', async () => {
  const { picture } = messagesFor('zh').timeline;
  await fc.assert(
    fc.asyncProperty(drafts, async (draft) => {
      const drawing = drawTimeline(toTimeline(draft), { ...picture, title: '海边', facts: [] });
      expect((await paint(drawing, 'dark')).length).toBeGreaterThan(100);
    }),
    { numRuns: 15 },
  );
});
