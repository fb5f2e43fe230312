import type { Drawing } from '#src/core/drawing.ts';
import type { Locale } from '#src/core/message.ts';
import { drawTimeline } from '#src/core/timeline-drawing.ts';
import { toTimeline } from '#src/core/timeline.ts';
import { messagesFor } from '#src/i18n/index.ts';

type Sample = { project: string; clips: [string, string]; music: string; titles: [string, string]; captions: string };

const samples: Record<Locale, Sample> = {
  en: {
    project: '🌆 Harbour at dusk',
    clips: ['harbour at dusk.mp4', 'skyline.mp4'],
    music: 'Lo-fi evening',
    titles: ['Urban Dreams', 'See you soon 👋'],
    captions: 'caption',
  },
  zh: {
    project: '🌅 海边的夏天',
    clips: ['海边的日落.mp4', '城市夜景.mp4'],
    music: '轻音乐',
    titles: ['夏日海边 🏖️', '明天见'],
    captions: '字幕',
  },
};

/** The picture of a timeline with a bit of everything, for docs/images. */
export function sampleDrawing(locale: Locale): Drawing {
  const { project, clips, music, titles, captions } = samples[locale];
  const piece = (s: number, d: number, m: object): object => ({ s, d, m });
  const draft = {
    t: [
      { tt: 0, sg: [piece(0, 17_400, { name: clips[0] }), piece(17_400, 9_600, { name: clips[1] })] },
      { tt: 1, sg: [piece(0, 27_000, { name: music, volume: 0.35 })] },
      { tt: 7, sg: [piece(0, 7_000, { text: titles[0] }), piece(5_500, 8_000, { text: titles[1] })] },
      { tt: 7, sg: Array.from({ length: 24 }, (_, n) => piece(n * 1_100, 950, { text: `${captions} ${n}` })) },
    ],
    m: { aspect: '16:9', playhead: 11_500 },
  };
  const { picture } = messagesFor(locale).timeline;
  const facts = ['16:9', picture.editedSince({ version: 2 })];
  return drawTimeline(toTimeline(draft), { ...picture, title: project, facts });
}
