import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Drawing, Theme } from '#src/core/drawing.ts';
import { drawTimeline } from '#src/core/timeline-drawing.ts';
import { toTimeline } from '#src/core/timeline.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { createPainter } from '#src/picture/painter.ts';
import { drafts } from '#test/support/drafts.ts';

const paint = createPainter();
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

test('leaves out what no such font has', async () => {
  expect(await painted('\u{1F3AC}\u{1F469}\u200D\u{1F467}\u2764\uFE0F')).toBe(await painted(' '));
  expect(await painted('©')).not.toBe(await painted(' '));
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
