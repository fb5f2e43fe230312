import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toFootage } from '#src/core/footage.ts';
import { suggest } from '#src/core/suggestions.ts';

const clip = { name: 'a.mp4', mime: 'video/mp4', bytes: 2_000_000 };

describe('what the backend says of a file', () => {
  test.each([
    ['seconds', { duration: 12.5 }, 12_500],
    ['whole seconds', { duration: 90 }, 90_000],
    ['milliseconds by their name', { duration_ms: 800 }, 800],
    ['milliseconds by their size', { duration: 125_000 }, 125_000],
    ['a nested length', { metadata: { duration: 3 } }, 3_000],
    ['nonsense', { duration: '12 s' }, undefined],
    ['less than nothing', { duration: -1 }, undefined],
  ])('%s', (_, info, durationMs) =>
    expect(toFootage([clip], { videoInfos: [{ name: 'a.mp4', ...info }], draft: undefined })).toEqual([
      { ...facts, durationMs },
    ]),
  );
  const facts = { name: 'a.mp4', kind: 'video', bytes: 2_000_000 };

  test('the draft goes before it, since its unit is known', () => {
    const draft = { t: [{ tt: 0, sg: [{ d: 4_000, m: { name: 'a.mp4' } }] }] };
    const videoInfos = [{ name: 'a.mp4', duration: 9, width: 640, height: 360, has_audio: false }];
    expect(toFootage([clip], { videoInfos, draft })).toEqual([
      { ...facts, durationMs: 4_000, width: 640, height: 360, hasSound: false },
    ]);
  });

  test('of files with one name each has its own, the newest last', () => {
    const videoInfos = [3, 1, 2].map((duration) => ({ name: 'a.mp4', duration }));
    expect(toFootage([clip, clip], { videoInfos, draft: undefined }).map((one) => one.durationMs)).toEqual([
      1_000, 2_000,
    ]);
  });

  test('a picture has no length, a sound no size, and an unknown file keeps what we know', () => {
    const videoInfos = [
      { name: 'p.PNG', duration: 3, width: 10, height: 20, has_audio: false },
      { name: 's.mp3', duration: 3, width: 0, height: 0, has_audio: true },
    ];
    const files = [
      { name: 'p.PNG', mime: 'application/octet-stream', bytes: null },
      { name: 's.mp3', mime: 'audio/mpeg', bytes: null },
      { name: 'watch', mime: 'audio/mp4', bytes: 5 },
    ];
    expect(toFootage(files, { videoInfos, draft: null })).toEqual([
      { name: 'p.PNG', kind: 'image', width: 10, height: 20 },
      { name: 's.mp3', kind: 'audio', durationMs: 3_000 },
      { name: 'watch', kind: 'audio', bytes: 5 },
    ]);
  });

  test('whatever it says, nothing breaks', () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), fc.anything(), (videoInfos, draft) => {
        expect(toFootage([clip], { videoInfos, draft })[0]?.name).toBe('a.mp4');
      }),
    );
  });
});

describe('what is proposed', () => {
  const video = { name: 'a.mp4', kind: 'video', width: 640, height: 360, hasSound: true } as const;
  const image = { name: 'p.png', kind: 'image' } as const;
  const audio = { name: 's.mp3', kind: 'audio' } as const;
  test.each([
    ['a clip', [video], ['trimPauses', 'captions', 'vertical']],
    ['an upright clip', [{ ...video, height: 900 }], ['trimPauses', 'captions', 'title']],
    ['a long clip', [{ ...video, durationMs: 61_000 }], ['trimPauses', 'shorten', 'captions']],
    ['a silent clip', [{ ...video, hasSound: false }], ['music', 'title', 'vertical']],
    ['a clip with its music', [video, audio], ['music', 'title', 'vertical']],
    ['a picture', [image], ['slowZoom', 'title', 'music']],
    ['a sound', [audio], ['videoForSound', 'title', 'trimPauses']],
    ['an album', [video, image, video], ['join', 'title', 'music']],
  ])('for %s', (_, files, names) => expect(suggest(files)).toEqual(names));

  test('are three different things, for any files', () => {
    const kinds = fc.constantFrom('video', 'image', 'audio');
    const size = fc.option(fc.nat(4000), { nil: undefined });
    const file = fc.record({
      name: fc.constant('x'),
      kind: kinds,
      width: size,
      height: size,
      durationMs: size,
      hasSound: fc.option(fc.boolean(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(file), (files) => {
        expect(new Set(suggest(files as never)).size).toBe(3);
      }),
    );
  });
});
