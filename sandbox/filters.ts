import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { segmentsOf, type Draft, type Segment } from './draft.ts';
import type { MediaFile } from './world.ts';

const require = createRequire(import.meta.url);
/** Latin and Chinese in one file. */
const font = join(
  dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json')),
  '700Bold/NotoSansSC_700Bold.ttf',
);

const emoji =
  /(?![©®™])[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]|\u200D|\uFE0E|\uFE0F|\u20E3/gu;

const maxWidth = 1080;
const maxHeight = 1920;
const rate = 30;
const aspects = { '9:16': 9 / 16, '1:1': 1, '16:9': 16 / 9 };

const s = (ms: number): string => (ms / 1000).toFixed(3);
const even = (value: number): number => Math.max(2, Math.floor(value / 2) * 2);

/** The arguments with which ffmpeg renders a draft to `output`. `workDir` takes the texts to be drawn. */
export function ffmpegArgs(draft: Draft, files: MediaFile[], workDir: string, output: string): string[] {
  const inputs: string[] = [];
  const graph: string[] = [];
  const sources = new Map<string, number>();
  const addInput = (...args: string[]): number => {
    inputs.push(...args);
    return inputs.filter((arg) => arg === '-i').length - 1;
  };
  const inputOf = (file: MediaFile): number => {
    const known = sources.get(file.id);
    if (known !== undefined) return known;
    const still = file.kind === 'image' ? ['-loop', '1', '-framerate', String(rate)] : [];
    const index = addInput(...still, '-i', file.path);
    sources.set(file.id, index);
    return index;
  };
  const fileOf = (piece: Segment): MediaFile | undefined => files.find(({ id }) => id === piece.m.src);

  const video = segmentsOf(draft, 'video');
  const pieces = video.length > 0 ? video : [{ s: 0, d: draft.d, m: { color: '#000000' } }];
  const size = frameSize(
    draft,
    pieces.map(fileOf).find((file) => file !== undefined && file.width > 0),
  );
  const crop =
    draft.m.aspect === undefined
      ? ''
      : `crop=w='min(iw,ih*${aspects[draft.m.aspect]})':h='min(ih,iw/${aspects[draft.m.aspect]})',`;
  const fit = `${crop}scale=${size}:force_original_aspect_ratio=decrease,pad=${size}:(ow-iw)/2:(oh-ih)/2,setsar=1,fps=${rate},format=yuv420p`;

  pieces.forEach((piece, index) => {
    const file = fileOf(piece);
    const speed = piece.m.speed ?? 1;
    const from = piece.m.in ?? 0;
    const span = `start=${s(from)}:end=${s(from + piece.d * speed)}`;
    if (file === undefined) {
      const color = (piece.m.color ?? '#000000').replace('#', '0x');
      graph.push(
        `color=c=${color}:s=${size.replace(':', 'x')}:r=${rate}:d=${s(piece.d)},format=yuv420p,setsar=1[v${index}]`,
      );
    } else {
      graph.push(`[${inputOf(file)}:v]trim=${span},setpts=(PTS-STARTPTS)/${speed},${fit}[v${index}]`);
    }
    graph.push(
      file?.hasAudio === true
        ? `[${inputOf(file)}:a]atrim=${span},asetpts=PTS-STARTPTS,${tempo(speed)}volume=${piece.m.volume ?? 1},aresample=44100,aformat=channel_layouts=stereo,apad,atrim=0:${s(piece.d)}[a${index}]`
        : `anullsrc=r=44100:cl=stereo,atrim=0:${s(piece.d)}[a${index}]`,
    );
  });
  graph.push(
    `${pieces.map((_, i) => `[v${i}][a${i}]`).join('')}concat=n=${pieces.length}:v=1:a=1[cut][voice]`,
  );

  const texts = segmentsOf(draft, 'text').map((piece, index) =>
    drawn(piece, join(workDir, `text${index}.txt`)),
  );
  graph.push(`[cut]${texts.join(',') || 'null'}[picture]`);

  const music = segmentsOf(draft, 'audio').map((piece, index) => {
    const file = fileOf(piece);
    const source =
      file === undefined ? lofi(piece.d) : `[${inputOf(file)}:a]atrim=0:${s(piece.d)},asetpts=PTS-STARTPTS`;
    graph.push(
      `${source},volume=${piece.m.volume ?? 1},aresample=44100,aformat=channel_layouts=stereo,adelay=${piece.s}|${piece.s}[m${index}]`,
    );
    return `[m${index}]`;
  });
  graph.push(
    music.length === 0
      ? '[voice]anull[sound]'
      : `[voice]${music.join('')}amix=inputs=${music.length + 1}:duration=first:dropout_transition=0,volume=${music.length + 1}[sound]`,
  );

  return [
    '-y',
    '-hide_banner',
    ...inputs,
    '-filter_complex',
    graph.join(';'),
    '-map',
    '[picture]',
    '-map',
    '[sound]',
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '23',
    '-pix_fmt',
    'yuv420p',
    '-r',
    String(rate),
    '-c:a',
    'aac',
    '-b:a',
    '128k',
    '-t',
    s(draft.d),
    '-movflags',
    '+faststart',
    output,
  ];
}

/** The frame of the first clip, cut to the wanted shape, no larger than the backend renders. */
function frameSize(draft: Draft, first: MediaFile | undefined): string {
  const width = first?.width ?? 720;
  const height = first?.height ?? 1280;
  const shape = draft.m.aspect === undefined ? width / height : aspects[draft.m.aspect];
  const w = Math.min(width, height * shape, maxWidth, maxHeight * shape);
  return `${even(w)}:${even(w / shape)}`;
}

/** atempo takes factors of 0.5 to 2; others are made of several. */
function tempo(speed: number): string {
  const steps: string[] = [];
  let rest = speed;
  while (rest > 2) {
    steps.push('atempo=2');
    rest /= 2;
  }
  while (rest < 0.5) {
    steps.push('atempo=0.5');
    rest /= 0.5;
  }
  return rest === 1 && steps.length === 0 ? '' : `${[...steps, `atempo=${rest}`].join(',')},`;
}

/** A text's words go by file, so that nothing in them is read as a filter. Emoji would be boxes in this one font. */
function drawn(piece: Segment, textFile: string): string {
  writeFileSync(textFile, (piece.m.text ?? '').replace(emoji, '').trim());
  const bottom = piece.m.place === 'bottom';
  const at = bottom ? 'h-text_h-h/12' : '(h-text_h)/2';
  return `drawtext=fontfile=${font}:textfile=${textFile}:expansion=none:fontsize=h/${bottom ? 18 : 9}:fontcolor=white:borderw=3:bordercolor=black@0.7:box=1:boxcolor=black@0.45:boxborderw=14:x=(w-text_w)/2:y=${at}:enable='between(t,${s(piece.s)},${s(piece.s + piece.d)})'`;
}

/** Two soft chords that come and go: music enough to be heard. */
function lofi(ms: number): string {
  const chord = [220, 261.63, 329.63].map((hz) => `sin(2*PI*${hz}*t)`).join('+');
  return `aevalsrc=0.12*(${chord})*(0.6+0.4*sin(2*PI*0.5*t)):s=44100:d=${s(ms)}`;
}
