import type { Item, TimelineChange } from '#src/core/timeline-diff.ts';
import { oneLine, shownName, withoutRaw } from '#src/core/raw-text.ts';
import type { Timeline, TrackType } from '#src/core/timeline.ts';

/** How a timeline and its changes are told. */
export type TimelineWords = {
  /** One line, in the form that the backend's notes lay down. */
  summary(timeline: Timeline): string;
  /** A line a change; where there are very many, the first of them and how many more. */
  changes(changes: TimelineChange[]): string;
  /** What stands on a picture of it. */
  picture: {
    title: string;
    empty: string;
    track: Record<TrackType, string>;
    moreTracks(p: { count: number }): string;
    /** The newest result shows just this. */
    sameAs(p: { version: number }): string;
    editedSince(p: { version: number }): string;
    notExported: string;
  };
};

/** 9400 → "9.4"; whole seconds without a fraction. */
export function seconds(ms: number): string {
  return String(Math.round(ms / 100) / 10);
}

export function span({ startMs, durationMs }: { startMs: number; durationMs: number }): string {
  return `${seconds(startMs)}-${seconds(startMs + durationMs)}s`;
}

export function percent(volume: number): string {
  return `${Math.round(volume * 100)}%`;
}

/** 2 → "2x", 1.25 → "1.25x". */
export function times(speed: number): string {
  return `${Math.round(speed * 100) / 100}x`;
}

/** A text on the timeline as one line, in quotes. */
export function quoted(text: string): string {
  return `"${oneLine(withoutRaw(text))}"`;
}

/** The words of a text in quotes, else the name of the thing, if it has one. */
export function labelOf({ text, name }: Pick<Item, 'text' | 'name'>): string | undefined {
  if (text !== undefined) return quoted(text);
  return name === undefined ? undefined : shownName(name);
}

/** When, and how loud where that is not as recorded. */
export function factsOf(item: Item): string[] {
  return [span(item), ...(item.volume === undefined || item.volume === 1 ? [] : [percent(item.volume)])];
}

/** What a track shows of its pieces: the first one's name, and the span from the first to the last. */
export function trackFacts({ segments }: Timeline['tracks'][number]): {
  label: string | undefined;
  /** Other names on the track. */
  more: number;
  facts: string[];
} {
  const [first] = segments;
  if (first === undefined) return { label: undefined, more: 0, facts: [] };
  const startMs = segments.reduce((least, s) => Math.min(least, s.startMs), Infinity);
  const endMs = segments.reduce((most, s) => Math.max(most, s.startMs + s.durationMs), 0);
  const labels = new Set(segments.map(labelOf));
  const whole = { ...first, type: 'other' as const, startMs, durationMs: endMs - startMs };
  return { label: labelOf(first), more: labels.size - 1, facts: factsOf(whole) };
}

/** So many lines are read; a hundred captions are not told one by one. */
const mostLines = 10;

/** A line a change, each with its tick. */
export function changeLines(
  changes: TimelineChange[],
  line: (change: TimelineChange) => string,
  more: (count: number) => string,
): string {
  const shown = changes.length > mostLines ? changes.slice(0, mostLines - 1) : changes;
  const rest = changes.length - shown.length;
  return [...shown.map(line), ...(rest > 0 ? [more(rest)] : [])].map((words) => `✅ ${words}`).join('\n');
}
