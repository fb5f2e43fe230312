import { describe, expect, test } from 'vitest';
import type { Plan } from '#src/core/plan.ts';
import { isWordless, joinWishes, needsFootage, wantsGeneration, wishOf } from '#src/core/wish.ts';

describe('an edit that cannot be meant without footage', () => {
  test.each([
    'trim the pauses',
    'edit my raw video footage',
    "I'll send you a clip in a minute, please trim its pauses",
    'Add captions',
    'add some upbeat music to it',
    'speed it up 2x',
    'make it vertical',
    'put a title "make a video" on it',
    'mute the first ten seconds',
    'make a 30 second cut of my holiday video',
    'create a trailer from this clip, cut it fast',
    '剪掉停顿，加字幕',
    '我一会儿发视频，帮我剪掉停顿',
    '加背景音乐',
    '改成竖屏',
    '把这段素材做成一个短片，剪快一点',
  ])('%s', (text) => expect(needsFootage(text)).toBe(true));
});

describe('what the agent is asked all the same', () => {
  test.each([
    'generate a 5 second timelapse of a city and add music',
    'make me a video about cats with captions',
    'Create a short clip of a sunset, slow motion',
    'make an animation of a reversing car',
    '生成一段城市夜景，加音乐',
    '做一个关于猫的短视频，加字幕',
    'what can you do?',
    'I need something for my wedding',
    'thanks!',
    '你觉得怎么样',
    'a video called "trim the pauses"',
  ])('%s', (text) => expect(needsFootage(text)).toBe(false));
});

const edit = (text: string) => ({ do: 'edit' as const, text });

test('only files and small talk count as wordless', () => {
  const upload = { do: 'upload' as const, urls: [] };
  expect(isWordless([upload])).toBe(true);
  expect(isWordless([{ do: 'switch', name: '1' }, upload, { do: 'credits' }])).toBe(true);
  expect(isWordless([upload, edit('mute')])).toBe(false);
  expect(isWordless([upload, { do: 'export' }])).toBe(false);
  expect(isWordless([{ do: 'help' }])).toBe(false);
});

test('of a plan, edits and exports can wait', () => {
  const plan: Plan = [{ do: 'new' }, edit('mute'), { do: 'credits' }, { do: 'export', quality: '720p' }];
  expect(wishOf(plan)).toEqual([edit('mute'), { do: 'export', quality: '720p' }]);
});

test('wishes add up to one', () => {
  const first: Plan = [edit('trim the pauses'), { do: 'export' }];
  expect(joinWishes(first, [edit('add captions')])).toEqual([
    edit('trim the pauses, add captions'),
    { do: 'export' },
  ]);
  expect(joinWishes(first, first)).toEqual(first);
  expect(joinWishes([edit('mute')], [edit('trim'), { do: 'export', quality: '1080p' }])).toEqual([
    edit('mute, trim'),
    { do: 'export', quality: '1080p' },
  ]);
});

test.each([
  ['generate a video of a city at night', false, true],
  ['make a 10 second clip of the sea', false, true],
  ['生成一段海边日落的视频', false, true],
  ['animate a scene with a dragon', true, true],
  ['generate a clip of rain and put it in front', true, true],
  ['make a video with music', true, false],
  ['make a short from my clip', false, false],
  ['trim the pauses', false, false],
  ['add a title that says "generate a video"', true, false],
])('%s, with footage %s: new footage %s', (text, hasFootage, wanted) => {
  expect(wantsGeneration(text, hasFootage)).toBe(wanted);
});
