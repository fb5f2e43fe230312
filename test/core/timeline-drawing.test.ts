import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toSvg, type Drawing, type Theme } from '#src/core/drawing.ts';
import type { Locale } from '#src/core/message.ts';
import { drawTimeline } from '#src/core/timeline-drawing.ts';
import { toTimeline } from '#src/core/timeline.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { drafts, likeDraft } from '#test/support/drafts.ts';

type Piece = [startMs: number, durationMs: number, more: object];
const track = (tt: number, ...pieces: Piece[]): object => ({
  tt,
  sg: pieces.map(([s, d, m]) => ({ s, d, m })),
});
const clip = (name: string): object => ({ name });
const words = (text: string): object => ({ text });

function draw(
  t: object[],
  more: { title?: string; facts?: string[]; locale?: Locale; m?: object } = {},
): Drawing {
  const { title = 'beach', facts = [], locale = 'en', m = {} } = more;
  const { picture } = messagesFor(locale).timeline;
  return drawTimeline(toTimeline({ t, m }), { ...picture, title, facts });
}
const said = ({ shapes }: Drawing): string[] =>
  shapes.flatMap((shape) => (shape.as === 'words' ? [shape.text] : []));
const bars = ({ shapes }: Drawing, ink: string) =>
  shapes.flatMap((shape) => (shape.as === 'box' && shape.ink === ink ? [shape] : []));

const usual = [
  track(0, [0, 7_400, clip('harbour at dusk.mp4')], [7_400, 4_600, clip('skyline.mp4')]),
  track(1, [0, 12_000, { name: 'Lo-fi evening', volume: 0.35 }]),
  track(7, [0, 3_000, words('Urban Dreams')], [8_000, 4_000, words('See you soon')]),
];
const chinese = [
  track(0, [0, 8_000, clip('海边的日落.mp4')], [8_000, 6_000, clip('城市夜景.mp4')]),
  track(1, [0, 14_000, { name: '轻音乐', volume: 0.4 }]),
  track(7, [0, 4_000, words('夏日海边')], [3_000, 4_000, words('再见，夏天')]),
];
const captions = track(
  7,
  ...Array.from({ length: 100 }, (_, n): Piece => [n * 3_000, 2_600, words(`caption ${n}`)]),
);

describe('a picture of the timeline', () => {
  const cases: [string, Drawing][] = [
    ['usual', draw(usual, { facts: ['16:9', 'edited since v2'] })],
    ['chinese', draw(chinese, { title: '海边', facts: ['9:16', '已导出为 v1'], locale: 'zh' })],
    ['captions', draw([track(0, [0, 300_000, clip('talk.mp4')]), captions])],
    ['empty', draw([])],
    ['short', draw([track(0, [0, 400, clip('blink.mp4')])])],
    ['long', draw([track(0, [0, 3 * 3_600_000, clip('conference.mp4')])], { m: { playhead: 4_000_000 } })],
  ];
  const themes: Theme[] = ['light', 'dark'];
  test.each(cases.flatMap(([name, drawing]) => themes.map((theme) => ({ name, drawing, theme }))))(
    '$name, $theme',
    async ({ name, drawing, theme }) => {
      await expect(`${toSvg(drawing, theme, 'Noto Sans SC')}\n`).toMatchFileSnapshot(
        `drawings/${name}-${theme}.svg`,
      );
    },
  );
});

test('bars lie where their seconds are, under a ruler of round numbers', () => {
  const drawing = draw(usual);
  expect(said(drawing)).toEqual(expect.arrayContaining(['0:00', '0:02', '0:04', '0:10', '0:12']));
  const [first, second] = bars(drawing, 'video');
  const whole = 600 - 2 * 16;
  expect(first!.x).toBe(16);
  expect(second!.x).toBeCloseTo(16 + (7.4 / 12) * whole, 0);
  expect(second!.x + second!.width).toBeCloseTo(600 - 16, -1);
});

