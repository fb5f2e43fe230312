import type { Item, TimelineChange } from '#src/core/timeline-diff.ts';
import type { TrackType } from '#src/core/timeline.ts';
import {
  changeLines,
  factsOf,
  labelOf,
  percent,
  quoted,
  seconds,
  span,
  times,
  trackFacts,
  type TimelineWords,
} from './timeline-words.ts';

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
        const { label, more, facts } = trackFacts(track);
        const name = [
          label ?? (facts.length === 0 ? 'empty' : 'untitled'),
          more > 0 ? `and ${more} more` : '',
        ]
          .filter(Boolean)
          .join(' ');
        const when = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
        return `${index + 1}. ${trackNames[track.type]}: ${name}${when}`;
      }),
    ].join(' '),
  changes: (changes) => changeLines(changes, line, (count) => `${count} more changes`),
  picture: {
    title: 'Timeline',
    empty: 'Nothing here yet',
    track: { video: 'Video', audio: 'Music and sound', text: 'Titles', other: 'Other' },
    moreTracks: ({ count }) => `and ${count} more track${count === 1 ? '' : 's'}`,
    sameAs: ({ version }) => `exported as v${version}`,
    editedSince: ({ version }) => `edited since v${version}`,
    notExported: 'not exported yet',
  },
};

function line(change: TimelineChange): string {
  switch (change.change) {
    case 'added':
      return `${itemNames[change.item.type]} added: ${labelOf(change.item) ?? 'untitled'} (${factsOf(change.item).join(', ')})`;
    case 'removed':
      return `${itemNames[change.item.type]} removed: ${labelOf(change.item) ?? `untitled (${span(change.item)})`}`;
    case 'moved':
      return `${named(change.item)} moved from ${span(change.from)} to ${span(change.to)}`;
    case 'trimmed':
      return `${named(change.item)} ${change.to.durationMs < change.from.durationMs ? 'trimmed' : 'extended'} from ${span(change.from)} to ${span(change.to)}`;
    case 'speed':
      return `${named(change.item)}: speed ${times(change.from)} → ${times(change.to)} (now ${span(change.item)})`;
    case 'volume':
      return `${named(change.item)}: volume ${percent(change.from)} → ${percent(change.to)}`;
    case 'text':
      return `${itemNames[change.item.type]} changed from ${quoted(change.from)} to ${quoted(change.to)}`;
    case 'recut':
      return `${named(change.item)} cut: ${seconds(change.from.durationMs)}s → ${seconds(change.to.durationMs)}s, ${count(change.to.pieces)}`;
    case 'aspect':
      return `Frame changed to ${change.to}`;
    case 'other':
      return 'The timeline was changed';
  }
}

function named(item: Item): string {
  return [itemNames[item.type], labelOf(item)].filter(Boolean).join(' ');
}

const count = (pieces: number): string => (pieces === 1 ? 'in one piece' : `in ${pieces} pieces`);
