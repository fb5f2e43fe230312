import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { findFfmpeg, findFfprobe, run } from '#sandbox/ffmpeg.ts';

const cache = join(tmpdir(), 'reelay-clips');

/** A moving picture with a speech-like tone of 12 s, silent at 3-4.5 s and 7-8.5 s. */
export async function speechClip(): Promise<string> {
  return clip('speech.mp4', [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=640x360:r=30:d=12',
    '-f',
    'lavfi',
    '-i',
    "aevalsrc='0.4*sin(2*PI*220*t)*(0.6+0.4*sin(2*PI*4*t))*(1-between(t,3,4.5)-between(t,7,8.5))':d=12:s=44100",
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-crf',
    '35',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-shortest',
  ]);
}

/** How much shorter the clip above is without its silences, in seconds. */
export const silentS = 3;

/** A few frames, for tests that do not look at them. */
export async function tinyClip(name = 'tiny.mp4'): Promise<string> {
  return clip(name, [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=160x90:r=10:d=1',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
  ]);
}

/** The same with so many megabytes of nothing at its end, in a box that players leave out. */
export async function bigClip(megabytes: number): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'reelay-big-'));
  const path = join(dir, 'big.mp4');
  const free = Buffer.alloc(megabytes * 1024 * 1024);
  free.writeUInt32BE(free.length);
  free.write('free', 4);
  await writeFile(path, Buffer.concat([await readFile(await tinyClip()), free]));
  return path;
}

/** A still picture. */
export const picture = (): Promise<string> =>
  clip('picture.png', ['-f', 'lavfi', '-i', 'testsrc2=s=320x240:d=1', '-frames:v', '1']);

/** A second of sound. */
export const tone = (): Promise<string> => clip('tone.wav', ['-f', 'lavfi', '-i', 'sine=frequency=330:d=1']);

/** A voice message as phones record it: Opus in Ogg. */
export const voiceNote = (): Promise<string> =>
  clip('voice-message.ogg', ['-f', 'lavfi', '-i', 'sine=frequency=330:d=2', '-c:a', 'libopus']);

/** More than a minute, upright, of next to nothing. */
export const longClip = (): Promise<string> =>
  clip('long.mp4', [
    '-f',
    'lavfi',
    '-i',
    'color=c=blue:s=90x160:r=2:d=65',
    '-f',
    'lavfi',
    '-i',
    'anullsrc=r=8000',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-shortest',
  ]);

/** A clip of exactly this size: a small one, and behind it a box that players pass over. Costs no space on disk. */
export async function clipOf(mb: number): Promise<string> {
  const small = await readFile(await speechClip());
  const path = join(cache, `speech-${mb}mb.mp4`);
  if (!existsSync(path)) {
    const bytes = mb * 1024 * 1024;
    const box = Buffer.alloc(8);
    box.writeUInt32BE(bytes - small.length, 0);
    box.write('free', 4);
    const own = join(cache, `${process.pid}-${mb}.mp4`);
    await writeFile(own, Buffer.concat([small, box]));
    await truncate(own, bytes);
    await rename(own, path);
  }
  return path;
}

async function clip(name: string, args: string[]): Promise<string> {
  const path = join(cache, name);
  mkdirSync(cache, { recursive: true });
  // Test files run side by side; each writes its own and the last rename wins with the same content.
  if (!existsSync(path)) {
    const own = join(cache, `${process.pid}-${name}`);
    await run(findFfmpeg(), ['-y', '-v', 'error', ...args, own]);
    await rename(own, path);
  }
  return path;
}

const report = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string(),
      codec_name: z.string(),
      width: z.number().optional(),
      height: z.number().optional(),
    }),
  ),
  format: z.object({ duration: z.coerce.number(), size: z.coerce.number() }),
});

/** Fetches a finished video into a file, since ffmpeg's static builds cannot look names up. */
export async function download(url: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'reelay-download-'));
  const file = join(dir, 'result.mp4');
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  await writeFile(file, Buffer.from(await response.arrayBuffer()));
  return file;
}

/** What ffprobe says of a file. */
export async function probe(file: string): Promise<{
  seconds: number;
  bytes: number;
  width: number;
  height: number;
  video: string | undefined;
  audio: string | undefined;
}> {
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
  const video = streams.find((stream) => stream.codec_type === 'video');
  const audio = streams.find((stream) => stream.codec_type === 'audio');
  return {
    seconds: format.duration,
    bytes: format.size,
    width: video?.width ?? 0,
    height: video?.height ?? 0,
    video: video?.codec_name,
    audio: audio?.codec_name,
  };
}

/** How far the middle of two videos' frames differ at a time, 0 to 255 on average: where a title stands. */
export async function titleDifference(a: string, b: string, atS: number): Promise<number> {
  const [one, other] = await Promise.all([middle(a, atS), middle(b, atS)]);
  let sum = 0;
  for (let i = 0; i < one.length; i += 1) sum += Math.abs((one[i] ?? 0) - (other[i] ?? 0));
  return sum / one.length;
}

async function middle(file: string, atS: number): Promise<Uint8Array> {
  const dir = await mkdtemp(join(tmpdir(), 'reelay-frame-'));
  const raw = join(dir, 'frame.gray');
  const filter = `trim=start=${atS},scale=320:180,crop=160:40:80:70,format=gray`;
  await run(findFfmpeg(), [
    '-y',
    '-v',
    'error',
    '-i',
    file,
    '-vf',
    filter,
    '-frames:v',
    '1',
    '-f',
    'rawvideo',
    raw,
  ]);
  const bytes = await readFile(raw);
  await rm(dir, { recursive: true });
  return bytes;
}
