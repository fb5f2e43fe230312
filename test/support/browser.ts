import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, test, vi } from 'vitest';
import { launchChromium } from './chromium.ts';
import { leaveOut } from './requirements.ts';

/** Runs a suite in Chromium; where the machine has none, the suite is left out by name. */
export async function withChromium(name: string, suite: (browser: Browser) => void): Promise<void> {
  const browser = await launchChromium();
  if (browser === undefined) {
    test(name, ({ skip }) => {
      leaveOut('Chromium', 'apt install chromium');
      skip();
    });
    return;
  }
  // A browser and an encoder beside it keep a small machine busy.
  vi.setConfig({ testTimeout: 60_000 });
  afterAll(() => browser.close());
  suite(browser);
}

/** A page as a person has it before them, and what went wrong on it: script errors, foreign requests. */
export type Visit = { context: BrowserContext; page: Page; problems: string[] };

export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    // A refused request, or one over a cut wire, is for the page to put into words.
    const failedRequest = /Failed to load resource|net::ERR_/.test(message.text());
    if (message.type() === 'error' && !failedRequest) problems.push(message.text());
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    const foreign = protocol.startsWith('http') && origin !== new URL(url).origin;
    if (foreign) problems.push(`asked ${request.url()}`);
  });
  // Someone listening from the start makes sure that no dialog of the browser's own ever opens.
  page.on('filechooser', () => undefined);
  await page.addInitScript({ path: `${import.meta.dirname}/in-page.js` });
  await page.goto(url);
  return { context, page, problems };
}

/** What `in-page.js` has noted of the status message. */
export function statusSeen(page: Page): Promise<{ texts: string[]; messages: number; afterMs: number }> {
  return page.evaluate(
    '({ texts: inPage.statusTexts, messages: inPage.statusMessages.size, afterMs: inPage.acknowledgedAt - inPage.sentAt })',
  );
}

/** Drags files over the page and drops them, as the mouse does it. */
export async function dropFiles(page: Page, paths: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  }
  await session.detach();
}

export async function pasteFile(page: Page, path: string): Promise<void> {
  const content = (await readFile(path)).toString('base64');
  await page.evaluate(`inPage.paste(${JSON.stringify(content)}, ${JSON.stringify(basename(path))})`);
}

type Played = { seconds: number; width: number; height: number };
type InPage = { inPage: { play(player: unknown): Promise<Played> } };

/** Plays a video for a moment and gives what the player knows of it. */
export function play(video: Locator): Promise<Played> {
  return video.evaluate((player) => (globalThis as unknown as InPage).inPage.play(player));
}

/** What axe finds wrong with the page as it stands, once nothing moves any more. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate('inPage.still()');
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
