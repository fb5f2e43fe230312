import { isSameJson } from './same-json.ts';
import { toTimeline, type Segment, type Timeline, type TrackType } from './timeline.ts';

/** One segment with the kind of its track, as changes speak of it. */
export type Item = Segment & { type: TrackType };
type Span = { startMs: number; durationMs: number };
type Pieces = { pieces: number; durationMs: number };

export type TimelineChange =
  | { change: 'added' | 'removed'; item: Item }
  | { change: 'moved'; item: Item; from: Span; to: Span }
  | { change: 'trimmed'; item: Item; from: Span; to: Span }
  | { change: 'speed'; item: Item; from: number; to: number }
  | { change: 'volume'; item: Item; from: number; to: number }
  | { change: 'text'; item: Item; from: string; to: string }
  /** One clip became several pieces, or several became fewer. Durations are those of all its pieces. */
  | { change: 'recut'; item: Item; from: Pieces; to: Pieces }
  /** The shape of the frame, such as "9:16". */
  | { change: 'aspect'; to: string }
  /** Something differs that nobody here knows a word for. */
  | { change: 'other' };

type Group = Item[];

/**
 * What differs between two drafts, in the order of the second. The same content gives nothing, any other
 * content something. A draft with nothing on it is no change from having none.
 */
export function diffTimelines(before: unknown, after: unknown): TimelineChange[] {
  const [was, is] = [toTimeline(before), toTimeline(after)];
  if (isSameJson(before, after)) return [];
  if ((before == null || after == null) && isEmpty(was) && isEmpty(is)) return [];
  const changes = [...itemChanges(was, is), ...aspectChange(was, is)];
  return changes.length === 0 ? [{ change: 'other' }] : changes;
}

const isEmpty = ({ tracks }: Timeline): boolean => tracks.every(({ segments }) => segments.length === 0);

function aspectChange(was: Timeline, is: Timeline): TimelineChange[] {
  return is.aspect === undefined || is.aspect === was.aspect ? [] : [{ change: 'aspect', to: is.aspect }];
}

function itemChanges(before: Timeline, after: Timeline): TimelineChange[] {
  const was = groups(before);
  const is = groups(after);
  const gone = new Map([...was].filter(([key]) => !is.has(key)));
  const changes: TimelineChange[] = [];
  for (const [key, items] of is) {
    const old = was.get(key) ?? takeReworded(gone, items);
    changes.push(...(old === undefined ? items.map(added) : compare(old, items)));
  }
  const removed = [...gone.values()].flat().map((item): TimelineChange => ({ change: 'removed', item }));
  return [...changes, ...removed];
}

const added = (item: Item): TimelineChange => ({ change: 'added', item });

/** Pieces of the same thing belong together: a clip cut in three is still that clip. */
function groups(timeline: Timeline): Map<string, Group> {
  const found = new Map<string, Group>();
  for (const track of timeline.tracks) {
    for (const segment of track.segments) {
      const key = `${track.type}\n${segment.name ?? ''}\n${segment.text ?? ''}`;
      const items = found.get(key) ?? [];
      items.push({ ...segment, type: track.type });
      found.set(key, items);
    }
  }
  return found;
}

/** A text that was written anew in its place is that text changed, not one removed and one added. */
function takeReworded(gone: Map<string, Group>, [item, ...more]: Group): Group | undefined {
  if (item?.text === undefined || more.length > 0) return undefined;
  for (const [key, [old, ...others]] of gone) {
    if (old?.type !== item.type || old.text === undefined || others.length > 0) continue;
    if (old.startMs !== item.startMs) continue;
    gone.delete(key);
    return [old];
  }
  return undefined;
}

function compare(was: Group, is: Group): TimelineChange[] {
  const [old] = was;
  const [item] = is;
  if (old === undefined || item === undefined) return [];
  if (was.length === is.length) {
    return is.flatMap((now, index) => {
      const then = was[index];
      return then === undefined ? [] : compareItems(then, now);
    });
  }
  return [{ change: 'recut', item, from: pieces(was), to: pieces(is) }, ...volumeChange(old, item)];
}

function compareItems(was: Item, is: Item): TimelineChange[] {
  const changes: TimelineChange[] = [];
  const [from, to] = [was.speed ?? 1, is.speed ?? 1];
  if (was.text !== is.text)
    changes.push({ change: 'text', item: is, from: was.text ?? '', to: is.text ?? '' });
  if (from !== to) changes.push({ change: 'speed', item: is, from, to });
  // What plays faster is shorter by that alone.
  const isSpeedOnly = from !== to && isSameTime((was.durationMs * from) / to, is.durationMs);
  if (!isSpeedOnly && !isSameTime(was.durationMs, is.durationMs))
    changes.push({ change: 'trimmed', item: is, from: span(was), to: span(is) });
  else if (!isSameTime(was.startMs, is.startMs))
    changes.push({ change: 'moved', item: is, from: span(was), to: span(is) });
  return [...changes, ...volumeChange(was, is)];
}

function volumeChange(was: Item, is: Item): TimelineChange[] {
  const [from, to] = [was.volume ?? 1, is.volume ?? 1];
  return Math.round(from * 100) === Math.round(to * 100) ? [] : [{ change: 'volume', item: is, from, to }];
}

/** To a tenth of a second, as people read it. */
function isSameTime(oneMs: number, otherMs: number): boolean {
  return Math.round(oneMs / 100) === Math.round(otherMs / 100);
}

const span = ({ startMs, durationMs }: Item): Span => ({ startMs, durationMs });
const pieces = (items: Group): Pieces => ({
  pieces: items.length,
  durationMs: items.reduce((sum, item) => sum + item.durationMs, 0),
});
