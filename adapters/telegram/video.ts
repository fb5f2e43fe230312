import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { OutboundFile } from '#src/core/message.ts';
import type { Log, OpenFile } from '#src/ports.ts';

/** A finished video in a temporary file, with what Telegram wants to know of it. */
export type FetchedVideo = {
  path: string;
  name: string;
  facts: VideoFacts;
  /** A JPEG of at most 320 pixels a side. */
  thumbnail: string | undefined;
  remove(): Promise<void>;
};

/** In pixels and seconds. Empty where the file could not be read. */
type VideoFacts = { width?: number; height?: number; duration?: number };

const fetchTimeoutMs = 15 * 60 * 1000;
const thumbnailTimeoutMs = 20_000;
/** The most that Telegram takes as a thumbnail. */
const maxThumbnailBytes = 200 * 1024;

type FetchOptions = {
  maxBytes: number;
  /** The program that takes a picture out of a video. Without it there is no thumbnail. */
  ffmpeg: string;
  log: Log;
};

/**
 * Streams a finished video into a temporary file: a file can be sent again after a 429, a stream cannot.
 * Gives nothing where it is over `maxBytes`, or cannot be had: its link stands in the text.
 */
export async function fetchVideo(
  file: OutboundFile,
  open: OpenFile,
  { maxBytes, ffmpeg, log }: FetchOptions,
): Promise<FetchedVideo | undefined> {
  if ((file.bytes ?? 0) > maxBytes) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'reelay-telegram-'));
  const remove = (): Promise<void> => rm(dir, { recursive: true, force: true });
  const path = join(dir, 'video.mp4');
  try {
    const signal = AbortSignal.timeout(fetchTimeoutMs);
    const opened = await open(file, signal);
    await pipeline(limited(opened.body, maxBytes), createWriteStream(path), { signal });
    const facts = await readFacts(path, log);
    const thumbnail = await takePicture(ffmpeg, path, join(dir, 'thumbnail.jpg'), facts.duration, log);
    return { path, name: file.name, facts, thumbnail, remove };
  } catch (error) {
    await remove();
    log.warn({ renderId: file.renderId, err: error }, 'a video goes out as a link alone');
    return undefined;
  }
}

async function* limited(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`more than ${maxBytes} bytes`);
    yield chunk;
  }
}

async function readFacts(path: string, log: Log): Promise<VideoFacts> {
  // Two megabytes of code, loaded with the first video.
  const { FilePathSource, Input, MP4 } = await import('mediabunny');
  const input = new Input({ source: new FilePathSource(path), formats: [MP4] });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) return {};
    const seconds = await input.computeDuration();
    return {
      width: await track.getDisplayWidth(),
      height: await track.getDisplayHeight(),
      duration: Math.max(1, Math.round(seconds)),
    };
  } catch (error) {
    log.warn({ err: error }, 'a finished video could not be read for its size and length');
    return {};
  } finally {
    input.dispose();
  }
}

/** A picture from the first second, where most videos have left the black of their beginning. */
async function takePicture(
  ffmpeg: string,
  video: string,
  picture: string,
  duration: number | undefined,
  log: Log,
): Promise<string | undefined> {
  const at = (duration ?? 0) > 2 ? '1' : '0';
  const scale = 'scale=320:320:force_original_aspect_ratio=decrease';
  const args = [
    '-y',
    '-v',
    'error',
    '-ss',
    at,
    '-i',
    video,
    '-frames:v',
    '1',
    '-vf',
    scale,
    '-q:v',
    '5',
    picture,
  ];
  try {
    const child = spawn(ffmpeg, args, { stdio: 'ignore', timeout: thumbnailTimeoutMs });
    const { promise, resolve, reject } = Promise.withResolvers<number | null>();
    child.on('error', reject);
    child.on('close', resolve);
    if ((await promise) !== 0) throw new Error('ffmpeg failed');
    const { size } = await stat(picture);
    return size > 0 && size <= maxThumbnailBytes ? picture : undefined;
  } catch (error) {
    log.debug({ err: error }, 'no thumbnail could be made');
    return undefined;
  }
}
