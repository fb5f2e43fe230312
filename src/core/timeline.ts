/**
 * Reads the backend's draft. Documented are only t (tracks), tt (type: 0 video, 1 audio, 7 text), sg
 * (segments), d (duration in ms) and m (metadata); the rest is looked for where it plausibly stands.
 */
export type TrackType = 'video' | 'audio' | 'text' | 'other';

export type Segment = {
  startMs: number;
  durationMs: number;
  name?: string | undefined;
  text?: string | undefined;
  /** 0 to 1; more is louder than recorded. */
  volume?: number | undefined;
};

export type Track = { type: TrackType; segments: Segment[] };
export type Timeline = { durationMs: number; tracks: Track[] };

/** Never throws: what cannot be read is left out. */
export function toTimeline(draft: unknown): Timeline {
  const tracks = list(field(draft, 't', 'tracks')).map(toTrack);
  const end = Math.max(0, ...tracks.flatMap((track) => track.segments.map((s) => s.startMs + s.durationMs)));
  return { durationMs: number(field(draft, 'd', 'duration')) ?? end, tracks };
}

/** Ready for export: some track has something on it. */
export function isExportable(draft: unknown): boolean {
  return list(field(draft, 't', 'tracks')).some((track) => list(field(track, 'sg', 'segments')).length > 0);
}

function toTrack(track: unknown): Track {
  const type = trackType(field(track, 'tt', 'type'));
  let next = 0;
  const segments = list(field(track, 'sg', 'segments')).map((segment) => {
    const read = toSegment(segment, next);
    next = read.startMs + read.durationMs;
    return read;
  });
  return { type, segments };
}

function trackType(value: unknown): TrackType {
  if (value === 0 || value === 'video') return 'video';
  if (value === 1 || value === 'audio') return 'audio';
  return value === 7 || value === 'text' ? 'text' : 'other';
}

function toSegment(segment: unknown, next: number): Segment {
  const look = (...names: string[]): unknown =>
    field(segment, ...names) ?? field(field(segment, 'm', 'metadata', 'meta'), ...names);
  const volume = number(look('volume', 'vol', 'v'));
  return {
    startMs: Math.max(0, number(look('s', 'start', 'start_ms', 'st')) ?? next),
    durationMs: Math.max(0, number(look('d', 'duration', 'duration_ms')) ?? 0),
    name: text(look('name', 'title', 'n')),
    text: text(look('text', 'content')),
    // Some write percent: nobody plays a track at more than three times its volume.
    volume: volume === undefined || volume < 0 ? undefined : volume > 3 ? volume / 100 : volume,
  };
}

function field(value: unknown, ...names: string[]): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const name of names) {
    const found: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
