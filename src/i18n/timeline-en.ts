import type { Item, TimelineChange } from '#src/core/timeline-diff.ts';
import type { TrackType } from '#src/core/timeline.ts';
import { percent, seconds, span, trackFacts, type TimelineWords } from './timeline-words.ts';

const trackNames: Record<TrackType, string> = { video: 'Video', audio: 'BGM', text: 'Title', other: 'Track' };
const itemNames: Record<TrackType, string> = {
  video: 'Video',
  audio: 'Music',
  text: 'Title',
  other: 'Track',
};

export const timelineEn: TimelineWords = {
  summary: ({ tracks }) =>
    [
      `Timeline (${tracks.length} track${tracks.length === 1 ? '' : 's'}):`,
      ...tracks.map((track, index) => {
        const { label, more, span, volume } = trackFacts(track);
        const name = [label, more > 0 ? `and ${more} more` : undefined].filter(Boolean).join(' ');
        const facts = [span, volume].filter(Boolean).join(', ');
        return `${index + 1}. ${trackNames[track.type]}: ${name || (facts === '' ? 'empty' : 'untitled')}${facts === '' ? '' : ` (${facts})`}`;
      }),
    ].join(' '),
  changes: (changes) => changes.map((change) => `✅ ${line(change)}`).join('\n'),
};

function line(change: TimelineChange): string {
  switch (change.change) {
    case 'added':
      return `${itemNames[change.item.type]} added: ${label(change.item)} (${facts(change.item)})`;
    case 'removed':
      return `${itemNames[change.item.type]} removed: ${label(change.item)}`;
    case 'moved':
      return `${named(change.item)} moved from ${span(change.from)} to ${span(change.to)}`;
    case 'trimmed':
      return change.to.durationMs < change.from.durationMs
        ? `${named(change.item)} trimmed from ${span(change.from)} to ${span(change.to)}`
        : `${named(change.item)} extended from ${span(change.from)} to ${span(change.to)}`;
    case 'volume':
      return `${named(change.item)}: volume ${percent(change.from)} → ${percent(change.to)}`;
    case 'text':
      return `${itemNames[change.item.type]} changed from "${change.from}" to "${change.to}"`;
    case 'recut':
      return `${named(change.item)} cut: ${seconds(change.from.durationMs)}s → ${seconds(change.to.durationMs)}s, ${count(change.to.pieces)}`;
    case 'other':
      return 'The timeline was changed';
  }
}

const label = (item: Item): string =>
  item.text === undefined ? (item.name ?? 'untitled') : `"${item.text}"`;
const named = (item: Item): string =>
  item.text === undefined && item.name === undefined
    ? itemNames[item.type]
    : `${itemNames[item.type]} ${label(item)}`;
const facts = (item: Item): string =>
  item.volume === undefined || item.volume === 1 ? span(item) : `${span(item)}, ${percent(item.volume)}`;
const count = (pieces: number): string => (pieces === 1 ? 'in one piece' : `in ${pieces} pieces`);
