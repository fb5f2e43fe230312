import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffTimelines } from '#src/core/timeline-diff.ts';
import { isSameJson } from '#src/core/same-json.ts';
import { messagesFor } from '#src/i18n/index.ts';

const clip = (s: number, d: number, m: object = {}): object => ({
  s,
  d,
  m: { name: 'city timelapse', ...m },
});
const video = (...sg: object[]): object => ({ tt: 0, sg });
const music = (m: object = {}): object => ({ tt: 1, sg: [{ s: 0, d: 10_000, m: { name: 'Lo-fi', ...m } }] });
const title = (text: string, s = 0, d = 3_000, m: object = {}): object => ({
  tt: 7,
  sg: [{ s, d, m: { text, ...m } }],
});
const draft = (...t: object[]): object => ({ t, d: 10_000, m: {} });

const words = (before: unknown, after: unknown, locale: 'en' | 'zh' = 'en'): string =>
  messagesFor(locale).timeline.changes(diffTimelines(before, after));

describe('a change in words', () => {
  const start = draft(video(clip(0, 10_000)), music(), title('Urban Dreams'));
  const cases: [string, unknown, unknown, string, string][] = [
    [
      'added',
      draft(video(clip(0, 10_000))),
      draft(video(clip(0, 10_000)), title('Urban Dreams')),
      '✅ Title added: "Urban Dreams" (0-3s)',
      '✅ 已添加标题："Urban Dreams"（0-3s）',
    ],
    [
      'music added',
      draft(),
      draft(music({ volume: 0.35 })),
      '✅ Music added: Lo-fi (0-10s, 35%)',
      '✅ 已添加背景音乐：Lo-fi（0-10s，35%）',
    ],
    [
      'removed',
      start,
      draft(video(clip(0, 10_000)), music()),
      '✅ Title removed: "Urban Dreams"',
      '✅ 已删除标题："Urban Dreams"',
    ],
    [
      'moved',
      start,
      draft(video(clip(0, 10_000)), music(), title('Urban Dreams', 2_000)),
      '✅ Title "Urban Dreams" moved from 0-3s to 2-5s',
      '✅ 标题 "Urban Dreams" 从 0-3s 移到 2-5s',
    ],
    [
      'trimmed',
      start,
      draft(video(clip(0, 8_000)), music(), title('Urban Dreams')),
      '✅ Video city timelapse trimmed from 0-10s to 0-8s',
      '✅ 视频 city timelapse 从 0-10s 剪短到 0-8s',
    ],
    [
      'extended',
      start,
      draft(video(clip(0, 10_000)), music(), title('Urban Dreams', 0, 5_000)),
      '✅ Title "Urban Dreams" extended from 0-3s to 0-5s',
      '✅ 标题 "Urban Dreams" 从 0-3s 延长到 0-5s',
    ],
    [
      'volume',
      draft(music({ volume: 0.35 })),
      draft(music({ volume: 0.2 })),
      '✅ Music Lo-fi: volume 35% → 20%',
      '✅ 背景音乐 Lo-fi 音量 35% → 20%',
    ],
    [
      'muted',
      draft(music()),
      draft(music({ muted: true })),
      '✅ Music Lo-fi: volume 100% → 0%',
      '✅ 背景音乐 Lo-fi 音量 100% → 0%',
    ],
    [
      'text',
      start,
      draft(video(clip(0, 10_000)), music(), title('City Nights')),
      '✅ Title changed from "Urban Dreams" to "City Nights"',
      '✅ 标题由"Urban Dreams"改为"City Nights"',
    ],
    [
      'recut',
      start,
      draft(video(clip(0, 4_000), clip(4_000, 3_500)), music(), title('Urban Dreams')),
      '✅ Video city timelapse cut: 10s → 7.5s, in 2 pieces',
      '✅ 视频 city timelapse 重新剪切：10s → 7.5s，共 2 段',
    ],
    [
      'recut and muted',
      draft(video(clip(0, 9_000))),
      draft(video(clip(0, 4_000, { volume: 0 }), clip(4_000, 5_000, { volume: 0 }))),
      '✅ Video city timelapse cut: 9s → 9s, in 2 pieces\n✅ Video city timelapse: volume 100% → 0%',
      '✅ 视频 city timelapse 重新剪切：9s → 9s，共 2 段\n✅ 视频 city timelapse 音量 100% → 0%',
    ],
    [
      'speed',
      draft(video(clip(0, 10_000))),
      draft(video(clip(0, 5_000, { speed: 2 }))),
      '✅ Video city timelapse: speed 1x → 2x (now 0-5s)',
      '✅ 视频 city timelapse 速度 1x → 2x（现在 0-5s）',
    ],
    [
      'frame',
      { ...draft(music()), m: {} },
      { ...draft(music()), m: { aspect: '9:16' } },
      '✅ Frame changed to 9:16',
      '✅ 画幅改为 9:16',
    ],
    [
      'unnamed',
      draft(video({ s: 0, d: 10_000 })),
      draft(video({ s: 0, d: 8_000 })),
      '✅ Video trimmed from 0-10s to 0-8s',
      '✅ 视频从 0-10s 剪短到 0-8s',
    ],
    [
      'other',
      draft(title('a', 0, 1_000)),
      draft(title('a', 0, 1_000, { color: 'red' })),
      '✅ The timeline was changed',
      '✅ 时间轴有改动',
    ],
    [
      'less than a tenth of a second',
      draft(video(clip(0, 10_000))),
      draft(video(clip(0, 10_020))),
      '✅ The timeline was changed',
      '✅ 时间轴有改动',
    ],
  ];
  test.each(cases)('%s', (_, before, after, en, zh) => {
    expect(words(before, after)).toBe(en);
    expect(words(before, after, 'zh')).toBe(zh);
  });

  test('a hundred captions are not told one by one', () => {
    const captions = {
      tt: 7,
      sg: Array.from({ length: 100 }, (_, at) => ({ s: at * 1_000, d: 1_000, m: { text: `line ${at}` } })),
    };
    const lines = words(draft(), draft(captions)).split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe('✅ 91 more changes');
  });
});

