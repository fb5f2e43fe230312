import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPainter } from '#src/picture/painter.ts';
import { createStripMaker } from '#src/picture/strip.ts';
import type { StripMaker, StripRow } from '#src/ports.ts';
import { findFfmpeg, run } from '#sandbox/ffmpeg.ts';
import { speechClip, tinyClip } from '#test/support/media.ts';

const log = pino({ level: 'silent' });
const { signal } = new AbortController();
const making = (ffmpeg: string): StripMaker => createStripMaker({ ffmpeg, paint: createPainter(), log });
let make: StripMaker;
let dir: string;
let wide: string;
let tiny: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reelay-strip-test-'));
  [wide, tiny] = [await speechClip(), await tinyClip()];
  make = making(findFfmpeg());
});
afterAll(() => rm(dir, { recursive: true }));

const row = (label: string, path: string): StripRow => ({ label, open: async () => createReadStream(path) });
const broken: StripRow = {
  label: 'broken',
  open: () => Promise.reject(new Error('gone')),
};
/** A program of this name that does this. */
async function program(name: string, script: string): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}
/** The pixel at a place of a JPEG, as red, green and blue. */
async function pixels(jpeg: Uint8Array, places: [number, number][]): Promise<number[][]> {
  const [file, raw] = [join(dir, 'look.jpg'), join(dir, 'look.rgb')];
  await writeFile(file, jpeg);
  await run(findFfmpeg(), ['-y', '-v', 'error', '-i', file, '-f', 'rawvideo', '-pix_fmt', 'rgb24', raw]);
  const bytes = await readFile(raw);
  return places.map(([x, y]) => [...bytes.subarray((y * 1200 + x) * 3, (y * 1200 + x) * 3 + 3)]);
}

test('four frames of each, the version before above the new one', async () => {
  const [before, after] = [row('v1', wide), row('v2', wide)];
  const made = (await make([before, after], signal))!;
  expect(made.shown).toEqual([before, after]);
  expect(made.jpeg.length).toBeLessThan(400_000);
  // The middles of the eight cells hold colours; the ground between the rows is the ground.
  const columns = [164, 457, 749, 1042];
  const cells = await pixels(made.jpeg, [
    ...columns.map((x): [number, number] => [x, 140]),
    ...columns.map((x): [number, number] => [x, 370]),
  ]);
  expect(cells.filter((colour) => Math.max(...colour) - Math.min(...colour) > 40)).toHaveLength(8);
  const [ground] = await pixels(made.jpeg, [[600, 8]]);
  expect(Math.max(...ground!)).toBeLessThan(60);
});

test('without the one before, the new one stands alone', async () => {
  const after = row('v2', tiny);
  expect((await make([broken, after], signal))!.shown).toEqual([after]);
});

describe('there is none', () => {
  test('of a result that cannot be read', async () => {
    expect(await make([row('v1', tiny), broken], signal)).toBeUndefined();
  });

  test('without ffmpeg, and then nothing is opened', async () => {
    const never: StripRow = {
      label: 'v1',
      open: () => Promise.reject(new Error('not expected to be opened')),
    };
    expect(await making(join(dir, 'nowhere'))([never], signal)).toBeUndefined();
  });

  test('where ffmpeg fails, which is thrown', async () => {
    const ffmpeg = await program('fails', '[ "$5" = -version ] && exit 0; echo broken >&2; exit 3');
    await expect(making(ffmpeg)([row('v1', tiny)], signal)).rejects.toThrow('ended with 3: broken');
  });

  test('where ffmpeg hangs: it is killed when the time is over', async () => {
    const started = join(dir, 'started');
    const ffmpeg = await program(
      'hangs',
      `[ "$5" = -version ] && exit 0; echo $$ > ${started}; exec sleep 600`,
    );
    const over = new AbortController();
    const making_ = making(ffmpeg)([row('v1', tiny)], over.signal);
    const pid = await untilThere(started);
    over.abort(new Error('the time is over'));
    await expect(making_).rejects.toThrow();
    await untilGone(pid);
  });
});

test('ffmpeg gets no setting of ours, reads files alone, and little memory', async () => {
  const seen = join(dir, 'seen');
  const ffmpeg = await program(
    'looks',
    `[ "$5" = -version ] && exit 0; { env; echo "ARGS $*"; ulimit -v; } > ${seen}; exit 1`,
  );
  process.env['DISCORD_TOKEN'] = 'a-token-to-look-for';
  await expect(making(ffmpeg)([row('v1', tiny)], signal)).rejects.toThrow();
  delete process.env['DISCORD_TOKEN'];
  const said = await readFile(seen, 'utf8');
  expect(said).not.toContain('a-token-to-look-for');
  expect(said).toContain('-protocol_whitelist file -format_whitelist mov');
  expect(said.trim().split('\n').at(-1)).toMatch(/^\d+$/);
});

async function untilThere(path: string): Promise<number> {
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text.trim() !== '') return Number(text);
    await new Promise(setImmediate);
  }
}

async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise(setImmediate);
  }
}
