import type { Drawing, Ink, Shape } from './drawing.ts';
import { toLanes, type Span } from './lanes.ts';
import { oneLine, shownName, withoutRaw } from './raw-text.ts';
import { position, ticks } from './ruler.ts';
import { fitting, textWidth } from './text-width.ts';
import type { Segment, Timeline, Track, TrackType } from './timeline.ts';

/** The words on the drawing, in the reader's language. */
export type DrawingWords = {
  title: string;
  /** What is known of the whole, such as "9:16" and "edited since v2". */
  facts: string[];
  track: Record<TrackType, string>;
  empty: string;
  moreTracks(p: { count: number }): string;
};

const width = 600;
const edge = 16;
const inner = width - 2 * edge;
const titleSize = 20;
const textSize = 16;
const smallSize = 14;
const barHeight = 32;
/** Bars with nothing written on them need less. */
const markHeight = 18;
const barGap = 4;
/** Below this nothing can be told apart. */
const leastWidth = 3;
/** The narrowest bar that has words on it. */
const leastWords = 34;
const mostTracks = 12;
const mostLanes = 4;
const mostTicks = 7;

/** A timeline as bars over a ruler of its time. Any timeline gives a drawing, and none a large one. */
export function drawTimeline(timeline: Timeline, words: DrawingWords): Drawing {
  const tracks = timeline.tracks.filter(({ segments }) => segments.length > 0);
  const ends = tracks.flatMap(({ segments }) => segments.map((s) => s.startMs + s.durationMs));
  const lengthMs = ends.reduce((latest, end) => Math.max(latest, end), timeline.durationMs);
  const top = 44;
  if (tracks.length === 0 || lengthMs <= 0) {
    const nothing = [
      box(edge, top, inner, 56, 'lane', 10),
      label(width / 2, top + 34, words.empty, 'soft', textSize, 'middle'),
    ];
    return { width, height: top + 56 + edge, shapes: [...head(words, []), ...nothing] };
  }
  const toX = (ms: number): number => edge + (Math.min(ms, lengthMs) / lengthMs) * inner;
  const rows: Shape[] = [];
  let y = top + 26;
  for (const track of tracks.slice(0, mostTracks)) {
    const row = drawTrack(track, words.track[track.type], toX, y);
    rows.push(...row.shapes);
    y = row.bottom + 10;
  }
  const more = tracks.length - mostTracks;
  if (more > 0) {
    rows.push(label(edge + 4, y + 12, words.moreTracks({ count: more }), 'soft', smallSize));
    y += 22;
  }
  const flag = flagOf(timeline.playheadMs, lengthMs, toX);
  const shapes = [
    ...head(words, [position(lengthMs)]),
    ...ruler(lengthMs, toX, { top, bottom: y, flag }),
    // The playhead lies on the bars and under what is written on them.
    ...rows.filter(({ as }) => as === 'box'),
    ...playhead(flag, top, y),
    ...rows.filter(({ as }) => as === 'words'),
  ];
  return { width, height: Math.round(y + 6), shapes };
}

function head({ title, facts }: DrawingWords, length: string[]): Shape[] {
  const right = fitting([...length, ...facts].join(' · '), smallSize, inner * 0.6);
  const room = inner - textWidth(right, smallSize) - 12;
  return [
    label(edge, 30, fitting(plain(title), titleSize, room), 'ink', titleSize),
    ...(right === '' ? [] : [label(width - edge, 30, right, 'soft', smallSize, 'end')]),
  ];
}

/** Where the editor's cursor stands, with its place in words. */
type Flag = { x: number; left: number; wide: number; text: string };

function flagOf(
  playheadMs: number | undefined,
  lengthMs: number,
  toX: (ms: number) => number,
): Flag | undefined {
  if (playheadMs === undefined || playheadMs > lengthMs) return undefined;
  const text = position(playheadMs);
  const wide = textWidth(text, smallSize) + 12;
  const x = toX(playheadMs);
  return { x, text, wide, left: Math.min(Math.max(x - wide / 2, edge), width - edge - wide) };
}

/** Numbers above, and a line from each down through the tracks. */
function ruler(
  lengthMs: number,
  toX: (ms: number) => number,
  { top, bottom, flag }: { top: number; bottom: number; flag: Flag | undefined },
): Shape[] {
  return ticks(lengthMs, mostTicks).flatMap((ms) => {
    const x = toX(ms);
    const text = position(ms);
    const half = textWidth(text, smallSize) / 2;
    const anchor = x - half < edge ? undefined : x + half > width - edge ? 'end' : 'middle';
    const middle = anchor === 'middle' ? x : anchor === 'end' ? x - half : x + half;
    const isCovered =
      flag !== undefined && Math.abs(flag.left + flag.wide / 2 - middle) < half + flag.wide / 2;
    const line = box(x - 0.5, top + 18, 1, bottom - top - 18, 'line');
    return isCovered ? [line] : [line, label(x, top + 13, text, 'soft', smallSize, anchor)];
  });
}

