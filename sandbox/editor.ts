import { loudSpans } from './probe.ts';
import type { Edit } from './requests.ts';
import { segmentsOf, withoutSpan, withSegments, type Draft, type Segment } from './draft.ts';
import type { MediaFile } from './world.ts';

/** The tool name an edit goes by in the stream, what it costs, and what the agent says of it. */
export type Edited = { draft: Draft; tool: string; cost: number; said: { en: string; zh: string } };

const titleMs = 3_000;
const seconds = (ms: number): string => `${Math.round(ms / 100) / 10}`;

/** Puts an uploaded file on the timeline. */
export function place(draft: Draft, file: MediaFile): Draft {
  const type = file.kind === 'audio' ? 'audio' : 'video';
  const segment = {
    s: 0,
    d: file.durationMs,
    m: { name: file.name, src: file.id, in: 0, speed: 1, volume: 1 },
  };
  return withSegments(draft, type, [...segmentsOf(draft, type), segment]);
}

/** Does one edit. Nothing where it cannot be done on this timeline. */
export async function apply(draft: Draft, edit: Edit, files: MediaFile[]): Promise<Edited | undefined> {
  const video = segmentsOf(draft, 'video');
  if (edit.edit === 'generate') return generated(draft, edit.prompt, edit.ms);
  if (video.length === 0) return undefined;
  const done = (tool: string, changed: Draft, en: string, zh: string, cost = 5): Edited => ({
    draft: changed,
    tool,
    cost,
    said: { en, zh },
  });
  switch (edit.edit) {
    case 'trim-to':
      return edit.ms >= draft.d
        ? undefined
        : done(
            'trim',
            withoutSpan(draft, edit.ms, draft.d),
            `Trimmed to ${seconds(edit.ms)} seconds.`,
            `已剪到 ${seconds(edit.ms)} 秒。`,
          );
    case 'cut':
    case 'cut-last': {
      const [from, to] =
        edit.edit === 'cut'
          ? [edit.from, edit.to === 'end' ? draft.d : edit.to]
          : [draft.d - edit.ms, draft.d];
      if (from < 0 || from >= to || to - from >= draft.d) return undefined;
      return done(
        'cut',
        withoutSpan(draft, from, to),
        `Cut ${seconds(from)}-${seconds(to)}s.`,
        `已剪掉 ${seconds(from)}-${seconds(to)} 秒。`,
      );
    }
    case 'trim-pauses': {
      const pieces = (await Promise.all(video.map((piece) => loudPieces(piece, files)))).flat();
      const changed = withSegments(draft, 'video', pieces);
      if (pieces.length === 0 || changed.d >= draft.d) return undefined;
      return done(
        'trim_pauses',
        changed,
        `Trimmed the pauses: ${seconds(draft.d)}s is now ${seconds(changed.d)}s.`,
        `已剪掉停顿：${seconds(draft.d)} 秒变为 ${seconds(changed.d)} 秒。`,
      );
    }
    case 'speed': {
      if (!(edit.factor >= 0.25 && edit.factor <= 8)) return undefined;
      const pieces = video.map((piece) => ({
        ...piece,
        d: Math.round(piece.d / edit.factor),
        m: { ...piece.m, speed: (piece.m.speed ?? 1) * edit.factor },
      }));
      return done(
        'set_speed',
        withSegments(draft, 'video', pieces),
        `It now plays at ${edit.factor}x.`,
        `现在以 ${edit.factor} 倍速播放。`,
      );
    }
    case 'volume': {
      const items = segmentsOf(draft, edit.of);
      if (items.length === 0) return undefined;
      const changed = items.map((piece) => ({ ...piece, m: { ...piece.m, volume: edit.volume } }));
      const percent = Math.round(edit.volume * 100);
      return done(
        'set_volume',
        withSegments(draft, edit.of, changed),
        `The volume is at ${percent}% now.`,
        `音量已调到 ${percent}%。`,
      );
    }
    case 'title':
    case 'captions': {
      const isTitle = edit.edit === 'title';
      const d = Math.min(draft.d, isTitle ? (edit.ms ?? titleMs) : draft.d);
      const item: Segment = {
        s: 0,
        d,
        m: { text: edit.text, place: isTitle ? 'center' : 'bottom', color: '#FFFFFF' },
      };
      return done(
        isTitle ? 'add_title' : 'add_captions',
        withSegments(draft, 'text', [...segmentsOf(draft, 'text'), item]),
        `Added "${edit.text}" for the first ${seconds(d)} seconds.`,
        `已添加“${edit.text}”，显示前 ${seconds(d)} 秒。`,
      );
    }
    case 'captions-without-text':
      return undefined;
    case 'music': {
      const item: Segment = { s: 0, d: draft.d, m: { name: 'Lo-fi', volume: edit.volume } };
      return done(
        'add_bgm',
        withSegments(draft, 'audio', [...segmentsOf(draft, 'audio'), item]),
        `Added the track "Lo-fi" at ${Math.round(edit.volume * 100)}%.`,
        `已添加背景音乐“Lo-fi”，音量 ${Math.round(edit.volume * 100)}%。`,
      );
    }
    case 'remove':
      return segmentsOf(draft, edit.what).length === 0
        ? undefined
        : done('remove', withSegments(draft, edit.what, []), 'Removed.', '已删除。');
    case 'aspect':
      return done(
        'crop',
        { ...draft, m: { ...draft.m, aspect: edit.aspect } },
        `The frame is ${edit.aspect} now.`,
        `画面已改为 ${edit.aspect}。`,
      );
    case 'merge':
      return video.length < 2
        ? undefined
        : done(
            'merge',
            { ...draft, m: { ...draft.m, merged: true } },
            `The ${video.length} clips play one after another.`,
            `${video.length} 段素材已依次拼接。`,
          );
  }
}

function generated(draft: Draft, prompt: string, d: number): Edited {
  const piece: Segment = { s: 0, d, m: { name: prompt, speed: 1, color: '#1B3A5C' } };
  return {
    draft: withSegments(draft, 'video', [...segmentsOf(draft, 'video'), piece]),
    tool: 'generate_video',
    cost: 20,
    said: { en: `The clip "${prompt}" is ready.`, zh: `片段“${prompt}”已生成。` },
  };
}

async function loudPieces(piece: Segment, files: MediaFile[]): Promise<Segment[]> {
  const file = files.find(({ id }) => id === piece.m.src);
  if (file === undefined || !file.hasAudio) return [piece];
  const speed = piece.m.speed ?? 1;
  const start = piece.m.in ?? 0;
  const end = start + piece.d * speed;
  const spans = await loudSpans(file.path, file.durationMs);
  return spans.flatMap(({ from, to }) => {
    const a = Math.max(from, start);
    const b = Math.min(to, end);
    return b - a < 50 ? [] : [{ ...piece, d: Math.round((b - a) / speed), m: { ...piece.m, in: a } }];
  });
}
