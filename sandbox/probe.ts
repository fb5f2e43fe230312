import { z } from 'zod';
import { findFfmpeg, findFfprobe, run } from './ffmpeg.ts';

export type MediaFacts = {
  kind: 'video' | 'audio' | 'image';
  durationMs: number;
  width: number;
  height: number;
  hasAudio: boolean;
};

const report = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      disposition: z.object({ attached_pic: z.number().optional() }).optional(),
    }),
  ),
  format: z.object({ duration: z.coerce.number().optional(), format_name: z.string().optional() }).optional(),
});

const stillMs = 3_000;

/** What a file is. Throws where ffprobe cannot read it. */
export async function probe(file: string): Promise<MediaFacts> {
  const { out } = await run(findFfprobe(), [
    '-v',
    'error',
    '-show_streams',
    '-show_format',
    '-of',
    'json',
    file,
  ]);
  const { streams, format } = report.parse(JSON.parse(out));
  const picture = streams.find((s) => s.codec_type === 'video' && s.disposition?.attached_pic !== 1);
  const hasAudio = streams.some((s) => s.codec_type === 'audio');
  if (picture === undefined && !hasAudio) throw new Error('neither picture nor sound');
  const size = { width: picture?.width ?? 0, height: picture?.height ?? 0 };
  if (/image2|_pipe/.test(format?.format_name ?? '') || /\.(?:jpe?g|png|webp)$/i.test(file)) {
    return { kind: 'image', durationMs: stillMs, ...size, hasAudio: false };
  }
  const seconds = format?.duration ?? (await decodedSeconds(file));
  return {
    kind: picture === undefined ? 'audio' : 'video',
    durationMs: Math.round(seconds * 1000),
    ...size,
    hasAudio,
  };
}

/** Some containers carry no duration; only decoding tells. */
async function decodedSeconds(file: string): Promise<number> {
  const { err } = await run(findFfmpeg(), ['-i', file, '-f', 'null', '-']);
  const last = [...err.matchAll(/time=(\d+):(\d+):([\d.]+)/g)].at(-1);
  if (last === undefined) throw new Error('no duration');
  return Number(last[1]) * 3600 + Number(last[2]) * 60 + Number(last[3]);
}

/** Quieter than this counts as silence, and so does what lies this far below a quiet recording's own loudness. */
const silenceDb = -35;
const belowMeanDb = 15;
/** A recording as quiet as this on the whole holds nothing that pauses could stand between. */
const nothingHeardDb = -70;

async function listen(file: string, filter: string): Promise<string> {
  return (await run(findFfmpeg(), ['-i', file, '-vn', '-af', filter, '-f', 'null', '-'])).err;
}

/** The spans of a file in which something is heard, in ms. */
export async function loudSpans(file: string, durationMs: number): Promise<{ from: number; to: number }[]> {
  const mean = Number(/mean_volume: (-?[\d.]+) dB/.exec(await listen(file, 'volumedetect'))?.[1] ?? 0);
  if (mean < nothingHeardDb) return [{ from: 0, to: durationMs }];
  const noiseDb = Math.min(silenceDb, mean - belowMeanDb);
  const err = await listen(file, `silencedetect=noise=${noiseDb}dB:d=0.4`);
  const spans: { from: number; to: number }[] = [];
  let from = 0;
  for (const [, what, at] of err.matchAll(/silence_(start|end): (-?[\d.]+)/g)) {
    const ms = Math.max(0, Math.round(Number(at) * 1000));
    if (what === 'start' && ms > from) spans.push({ from, to: ms });
    from = what === 'end' ? ms : durationMs;
  }
  if (durationMs > from) spans.push({ from, to: durationMs });
  return spans;
}
