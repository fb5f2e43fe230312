import { acceptedEnding, mimeOf } from './media-type.ts';
import { toTimeline } from './timeline.ts';

export type FootageKind = 'video' | 'audio' | 'image';

/** What can be told of a file from the backend's state. What nobody says is left out. */
export type Footage = {
  name: string;
  kind: FootageKind;
  durationMs?: number | undefined;
  width?: number | undefined;
  height?: number | undefined;
  bytes?: number | undefined;
  hasSound?: boolean | undefined;
};

type SentFile = { name: string; mime: string; bytes: number | null };

/**
 * The files of one message as the backend saw them. `videoInfos` is not documented but for its name, so its
 * fields are looked for where they plausibly stand; the draft, whose unit is known, goes before it. Never throws.
 */
export function toFootage(
  files: SentFile[],
  { videoInfos, draft }: { videoInfos: unknown[]; draft: unknown },
): Footage[] {
  const infos = [...videoInfos];
  // The newest of a name is this one: the same file may have been sent before.
  const found = files.toReversed().map((file) => {
    const index = infos.findLastIndex((info) => nameOf(info) === file.name);
    return index === -1 ? undefined : infos.splice(index, 1)[0];
  });
  const infoOf = found.toReversed();
  return files.map((file, index) => describe(file, infoOf[index], draft));
}

function describe(file: SentFile, info: unknown, draft: unknown): Footage {
  const kind = kindOf(file);
  const width = positive(field(info, 'width', 'w'));
  const height = positive(field(info, 'height', 'h'));
  const sound = field(info, 'has_audio', 'hasAudio', 'has_sound', 'audio');
  return {
    name: file.name,
    kind,
    durationMs: kind === 'image' ? undefined : (lengthOnTimeline(file.name, draft) ?? lengthOf(info)),
    width: kind === 'audio' ? undefined : width,
    height: kind === 'audio' ? undefined : height,
    bytes: file.bytes ?? undefined,
    hasSound: kind === 'video' && typeof sound === 'boolean' ? sound : undefined,
  };
}

function kindOf({ name, mime }: SentFile): FootageKind {
  const ending = acceptedEnding(name);
  const type = (ending === undefined ? mime : mimeOf(ending)).split('/')[0];
  return type === 'audio' || type === 'image' ? type : 'video';
}

/** In ms. Of several pieces with that name the last is the newest file's. */
function lengthOnTimeline(name: string, draft: unknown): number | undefined {
  const pieces = toTimeline(draft).tracks.flatMap((track) => track.segments.filter((s) => s.name === name));
  return positive(pieces.at(-1)?.durationMs);
}

/** In ms. A number without a unit is seconds where it has a fraction or would be hours as that. */
function lengthOf(info: unknown): number | undefined {
  const ms = positive(field(info, 'duration_ms', 'durationMs', 'd'));
  if (ms !== undefined) return ms;
  const vague = positive(field(info, 'duration', 'length'));
  if (vague === undefined) return undefined;
  return Number.isInteger(vague) && vague >= 10_000 ? vague : Math.round(vague * 1000);
}

const nameOf = (info: unknown): unknown => field(info, 'name', 'file_name', 'filename', 'title');

function field(value: unknown, ...names: string[]): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const place of [value, inner(value, 'm'), inner(value, 'metadata'), inner(value, 'video_info')]) {
    for (const name of names) {
      const found = inner(place, name);
      if (found !== undefined && found !== null) return found;
    }
  }
  return undefined;
}

function inner(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

const positive = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
