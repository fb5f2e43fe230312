import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFfmpeg, run } from '#sandbox/ffmpeg.ts';

const width = 1_600;
const height = 720;
const waterline = 560;

type Colour = [number, number, number];

const sky: [number, Colour][] = [
  [0, [24, 20, 58]],
  [0.45, [98, 52, 122]],
  [0.75, [226, 108, 104]],
  [1, [255, 196, 128]],
];

const mix = (from: Colour, to: Colour, share: number): Colour => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];

function skyAt(share: number): Colour {
  const above = sky.findLast(([at]) => at <= share) ?? [0, [0, 0, 0]];
  const below = sky.find(([at]) => at > share) ?? above;
  const span = below[0] - above[0];
  return mix(above[1], below[1], span === 0 ? 0 : (share - above[0]) / span);
}

/** The same numbers at every run, so that the picture stays the same. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** A city in the evening, drawn by hand: a picture that needs nobody's permission. */
function drawSkyline(): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  const put = (x: number, y: number, colour: Colour): void => {
    if (x < 0 || x >= width || y < 0 || y >= height) return;
    colour.forEach((value, channel) => {
      pixels[(y * width + x) * 3 + channel] = value;
    });
  };
  for (let y = 0; y < waterline; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const glow = Math.max(0, 1 - Math.hypot(x - 900, y - 430) / 320) ** 2;
      const sun = Math.hypot(x - 900, y - 430) < 74;
      put(x, y, sun ? [255, 226, 170] : mix(skyAt(y / waterline), [255, 214, 150], glow * 0.7));
    }
  }
  const random = seeded(7);
  for (const layer of [
    { low: 90, high: 230, colour: [112, 62, 110] as Colour, lit: 0 },
    { low: 60, high: 330, colour: [44, 30, 72] as Colour, lit: 0.3 },
  ]) {
    for (let left = -20; left < width; ) {
      const wide = 36 + Math.floor(random() * 70);
      const tall = layer.low + Math.floor(random() ** 2 * (layer.high - layer.low));
      for (let y = waterline - tall; y < waterline; y += 1) {
        for (let x = left; x < left + wide; x += 1) put(x, y, layer.colour);
      }
      for (let y = waterline - tall + 14; y < waterline - 16; y += 18) {
        for (let x = left + 9; x < left + wide - 12; x += 14) {
          if (random() >= layer.lit) continue;
          for (let dot = 0; dot < 48; dot += 1) put(x + (dot % 6), y + Math.floor(dot / 6), [255, 208, 130]);
        }
      }
      left += wide + Math.floor(random() * 10) - 4;
    }
  }
  for (let y = waterline; y < height; y += 1) {
    const source = waterline - 1 - Math.floor((y - waterline) * 1.6);
    for (let x = 0; x < width; x += 1) {
      const from = Math.min(width - 1, Math.max(0, x + Math.round(5 * Math.sin(y / 2.3 + x / 90))));
      const at = (source * width + from) * 3;
      const mirrored: Colour = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
      put(x, y, mix(mirrored, [26, 20, 58], 0.45));
    }
  }
  return pixels;
}

/** Writes a clip of 12 s that looks and sounds like footage: a slow pan, and a tone with two pauses. */
export async function writeSkylineClip(file: string): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'reelay-skyline-'));
  const picture = join(dir, 'skyline.ppm');
  await writeFile(picture, Buffer.concat([Buffer.from(`P6 ${width} ${height} 255\n`), drawSkyline()]));
  const pauses = '(1-between(t,3,4.5)-between(t,7,8.5))';
  const tone = `aevalsrc='0.4*sin(2*PI*220*t)*${pauses}':d=12:s=44100`;
  const input = `-y -v error -loop 1 -framerate 30 -t 12 -i ${picture} -f lavfi -i ${tone}`;
  const output = `-vf crop=1280:720:'t*20':0,scale=960:540 -c:v libx264 -crf 26 -pix_fmt yuv420p -c:a aac -shortest`;
  await run(findFfmpeg(), [...`${input} ${output}`.split(' '), file]);
  await rm(dir, { recursive: true });
}
