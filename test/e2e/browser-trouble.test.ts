import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { messagesFor } from '#src/i18n/index.ts';
import { dropFiles, visit, withChromium, type Visit } from '#test/support/browser.ts';
import { bigClip, tinyClip } from '#test/support/media.ts';
import { startProxy, type Proxy } from '#test/support/proxy.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');

await withChromium('the page in trouble', (browser) => {
  let world: World;
  let wire: Proxy;
  let clip: string;
  let visited: Visit;
  let page: Page;

  beforeAll(async () => {
    clip = await tinyClip();
    world = await startWorld();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    world.sandbox.control.reset();
    wire = await startProxy(world.url);
    visited = await visit(browser, wire.url);
    page = visited.page;
  });
  afterEach(async () => {
    expect(visited.problems).toEqual([]);
    await visited.context.close();
    await wire.stop();
  });

  async function write(text: string): Promise<void> {
    await page.getByRole('textbox').fill(text);
    await page.getByRole('textbox').press('Enter');
  }

  test('a lost connection is told, made again from where it broke, and nothing is doubled', async () => {
    const { control } = world.sandbox;
    control.hold('run_sse');
    await dropFiles(page, [clip]);
    await write('trim to 0.5 seconds');
    await page.getByText('Editing').first().waitFor();
    const observer = await world.chat({ threadId: new URL(page.url()).hash.slice(1) });
    await observer.until(({ data }) => data.text.startsWith('Editing'));
    wire.cut();
    await page.getByText('The connection is lost.').waitFor();
    control.release('run_sse');
    await observer.until(({ data }) => data.kind === 'result');
    wire.mend();
    await page.locator('.result').waitFor();
    await page.getByText('The connection is lost.').waitFor({ state: 'detached' });
    expect(await page.locator('.message').count()).toBe(3);
    expect(Number(/last-event-id: (\d+)/i.exec(wire.sent())?.[1])).toBeGreaterThan(1);
  });

  test('a message that did not get through says so and goes over once when tried again', async () => {
    await write('help');
    await page.locator('.info').waitFor();
    wire.cut();
    await write('credits');
    await page.getByRole('alert').getByText('That did not get through.').waitFor();
    wire.mend();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('100 credits').waitFor();
    expect(await page.locator('.mine').allInnerTexts()).toMatchObject([
      expect.stringContaining('help'),
      expect.stringContaining('credits'),
    ]);
  });

  test('what the server noted down but never answered shows once', async () => {
    const { control } = world.sandbox;
    control.hold('upload');
    await dropFiles(page, [clip]);
    await write('trim to 0.5 seconds');
    await control.waitFor('upload', 1);
    wire.cut();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    wire.mend();
    control.release('upload');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.result').waitFor();
    expect(await page.locator('.mine').count()).toBe(1);
    expect(control.calls().runs).toHaveLength(1);
  });

  test('an error of the editor shows in its words, with what to do', async () => {
    await dropFiles(page, [clip]);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('.info').waitFor();
    world.sandbox.control.setCredits(0);
    await write('trim to 0.5 seconds');
    await page.locator('.error').getByText(words.errors['nemo.out-of-credits']({})).waitFor();
    await page.locator('.error').getByRole('link').waitFor();
    world.sandbox.control.setCredits(50);
    await page.locator('.error').getByRole('button', { name: words.button.retry }).click();
    await page.locator('.result').waitFor();
    expect(await page.locator('.mine').last().innerText()).toContain(words.button.retry);
  });

  test('a file that is none of ours is refused before it is sent', async () => {
    const notes = join(dirname(await bigClip(1)), 'notes.txt');
    await writeFile(notes, 'dear diary');
    await dropFiles(page, [notes]);
    await page.getByRole('alert').getByText('notes.txt is not a video').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(await page.locator('.composer .chip').count()).toBe(0);
    await dropFiles(page, [dirname(notes)]);
    await page.getByRole('alert').getByText('Folders cannot be sent.').waitFor();
  });

  test('what the server refuses stays, with its words, to be put right', async () => {
    const program = join(dirname(await bigClip(1)), 'clip.mp4');
    await writeFile(program, `MZ${'\0'.repeat(58)}This program cannot be run in DOS mode.`);
    await dropFiles(page, [program]);
    await write('trim it');
    await page.getByRole('alert').getByText('is not what its name says').waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    expect(await page.getByRole('textbox').inputValue()).toBe('trim it');
    await page.getByRole('button', { name: 'Remove clip.mp4' }).click();
    await page.getByRole('textbox').fill('x'.repeat(10_001));
    await page.getByRole('textbox').press('Enter');
    await page.getByRole('alert').getByText('at most 10,000 characters').waitFor();
    expect(await page.locator('.mine').count()).toBe(0);
  });

  test('words that look like a program stay words', async () => {
    const nasty = '<img src=x onerror=alert(1)> javascript:alert(1) **bold** https://example.com/?q=<b>';
    await write(`help ${nasty}`);
    await page.locator('.mine').waitFor();
    expect(await page.locator('.mine .bubble').innerText()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('.mine strong').innerText()).toBe('bold');
    expect(await page.locator('.mine a').getAttribute('href')).toBe('https://example.com/?q=');
    expect(await page.locator('.mine img').count()).toBe(0);
  });

  test('a thread that the server does not know makes way for a new one', async () => {
    await page.goto(`${wire.url}/#nobody`);
    await page.reload();
    await write('help');
    await page.locator('.info').waitFor();
    expect(new URL(page.url()).hash).not.toBe('#nobody');
  });
});
