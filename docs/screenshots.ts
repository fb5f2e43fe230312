import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { findFfmpeg, run } from '#sandbox/ffmpeg.ts';
import { createPainter } from '#src/picture/painter.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { startWorld, type World } from '#test/support/world.ts';
import { takeAdmin } from './admin-shots.ts';
import { sampleDrawing } from './sample-drawing.ts';
import { writeSkylineClip } from './skyline.ts';

/** `npm run screenshots`: the pictures of docs/images, taken of the page itself. Look at them before committing. */
const folder = fileURLToPath(new URL('images/', import.meta.url));

type Look = { name: string; options: BrowserContextOptions };
type State = 'empty' | 'working' | 'rendering' | 'done' | 'strip' | 'status' | 'error';

const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};
const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

const looks: (Look & { states: State[] })[] = [
  { name: 'phone', options: phone, states: ['empty', 'working', 'rendering', 'done', 'status', 'error'] },
  { name: 'desktop', options: desktop, states: ['empty', 'working', 'done', 'strip', 'error'] },
  { name: 'phone-dark', options: { ...phone, colorScheme: 'dark' }, states: ['done'] },
  { name: 'desktop-dark', options: { ...desktop, colorScheme: 'dark' }, states: ['done', 'status'] },
];

const adminLooks: Parameters<typeof takeAdmin>[2] = [
  { name: 'phone', options: phone, pages: ['turn'] },
  { name: 'desktop', options: desktop, pages: ['turns', 'queues'] },
  { name: 'desktop-dark', options: { ...desktop, colorScheme: 'dark' }, pages: ['turn'] },
];

/** The same letters on every machine, Chinese ones and emoji too: fonts that the project has anyway. */
async function writeFontSettings(dir: string): Promise<string> {
  const file = join(dir, 'fonts.conf');
  const fontsOf = (name: string): string =>
    dirname(fileURLToPath(import.meta.resolve(`@expo-google-fonts/${name}/package.json`)));
  await writeFile(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>${fontsOf('noto-sans-sc')}</dir>
  <dir>${fontsOf('noto-emoji')}</dir>
  <cachedir>${dir}/fonts</cachedir>
  <match target="pattern"><edit name="family" mode="append_last">
    <string>Noto Sans SC</string><string>Noto Emoji</string>
  </edit></match>
</fontconfig>`,
  );
  return file;
}

/** Goes through one conversation and takes a picture at each of the wanted states. */
async function take(browser: Browser, world: World, clip: string, look: (typeof looks)[number]): Promise<void> {
  const { control } = world.sandbox;
  control.reset();
  const context = await browser.newContext({ locale: 'en-GB', ...look.options });
  const page = await context.newPage();
  /** The whole page, or a part of it. */
  const shoot = async (state: State, part: Page | Locator = page): Promise<void> => {
    if (!look.states.includes(state)) return;
    await page.evaluate(
      'Promise.all(document.getAnimations().filter((one) => one.effect.getTiming().iterations === 1).map((one) => one.finished))',
    );
    await save(part, `${state}-${look.name}.png`);
  };

  await page.goto(world.url);
  await page.locator('.welcome').waitFor();
  await shoot('empty');
  control.hold('run_sse');
  await page.locator('.composer input[type=file]').setInputFiles(clip);
  await send(page, 'trim the pauses, add a title "Urban Dreams" and export as a clean MP4');
  await page.locator('.working').getByText('Editing').waitFor();
  await shoot('working');
  control.hold('render_status');
  control.release('run_sse');
  await page.locator('.working .bar').waitFor();
  await shoot('rendering');
  control.release('render_status');
  await page.locator('.result .strip').waitFor({ timeout: 90_000 });
  await page.evaluate(`new Promise((resolve) => {
    const video = document.querySelector('video');
    video.addEventListener('timeupdate', () => video.currentTime > 0.5 && video.pause());
    video.addEventListener('pause', () => setTimeout(resolve, 500));
    void video.play();
  })`);
  await shoot('done');
  if (look.states.includes('strip') || look.states.includes('status')) {
    await send(page, 'cut the first 2 seconds, mute it and export');
    await page.locator('.result .strip').nth(1).waitFor({ timeout: 90_000 });
    await shoot('strip', page.locator('.result .strip').last());
    await page.locator('.result').last().getByRole('button', { name: 'Timeline' }).click();
    await page.locator('.info .picture').waitFor();
    await shoot('status', page.locator('.info').last());
  }
  control.setCredits(0);
  await send(page, 'make it vertical and add a second title "By night"');
  await page.locator('.error').waitFor();
  await shoot('error');
  await context.close();
}

/** From the request to the first thing to be seen, with nothing cached: the middle one of nine. */
async function firstPaintMs(browser: Browser, world: World): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    const context = await browser.newContext(phone);
    const page = await context.newPage();
    await page.goto(world.url);
    await page.locator('.welcome').waitFor();
    times.push(await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
    await context.close();
  }
  return Math.round(times.toSorted((a, b) => a - b)[4] ?? 0);
}

async function send(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox').fill(text);
  await page.getByRole('textbox').press('Enter');
}

/** A palette of 256 colours is enough for a page, and a third of the size. */
async function save(part: Page | Locator, name: string): Promise<void> {
  const whole = join(tmpdir(), `${process.pid}-${name}`);
  await part.screenshot({ path: whole });
  const palette = 'split[a][b];[a]palettegen=stats_mode=full[p];[b][p]paletteuse=dither=bayer:bayer_scale=4';
  await run(findFfmpeg(), ['-y', '-v', 'error', '-i', whole, '-filter_complex', palette, join(folder, name)]);
  await rm(whole);
}

const work = await mkdtemp(join(tmpdir(), 'reelay-screenshots-'));
const browser = await launchChromium({ FONTCONFIG_FILE: await writeFontSettings(work) });
if (browser === undefined) throw new Error('no Chromium on this machine (apt install chromium)');
const clip = join(work, 'harbour at dusk.mp4');
await writeSkylineClip(clip);
await mkdir(folder, { recursive: true });
// `npm run screenshots -- admin` takes those of the operators' pages alone.
const wanted = process.argv[2];
if (wanted !== 'admin') {
  const world = await startWorld({ settings: { FFMPEG_PATH: findFfmpeg() } });
  for (const look of looks) await take(browser, world, clip, look);
  process.stdout.write(`first paint after ${await firstPaintMs(browser, world)} ms\n`);
  for (const [name, theme, locale] of [
    ['timeline-light', 'light', 'en'],
    ['timeline-dark', 'dark', 'en'],
    ['timeline-chinese', 'dark', 'zh'],
  ] as const) {
    await writeFile(join(folder, `${name}.png`), await createPainter()(sampleDrawing(locale), theme));
  }
  await world.stop();
}
await takeAdmin(browser, clip, adminLooks, save);
await browser.close();
await rm(work, { recursive: true });
