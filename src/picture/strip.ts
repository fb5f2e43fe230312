import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { framesOf, layStrip, type Cell } from '#src/core/strip-drawing.ts';
import type { Log, Painter, StripMaker, StripRow } from '#src/ports.ts';
import { readOnly, runFfmpeg } from './ffmpeg.ts';

/** Larger videos get no strip: the frames of one take their time, and its bytes a disk. */
const maxVideoBytes = 64 * 1024 * 1024;
/** Strips that may wait for the one that is being made. */
const mostWaiting = 3;
/** Pixels for each unit of the drawing, as the painter has it. */
const scale = 2;
const ground = '0x1d1b24';
/** Videos up to this length are decoded from their start; longer ones from the frame before each place. */
const wholeMs = 30_000;

type StripOptions = { ffmpeg: string; paint: Painter; log: Log };
type Video = { row: StripRow; name: string; durationMs: number; shape: number };
type Placed = { path: string; cell: Cell };

/** Makes one strip at a time, in a folder of its own that is gone afterwards. */
export function createStripMaker({ ffmpeg, paint, log }: StripOptions): StripMaker {
  let before: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let present: Promise<boolean> | undefined;

  /** Asked once, so that nothing is fetched in vain where there is none. */
  function isThere(): Promise<boolean> {
    present ??= runFfmpeg(ffmpeg, ['-version'], AbortSignal.timeout(10_000)).then(
      () => true,
      (error: unknown) => {
        log.info({ err: error }, 'there is no ffmpeg, so results come without a strip of frames');
        return false;
      },
    );
    return present;
  }

  async function fetch(
    row: StripRow,
    dir: string,
    name: string,
    signal: AbortSignal,
  ): Promise<Video | undefined> {
    const path = join(dir, name);
    try {
      await pipeline(limited(await row.open(signal)), createWriteStream(path), { signal });
      return { row, name, ...(await readFacts(path)) };
    } catch (error) {
      signal.throwIfAborted();
      log.info({ err: error }, 'a video could not be read for a strip');
      return undefined;
    }
  }

  /** The frames of one video, each as a file. */
  async function frames(video: Video, cells: Cell[], dir: string, signal: AbortSignal): Promise<Placed[]> {
    const wanted = framesOf(video.durationMs).flatMap((at, n) => {
      const cell = cells[n];
      return cell === undefined
        ? []
        : [{ at: (at / 1000).toFixed(3), cell, path: join(dir, `${video.name}-${n}.png`) }];
    });
    const out = ({ cell, path }: Placed): string[] => ['-frames:v', '1', '-vf', fitted(cell), path];
    const input = ['-i', join(dir, video.name)];
    // Cameras change their settings in mid-file, and what stands behind cannot be decoded from there on.
    if (video.durationMs <= wholeMs) {
      const outputs = wanted.flatMap((one) => ['-ss', one.at, ...out(one)]);
      await runFfmpeg(ffmpeg, [...readOnly, ...input, ...outputs], signal);
    } else {
      for (const one of wanted)
        await runFfmpeg(ffmpeg, [...readOnly, '-ss', one.at, ...input, ...out(one)], signal);
    }
    return wanted;
  }

  async function make(rows: StripRow[], dir: string, signal: AbortSignal) {
    const found: Video[] = [];
    for (const [index, row] of rows.entries()) {
      const video = await fetch(row, dir, `video-${index}`, signal);
      if (video !== undefined) found.push(video);
    }
    const result = found.at(-1);
    if (result === undefined || result.row !== rows.at(-1)) return undefined;
    const labelled = found.map(({ row, durationMs }) => ({ label: row.label, durationMs }));
    const { drawing, cells } = layStrip(labelled, result.shape);
    const base = join(dir, 'base.png');
    await writeFile(base, await paint(drawing, 'dark'));
    const placed: Placed[] = [];
    for (const [row, video] of found.entries()) {
      placed.push(...(await frames(video, cells[row] ?? [], dir, signal)));
    }
    const whole = join(dir, 'strip.jpg');
    await runFfmpeg(ffmpeg, together(base, placed, whole), signal);
    return { jpeg: await readFile(whole), shown: found.map(({ row }) => row) };
  }

  return async (rows, signal) => {
    if (waiting > mostWaiting || !(await isThere())) return undefined;
    waiting += 1;
    const mine = before.then(async () => {
      signal.throwIfAborted();
      const dir = await mkdtemp(join(tmpdir(), 'reelay-strip-'));
      try {
        return await make(rows, dir, signal);
      } finally {
        await rm(dir, { recursive: true, force: true });
      }
    });
    before = mine.catch(() => undefined);
    return mine.finally(() => (waiting -= 1));
  };
}

/** All frames over the drawing that holds their places. */
function together(base: string, frames: Placed[], whole: string): string[] {
  const inputs = [base, ...frames.map(({ path }) => path)].flatMap((path) => ['-i', path]);
  const steps = frames.map(
    ({ cell }, n) =>
      `[${n === 0 ? '0' : `o${n}`}][${n + 1}]overlay=${cell.x * scale}:${cell.y * scale}[o${n + 1}]`,
  );
  const last = ['-map', `[o${frames.length}]`, '-frames:v', '1', '-q:v', '4', whole];
  return [...inputs, '-filter_complex', steps.join(';'), ...last];
}

async function* limited(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxVideoBytes) throw new Error(`more than ${maxVideoBytes} bytes`);
    yield chunk;
  }
}

async function readFacts(path: string): Promise<{ durationMs: number; shape: number }> {
  // Two megabytes of code, loaded with the first video.
  const { ALL_FORMATS, FilePathSource, Input } = await import('mediabunny');
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) throw new Error('no pictures in it');
    const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
    return { durationMs: Math.floor((await input.computeDuration()) * 1000), shape: width / height };
  } finally {
    input.dispose();
  }
}

function fitted(cell: Cell): string {
  const size = `${even(cell.width)}:${even(cell.height)}`;
  return `scale=${size}:force_original_aspect_ratio=decrease,setsar=1,pad=${size}:(ow-iw)/2:(oh-ih)/2:color=${ground}`;
}

const even = (units: number): number => Math.round((units * scale) / 2) * 2;
