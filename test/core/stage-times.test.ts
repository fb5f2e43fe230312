import { describe, expect, test } from 'vitest';
import { createStageTimes, renderProgress, sentOf } from '#src/core/stage-times.ts';
import { messagesFor } from '#src/i18n/index.ts';

describe('the usual time', () => {
  test('is what is told of it until a few are known', () => {
    const times = createStageTimes();
    const told = times.usual('editing');
    for (let n = 0; n < 4; n += 1) times.took('editing', 200_000);
    expect(times.usual('editing')).toEqual(told);
  });

  test.each([
    [[4_100, 5_200, 6_300, 7_400, 90_000], { fromMs: 5_000, toMs: 8_000 }],
    [[31_000, 42_000, 43_000, 58_000, 300_000], { fromMs: 40_000, toMs: 60_000 }],
    [[61_000, 150_000, 170_000, 200_000, 250_000], { fromMs: 150_000, toMs: 210_000 }],
    [[10, 10, 10, 10, 10], { fromMs: 1_000, toMs: 2_000 }],
  ])('is the middle half of the last ones: %j', (took, usual) => {
    const times = createStageTimes();
    for (const ms of took) times.took('rendering', ms);
    expect(times.usual('rendering')).toEqual(usual);
    expect(times.usual('editing')).toEqual(createStageTimes().usual('editing'));
  });

  test('forgets what was long ago', () => {
    const times = createStageTimes();
    for (let n = 0; n < 30; n += 1) times.took('editing', 500_000);
    for (let n = 0; n < 30; n += 1) times.took('editing', 12_000);
    expect(times.usual('editing').toMs).toBeLessThan(20_000);
  });
});

describe('how much is done', () => {
  const usual = { fromMs: 30_000, toMs: 90_000 };
  test.each([
    [0.25, { by: 'count', share: 0.25 }],
    [25, { by: 'count', share: 0.25 }],
    [1, { by: 'count', share: 1 }],
    [100, { by: 'count', share: 1 }],
    [undefined, { by: 'clock', share: 0.5 }],
    [-1, { by: 'clock', share: 0.5 }],
    [400, { by: 'clock', share: 0.5 }],
  ])('a render that the backend calls %s', (said, progress) => {
    expect(renderProgress(said, 45_000, usual)).toEqual(progress);
  });

  test('a guess is never done, however long it takes', () => {
    expect(renderProgress(undefined, 900_000, usual)).toEqual({ by: 'clock', share: 0.9 });
    expect(renderProgress(undefined, -5, usual).share).toBe(0);
  });

  test('of a file whose size nobody knows, nothing is told', () => {
    expect(sentOf(5, undefined)).toBeUndefined();
    expect(sentOf(5, 0)).toBeUndefined();
    expect(sentOf(50, 200)).toEqual({ by: 'bytes', share: 0.25, sent: 50, of: 200 });
    expect(sentOf(300, 200)?.share).toBe(1);
  });
});

describe('in words', () => {
  const usual = { fromMs: 30_000, toMs: 90_000 };
  const render = { stage: 'rendering', elapsedMs: 40_000, usual } as const;
  test.each([
    ['en', { by: 'count', share: 0.62 }, 'Rendering your MP4 · 0:40, usually 30-90 s\n▰▰▰▰▰▰▱▱▱▱ 62%'],
    ['zh', { by: 'count', share: 0.62 }, '正在渲染 MP4 · 0:40，通常 30-90 秒\n▰▰▰▰▰▰▱▱▱▱ 62%'],
    [
      'en',
      { by: 'clock', share: 0.44 },
      'Rendering your MP4 · 0:40, usually 30-90 s\n▰▰▰▰▱▱▱▱▱▱ an estimate',
    ],
    ['zh', { by: 'clock', share: 0.44 }, '正在渲染 MP4 · 0:40，通常 30-90 秒\n▰▰▰▰▱▱▱▱▱▱ 按时间估计'],
  ] as const)('%s, %j', (locale, progress, text) => {
    expect(messagesFor(locale).stage({ ...render, progress })).toBe(text);
  });

  test.each([0, 0.04, 0.5, 0.97, 0.999, 1])('a bar at %d is full only at the end', (share) => {
    const text = messagesFor('en').stage({ ...render, progress: { by: 'count', share } });
    expect(text.includes('▱')).toBe(share < 1);
  });

  test('what takes longer says so', () => {
    const text = messagesFor('en').stage({ ...render, elapsedMs: 100_000 });
    expect(text).toBe('Rendering your MP4 · 1:40, longer than the usual 30-90 s');
  });

  test('a file shows its bytes, and its name below', () => {
    const progress = sentOf(6.5 * 1024 ** 2, 25 * 1024 ** 2);
    expect(messagesFor('en').stage({ stage: 'uploading', elapsedMs: 9, progress, detail: 'clip.mp4' })).toBe(
      'Passing your clip to the editor…\n▰▰▰▱▱▱▱▱▱▱ 26% (6.5 MB of 25 MB)\nclip.mp4',
    );
  });
});
