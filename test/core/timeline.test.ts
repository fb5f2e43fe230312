import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isExportable, toTimeline } from '#src/core/timeline.ts';
import { locales } from '#src/core/message.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { likeDraft } from '#test/support/drafts.ts';

const draft = {
  t: [
    { tt: 0, sg: [{ s: 0, d: 10_000, m: { name: 'city timelapse' } }] },
    { tt: 1, sg: [{ s: 0, d: 10_000, m: { name: 'Lo-fi', volume: 0.35 } }] },
    { tt: 7, sg: [{ s: 0, d: 3_000, m: { text: 'Urban Dreams' } }] },
  ],
  d: 10_000,
  m: {},
};
const summary = (value: unknown): string => messagesFor('en').timeline.summary(toTimeline(value));
/** One segment of one track, as it is read. */
const segment = (raw: unknown, track: object = {}) =>
  toTimeline({ t: [{ tt: 0, sg: [raw], ...track }] }).tracks[0]?.segments[0];

describe('the summary', () => {
  test('has the form of the API notes', () => {
    expect(summary(draft)).toBe(
      'Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" (0-3s)',
    );
    expect(messagesFor('zh').timeline.summary(toTimeline(draft))).toBe(
      '时间轴（3 条轨道）： 1. 视频：city timelapse（0-10s） 2. 背景音乐：Lo-fi（0-10s，35%） 3. 标题："Urban Dreams"（0-3s）',
    );
  });

  test.each([
    [{}, 'Timeline (0 tracks):'],
    [{ t: [{ tt: 0, sg: [] }] }, 'Timeline (1 track): 1. Video: empty'],
    [{ t: [{ tt: 3, sg: [{ d: 500 }] }] }, 'Timeline (1 track): 1. Track: untitled (0-0.5s)'],
    [
      {
        t: [
          {
            tt: 0,
            sg: [
              { d: 1_000, m: { name: 'a' } },
              { d: 2_500, m: { name: 'b' } },
              { d: 1, m: { name: 'a' } },
            ],
          },
        ],
      },
      'Timeline (1 track): 1. Video: a and 1 more (0-3.5s)',
    ],
    [
      { t: [{ tt: 7, sg: [{ s: 1_000, d: 1_000, m: { text: 'two\nlines' } }] }] },
      'Timeline (1 track): 1. Title: "two lines" (1-2s)',
    ],
    [
      { t: [{ tt: 0, sg: [{ d: 1_000, m: { name: '3f2a1b4c-1111-4222-8333-444455556666.mp4' } }] }] },
      'Timeline (1 track): 1. Video: untitled (0-1s)',
    ],
    [
      {
        t: [{ tt: 0, sg: [{ d: 1_000, m: { name: 'https://cdn.example.com/x/beach%20day.mp4?token=1' } }] }],
      },
      'Timeline (1 track): 1. Video: beach day.mp4 (0-1s)',
    ],
  ])('of %j is %s', (value, expected) => {
    expect(summary(value)).toBe(expected);
  });
});

describe('what is not documented is looked for', () => {
  test.each([
    [
      { start: 500, duration: 1_500, title: 'beach' },
      { startMs: 500, durationMs: 1_500, name: 'beach' },
    ],
    [
      { s: '500', d: '1500.5', n: 'beach' },
      { startMs: 500, durationMs: 1_500.5, name: 'beach' },
    ],
    [
      { s: 1_000, e: 4_000 },
      { startMs: 1_000, durationMs: 3_000 },
    ],
    [
      { s: -5, d: -7 },
      { startMs: 0, durationMs: 0 },
    ],
    [
      { s: 'NaN', d: 'soon' },
      { startMs: 0, durationMs: 0 },
    ],
    [
      { s: Infinity, d: -Infinity },
      { startMs: 0, durationMs: 0 },
    ],
    [{ d: 1_000, m: { vol: 80 } }, { volume: 0.8 }],
    [{ d: 1_000, volume: '35%' }, { volume: 0.35 }],
    [{ d: 1_000, volume: '1.5' }, { volume: 1.5 }],
    [{ d: 1_000, volume: -6 }, { volume: undefined }],
    [{ d: 1_000, muted: true, volume: 1 }, { volume: 0 }],
    [{ d: 1_000, m: { content: '{"text":"Hello","styles":[{"size":8}]}' } }, { text: 'Hello' }],
    [{ d: 1_000, m: { text: { content: { text: 'Hello' } } } }, { text: 'Hello' }],
    [{ d: 1_000, m: { text: '{"broken' } }, { text: undefined }],
    [{ d: 1_000, m: { speed: '2' } }, { speed: 2 }],
  ])('%j', (raw, expected) => {
    expect(segment(raw)).toMatchObject(expected);
  });

  test('a track may name its segments and be as loud as all of them', () => {
    expect(segment({ d: 1_000 }, { m: { name: 'Lo-fi', volume: 0.2 } })).toMatchObject({
      name: 'Lo-fi',
      volume: 0.2,
    });
  });

  test('tracks may come as an object, their type as a word or a text', () => {
    const { tracks } = toTimeline({
      t: { 0: { tt: 'audio', sg: { 0: { d: 5 } } }, 1: { tt: '7' }, 2: { tt: 'hologram' }, 3: null },
    });
    expect(tracks.map(({ type }) => type)).toEqual(['audio', 'text', 'other', 'other']);
    expect(tracks[0]?.segments).toHaveLength(1);
  });

  test('segments without a start follow one another', () => {
    const { tracks, durationMs } = toTimeline({ t: [{ tt: 0, sg: [{ d: 1_000 }, 7, null, { d: 2_000 }] }] });
    expect(tracks[0]?.segments.map(({ startMs }) => startMs)).toEqual([0, 1_000]);
    expect(durationMs).toBe(3_000);
  });
});

test.each([
  [draft, true],
  [{ t: [{ tt: 0, sg: [] }, { tt: 1 }] }, false],
  [{ t: [{ tt: 9, sg: [{}] }] }, true],
  [undefined, false],
  ['text', false],
])('%j can be exported: %s', (value, expected) => {
  expect(isExportable(value)).toBe(expected);
});

describe('any JSON is read', () => {
  test('without a throw, with times and amounts that can be shown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), likeDraft), (value) => {
        const timeline = toTimeline(value);
        expect(timeline.durationMs).toBeGreaterThanOrEqual(0);
        for (const track of timeline.tracks) {
          for (const { startMs, durationMs, volume, speed } of track.segments) {
            for (const amount of [startMs, durationMs, volume ?? 0, speed ?? 1]) {
              expect(amount).toBeGreaterThanOrEqual(0);
              expect(amount).toBeLessThan(Infinity);
            }
          }
        }
        for (const locale of locales)
          expect(messagesFor(locale).timeline.summary(timeline)).not.toMatch(
            /NaN|undefined|Infinity|\[object/,
          );
        expect(typeof isExportable(value)).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });

  test('however deep and however long', () => {
    const deep = JSON.parse(`${'{"m":'.repeat(5_000)}1${'}'.repeat(5_000)}`) as unknown;
    expect(toTimeline({ t: [{ tt: 0, sg: [{ d: 1, m: deep, text: deep }] }], m: deep }).tracks).toHaveLength(
      1,
    );
    const long = {
      t: [
        {
          tt: 0,
          sg: Array.from({ length: 200_000 }, (_, at) => ({ s: at, d: 1, m: { name: `n${at % 9}` } })),
        },
      ],
    };
    expect(toTimeline(long).durationMs).toBe(200_000);
    expect(summary(long)).toBe('Timeline (1 track): 1. Video: n0 and 8 more (0-200s)');
  });
});
