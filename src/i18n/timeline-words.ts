import type { TimelineChange } from '#src/core/timeline-diff.ts';
import type { Timeline } from '#src/core/timeline.ts';

/** How a timeline and its changes are told. */
export type TimelineWords = {
  /** One line, in the form that the backend's notes lay down. */
  summary(timeline: Timeline): string;
  /** A line a change. */
  changes(changes: TimelineChange[]): string;
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

/** What a track shows of its pieces: the first one's name, and the span from the first to the last. */
export function trackFacts(track: Timeline['tracks'][number]): {
  label: string | undefined;
  more: number;
  span: string | undefined;
  volume: string | undefined;
} {
  const [first] = track.segments;
  if (first === undefined) return { label: undefined, more: 0, span: undefined, volume: undefined };
  const startMs = Math.min(...track.segments.map((s) => s.startMs));
  const endMs = Math.max(...track.segments.map((s) => s.startMs + s.durationMs));
  const labels = new Set(track.segments.map((s) => s.text ?? s.name));
  return {
    label: first.text === undefined ? first.name : `"${first.text}"`,
    more: labels.size - 1,
    span: span({ startMs, durationMs: endMs - startMs }),
    volume: first.volume === undefined || first.volume === 1 ? undefined : percent(first.volume),
  };
}
