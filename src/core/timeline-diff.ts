import { toTimeline, type Segment, type Timeline, type TrackType } from './timeline.ts';

/** One segment with the kind of its track, as changes speak of it. */
export type Item = Segment & { type: TrackType };
type Span = { startMs: number; durationMs: number };

export type TimelineChange =
  | { change: 'added' | 'removed'; item: Item }
  | { change: 'moved'; item: Item; from: Span; to: Span }
  | { change: 'trimmed'; item: Item; from: Span; to: Span }
  | { change: 'volume'; item: Item; from: number; to: number }
  | { change: 'text'; item: Item; from: string; to: string }
  /** One clip became several pieces, or several became fewer. Durations are those of all its pieces. */
  | {
      change: 'recut';
      item: Item;
      from: { pieces: number; durationMs: number };
      to: { pieces: number; durationMs: number };
    }
  /** Something differs that nobody here knows a word for. */
  | { change: 'other' };

type Group = { key: string; items: Item[] };

/** What differs between two drafts, in the order of the second. Equal JSON gives nothing; any difference gives something. */
export function diffTimelines(before: unknown, after: unknown): TimelineChange[] {
  const was = groups(toTimeline(before));
  const is = groups(toTimeline(after));
  const changes: TimelineChange[] = [];
  const gone = was.filter((group) => !is.some((other) => other.key === group.key));
  for (const group of is) {
    const old = was.find((other) => other.key === group.key) ?? takeRenamed(gone, group);
    changes.push(...(old === undefined ? group.items.map(added) : compare(old, group)));
  }
  changes.push(...gone.flatMap((group) => group.items.map((item) => ({ change: 'removed' as const, item }))));
  return changes.length === 0 && canonical(before) !== canonical(after) ? [{ change: 'other' }] : changes;
}

const added = (item: Item): TimelineChange => ({ change: 'added', item });

/** Pieces of the same thing belong together: a clip cut in three is still that clip. */
function groups(timeline: Timeline): Group[] {
  const found = new Map<string, Group>();
  for (const track of timeline.tracks) {
    for (const segment of track.segments) {
      const key = `${track.type}\n${segment.name ?? ''}\n${segment.text ?? ''}`;
      const group = found.get(key) ?? { key, items: [] };
      group.items.push({ ...segment, type: track.type });
      found.set(key, group);
    }
  }
  return [...found.values()];
}

/** A text that was rewritten in its place is that text changed, not one removed and one added. */
function takeRenamed(gone: Group[], group: Group): Group | undefined {
  const [item] = group.items;
  const index = gone.findIndex(
    ({ items }) =>
      group.items.length === 1 &&
      items.length === 1 &&
      items[0]?.type === item?.type &&
      items[0]?.text !== undefined &&
      item?.text !== undefined &&
      items[0].startMs === item.startMs,
  );
  return index === -1 ? undefined : gone.splice(index, 1)[0];
}

function compare(was: Group, is: Group): TimelineChange[] {
  const [old] = was.items;
  const [item] = is.items;
  if (old === undefined || item === undefined) return [];
  if (was.items.length !== is.items.length) {
    return [{ change: 'recut', item, from: pieces(was), to: pieces(is) }];
  }
  return is.items.flatMap((now, index) => {
    const then = was.items[index];
    return then === undefined ? [] : compareItems(then, now);
  });
}

function compareItems(was: Item, is: Item): TimelineChange[] {
  const changes: TimelineChange[] = [];
  if (was.text !== is.text)
    changes.push({ change: 'text', item: is, from: was.text ?? '', to: is.text ?? '' });
  if (was.durationMs !== is.durationMs)
    changes.push({ change: 'trimmed', item: is, from: span(was), to: span(is) });
  else if (was.startMs !== is.startMs)
    changes.push({ change: 'moved', item: is, from: span(was), to: span(is) });
  if (was.volume !== is.volume) {
    changes.push({ change: 'volume', item: is, from: was.volume ?? 1, to: is.volume ?? 1 });
  }
  return changes;
}

const span = ({ startMs, durationMs }: Item): Span => ({ startMs, durationMs });
const pieces = ({ items }: Group): { pieces: number; durationMs: number } => ({
  pieces: items.length,
  durationMs: items.reduce((sum, item) => sum + item.durationMs, 0),
});

/** JSON with its keys in order, so that only content counts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