test('names, volume and place stand on the bars', () => {
  expect(said(draw(usual))).toEqual(
    expect.arrayContaining([
      'harbour at dusk.mp4 · 0:00–0:07.4',
      'Lo-fi evening · 35% · 0:00–0:12',
      'Urban Dreams',
    ]),
  );
});

test('what is longer than its bar ends in dots, within it', () => {
  const name = '一个非常长的名字'.repeat(6);
  const text = said(draw([track(0, [0, 4_000, clip(name)], [4_000, 4_000, clip('b.mp4')])])).find((one) =>
    one.endsWith('…'),
  );
  expect(text!.length).toBeGreaterThan(8);
  expect(text!.length).toBeLessThan(20);
});

test('what overlaps lies on lanes of its own', () => {
  const tops = bars(
    draw([track(7, [0, 5_000, words('a')], [2_000, 5_000, words('b')], [5_000, 5_000, words('c')])]),
    'text',
  ).map(({ y }) => y);
  expect(tops[0]).toBe(tops[1]);
  expect(tops[2]).toBeGreaterThan(tops[0]!);
});

test('a hundred captions are a hundred marks', () => {
  expect(bars(draw([captions]), 'text')).toHaveLength(100);
});

test('thousands of them are a band, and no large drawing', () => {
  const many = Array.from({ length: 5_000 }, (_, n): Piece => [n * 1_000, 900, words(`caption ${n}`)]);
  const drawing = draw([track(7, ...many)]);
  expect(JSON.stringify(drawing).length).toBeLessThan(20_000);
  expect(said(drawing)).toContain('Titles × 5000');
});

test('words are words, whatever they are', () => {
  const evil = '</text><script>alert(1)</script>&"\u202e\u0000\ud800 بطاقة 👩‍👩‍👧';
  const svg = toSvg(draw([track(7, [0, 4_000, words(evil)])], { title: evil }), 'light', 'Noto Sans SC');
  expect(svg.isWellFormed()).toBe(true);
  for (const part of ['<script', '\u0000', '\u202e']) expect(svg).not.toContain(part);
  expect(svg).toContain('&lt;/text&gt;');
});

test('an address is shown by its file, and an id not at all', () => {
  const drawing = draw([track(0, [0, 4_000, clip('https://cdn.example/a/beach.mp4?token=nmv_usr_x')])]);
  expect(said(drawing).join()).toContain('beach.mp4');
  expect(said(drawing).join()).not.toContain('nmv_');
});

test('a length beyond all numbers is none', () => {
  const { picture } = messagesFor('en').timeline;
  const draft = { t: [{ tt: 0, sg: [{}] }], d: Number.MAX_VALUE };
  const drawing = drawTimeline(toTimeline(draft), { ...picture, title: 'x', facts: [] });
  expect(toSvg(drawing, 'dark', 'Noto Sans SC')).not.toMatch(/NaN|undefined|Infinity/);
});

test('every draft gives a drawing of which all lies within its frame', () => {
  fc.assert(
    fc.property(fc.oneof(drafts, likeDraft), (draft) => {
      const { picture } = messagesFor('en').timeline;
      const drawing = drawTimeline(toTimeline(draft), { ...picture, title: 'x', facts: [] });
      expect(drawing.shapes.length).toBeLessThan(12_000);
      for (const shape of drawing.shapes) {
        const right = shape.x + (shape.as === 'box' ? shape.width : 0);
        const bottom = shape.y + (shape.as === 'box' ? shape.height : 0);
        expect([shape.x, shape.y, right, bottom].every(Number.isFinite)).toBe(true);
        expect(Math.min(shape.x, shape.y)).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(drawing.width);
        expect(bottom).toBeLessThanOrEqual(drawing.height);
      }
      expect(toSvg(drawing, 'dark', 'Noto Sans SC')).not.toMatch(/NaN|undefined|Infinity/);
    }),
  );
});