function playhead(flag: Flag | undefined, top: number, bottom: number): Shape[] {
  if (flag === undefined) return [];
  const { x, left, wide, text } = flag;
  return [
    box(x - 1, top + 16, 2, bottom - top - 16, 'head'),
    box(left, top - 2, wide, 20, 'head', 6),
    label(left + wide / 2, top + 13, text, 'on-head', smallSize, 'middle'),
  ];
}

function drawTrack(
  track: Track,
  name: string,
  toX: (ms: number) => number,
  top: number,
): { shapes: Shape[]; bottom: number } {
  const spans = track.segments.map((item): Span<Segment> => {
    const from = toX(item.startMs);
    return { item, from, to: Math.max(from, toX(item.startMs + item.durationMs)), count: 1 };
  });
  const lanes = toLanes(spans, { lanes: mostLanes, least: leastWidth });
  const isMarks = lanes.every((lane) => lane.every(({ from, to }) => to - from < leastWords));
  const height = isMarks ? markHeight : barHeight;
  const count = track.segments.length > 1 ? ` × ${track.segments.length}` : '';
  const shapes: Shape[] = [label(edge + 4, top + 13, `${name}${count}`, 'soft', smallSize)];
  let y = top + 20;
  for (const lane of lanes) {
    shapes.push(box(edge, y, inner, height, 'lane', 6));
    for (const bar of lane) shapes.push(...drawBar(bar, track.type, y, height));
    y += height + barGap;
  }
  return { shapes, bottom: y - barGap };
}

function drawBar(
  { item, from, to, count }: Span<Segment>,
  ink: Ink & TrackType,
  y: number,
  height: number,
): Shape[] {
  // A hair's breadth of ground between neighbours.
  const wide = Math.min(Math.max(to - from - 1, leastWidth - 1), width - edge - from);
  const round = Math.min(6, wide / 3);
  const { volume } = item;
  const isQuiet = volume !== undefined && volume < 1 && count === 1;
  const shapes: Shape[] = isQuiet
    ? [
        { ...box(from, y, wide, height, ink, round), faint: true },
        // As high as it is loud.
        ...(volume * height < 1
          ? []
          : [box(from, y + height * (1 - volume), wide, height * volume, ink, Math.min(round, 2))]),
      ]
    : [box(from, y, wide, height, ink, round)];
  const text = wide < leastWords ? '' : barText(item, count, wide - 14);
  return text === '' ? shapes : [...shapes, label(from + 7, y + height / 2 + 5.5, text, 'ink', textSize)];
}

/** The name as far as it fits; how loud it is, and when, where there is room for that behind the whole name. */
function barText(item: Segment, count: number, room: number): string {
  const name = count > 1 ? `× ${count}` : plain(labelOf(item) ?? '');
  const { volume, startMs, durationMs } = item;
  const loud = volume === undefined || volume === 1 ? '' : `${Math.round(volume * 100)}%`;
  const when = `${position(startMs)}–${position(startMs + durationMs)}`;
  for (const extras of [[loud, when], [loud]]) {
    const text = [name, ...extras].filter(Boolean).join(' · ');
    if (textWidth(text, textSize) <= room) return text;
  }
  if (loud === '') return fitting(name, textSize, room);
  const cut = fitting(name, textSize, room - textWidth(` · ${loud}`, textSize));
  return cut === '' ? fitting(loud, textSize, room) : `${cut} · ${loud}`;
}

function labelOf({ text, name }: Segment): string | undefined {
  if (text !== undefined) return oneLine(withoutRaw(text));
  return name === undefined ? undefined : shownName(name);
}

/** Without what would turn the direction of everything behind it. */
function plain(text: string): string {
  return oneLine(text.replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, ''));
}

function box(
  x: number,
  y: number,
  wide: number,
  height: number,
  ink: Ink,
  round?: number,
): Shape & { as: 'box' } {
  const shape = {
    as: 'box',
    x: tenth(x),
    y: tenth(y),
    width: tenth(wide),
    height: tenth(height),
    ink,
  } as const;
  return round === undefined ? shape : { ...shape, round: tenth(round) };
}

function label(x: number, y: number, text: string, ink: Ink, size: number, anchor?: 'middle' | 'end'): Shape {
  const shape = { as: 'words', x: tenth(x), y: tenth(y), size, text, ink } as const;
  return anchor === undefined ? shape : { ...shape, anchor };
}

const tenth = (n: number): number => Math.round(n * 10) / 10;
