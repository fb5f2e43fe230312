/**
 * Reads the backend's draft. Documented are only t (tracks), tt (type: 0 video, 1 audio, 7 text), sg
 * (segments), d (duration in ms) and m (metadata); the rest is looked for where it plausibly stands.
 */

export type TrackType = 'video' | 'audio' | 'text' | 'other';

export type Segment = {
  startMs: number;
  durationMs: number;
  /** As the backend has it: it may be an id, or an address. */
  name?: string | undefined;
  text?: string | undefined;
  /** 0 to 1; more is louder than recorded. */
  volume?: number | undefined;
  speed?: number | undefined;
};

export type Track = { type: TrackType; segments: Segment[] };
export type Timeline = {
  durationMs: number;
  tracks: Track[];
  /** The frame's shape as the draft has it, such as "9:16". */
  aspect?: string | undefined;
  /** Where the editor's cursor stands, where the draft says so. */
  playheadMs?: number | undefined;
};

/** Never throws: what cannot be read is left out. */
export function toTimeline(draft: unknown): Timeline {
  const tracks = list(field(draft, 't', 'tracks')).map(toTrack);
  const ends = tracks.flatMap((track) => track.segments.map((s) => s.startMs + s.durationMs));
  const duration = number(field(draft, 'd', 'duration')) ?? 0;
  return {
    durationMs: duration > 0 ? duration : ends.reduce((latest, end) => Math.max(latest, end), 0),
    tracks,
    aspect: toAspect(anywhere(draft, 'aspect', 'aspect_ratio', 'aspectRatio', 'ratio')),
    playheadMs: toPlayhead(anywhere(draft, 'playhead', 'playhead_ms', 'playheadMs', 'cursor', 'cursor_ms')),
  };
}

/** Ready for export: some track has something on it. */
export function isExportable(draft: unknown): boolean {
  return list(field(draft, 't', 'tracks')).some((track) => list(field(track, 'sg', 'segments')).length > 0);
}

function toPlayhead(value: unknown): number | undefined {
  const ms = number(value);
  return ms === undefined || ms < 0 ? undefined : ms;
}

function toTrack(track: unknown): Track {
  let next = 0;
  const segments = list(field(track, 'sg', 'segments'))
    .filter((segment) => typeof segment === 'object' && segment !== null)
    .map((segment) => {
      const read = toSegment(segment, track, next);
      next = read.startMs + read.durationMs;
      return read;
    });
  return { type: toType(field(track, 'tt', 'type')), segments };
}

function toType(value: unknown): TrackType {
  switch (typeof value === 'string' ? value.trim().toLowerCase() : value) {
    case 0:
    case '0':
    case 'video':
      return 'video';
    case 1:
    case '1':
    case 'audio':
    case 'music':
    case 'bgm':
      return 'audio';
    case 7:
    case '7':
    case 'text':
    case 'title':
    case 'caption':
    case 'subtitle':
      return 'text';
    default:
      return 'other';
  }
}

function toSegment(segment: unknown, track: unknown, next: number): Segment {
  const start = number(anywhere(segment, 's', 'start', 'start_ms', 'startMs', 'st'));
  const startMs = Math.max(0, start ?? next);
  const duration = number(anywhere(segment, 'd', 'duration', 'duration_ms', 'durationMs'));
  const end = number(anywhere(segment, 'e', 'end', 'end_ms', 'endMs'));
  const muted = anywhere(segment, 'muted', 'mute') === true;
  const speed = number(anywhere(segment, 'speed', 'playback_rate', 'playbackRate'));
  return {
    startMs,
    durationMs: Math.max(0, duration ?? (end === undefined ? 0 : end - startMs)),
    name:
      toName(anywhere(segment, 'name', 'title', 'n', 'file_name', 'filename', 'label')) ??
      toName(anywhere(track, 'name', 'title', 'label')),
    text: toText(anywhere(segment, 'text', 'content', 'caption'), 0),
    volume: muted ? 0 : toVolume(anywhere(segment, 'volume', 'vol', 'v') ?? anywhere(track, 'volume', 'vol')),
    speed: speed !== undefined && speed > 0 ? speed : undefined,
  };
}

/** Some write percent, as a number or with its sign: nobody plays a track at more than three times its volume. */
function toVolume(value: unknown): number | undefined {
  const percent = typeof value === 'string' ? /^\s*([\d.]+)\s*%\s*$/.exec(value)?.[1] : undefined;
  if (percent !== undefined) return number(percent) === undefined ? undefined : Number(percent) / 100;
  const volume = number(value);
  if (volume === undefined || volume < 0) return undefined;
  return volume > 3 ? volume / 100 : volume;
}

function toName(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Rich text may be an object, or JSON within a string, with the words in it. */
function toText(value: unknown, depth: number): string | undefined {
  if (typeof value === 'object' && value !== null && depth < 3)
    return toText(field(value, 'text', 'content'), depth + 1);
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  if (/^\s*\{\s*"/.test(value) && depth < 3) {
    return toText(parsed(value), depth + 1);
  }
  return value.trim();
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function toAspect(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{1,2}\s*[:x/]\s*\d{1,2}$/.test(value.trim())
    ? value.replace(/\s+/g, '').replace(/[x/]/, ':')
    : undefined;
}

/** A field of the thing itself, or of its metadata. */
function anywhere(value: unknown, ...names: string[]): unknown {
  return field(value, ...names) ?? field(field(value, 'm', 'metadata', 'meta'), ...names);
}

function field(value: unknown, ...names: string[]): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const name of names) {
    const found: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

/** A list, or the values of an object that numbers its members. */
function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  return entries.every(([key]) => /^\d+$/.test(key)) ? entries.map(([, member]) => member as unknown) : [];
}

/** Numbers may come as text. What is none, or endless, is as if it were not there. */
function number(value: unknown): number | undefined {
  const read = typeof value === 'string' && /^\s*-?\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value;
  // Beyond that it is no time or volume, and sums of such numbers are no numbers.
  return typeof read === 'number' && Math.abs(read) <= Number.MAX_SAFE_INTEGER ? read : undefined;
}