test.each([
  [undefined, null],
  [undefined, {}],
  [null, { t: [], d: 0, m: {} }],
  [undefined, { t: [{ tt: 0, sg: [] }] }],
])('nothing on the timeline is no change from no timeline: %j, %j', (before, after) => {
  expect(diffTimelines(before, after)).toEqual([]);
});

describe('no change ⇔ nothing to say', () => {
  const draftLike = fc.record({
    t: fc.array(
      fc.record({
        tt: fc.constantFrom(0, 1, 7, 3, 'x'),
        sg: fc.array(
          fc.record(
            {
              s: fc.nat(9_000),
              d: fc.oneof(fc.nat(9_000), fc.string()),
              m: fc.record(
                { name: fc.string(), text: fc.string(), volume: fc.double() },
                { requiredKeys: [] },
              ),
            },
            { requiredKeys: ['d'] },
          ),
          { maxLength: 4 },
        ),
      }),
      { maxLength: 4 },
    ),
    d: fc.nat(),
    m: fc.jsonValue(),
  });
  const anyDraft = fc.oneof(draftLike, fc.jsonValue()).filter((value) => value !== null);
  /** The same JSON with the keys of all objects the other way round. */
  const turned = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(turned)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, inner]) => [key, turned(inner)]),
          )
        : value;
  const through = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

  test('the same content says nothing, in whatever order its keys are', () => {
    fc.assert(
      fc.property(anyDraft, (value) => {
        expect(diffTimelines(through(value), through(value))).toEqual([]);
        expect(diffTimelines(through(value), turned(through(value)))).toEqual([]);
      }),
    );
  });

  test('other content says something, in words of both languages, and never throws', () => {
    fc.assert(
      fc.property(anyDraft, anyDraft, (one, other) => {
        const [before, after] = [through(one), through(other)];
        const changes = diffTimelines(before, after);
        expect(changes.length === 0).toBe(isSameJson(before, after));
        for (const locale of ['en', 'zh'] as const) {
          const said = messagesFor(locale).timeline.changes(changes);
          expect(said === '').toBe(changes.length === 0);
          expect(said).not.toMatch(/NaN|undefined|Infinity|\[object/);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('one value changed anywhere says something', () => {
    fc.assert(
      fc.property(draftLike, fc.nat(), (value, seed) => {
        const before = through(value) as { t: { sg: { d: unknown }[] }[]; d: number };
        const after = structuredClone(before);
        const segments = after.t.flatMap(({ sg }) => sg);
        const [segment] = segments.slice(seed % Math.max(1, segments.length));
        if (segment === undefined) after.d += 1;
        else segment.d = segment.d === seed ? 'changed' : seed;
        expect(diffTimelines(before, after)).not.toEqual([]);
      }),
    );
  });

  test('however deep', () => {
    const deep = (end: string): unknown =>
      JSON.parse(`${'['.repeat(5_000)}${end}${']'.repeat(5_000)}`) as unknown;
    expect(diffTimelines({ m: deep('1') }, { m: deep('1') })).toEqual([]);
    expect(diffTimelines({ m: deep('1') }, { m: deep('2') })).toEqual([{ change: 'other' }]);
  });
});
