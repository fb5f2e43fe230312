import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startWorld } from '#test/support/world.ts';

const token = 'for-the-pictures-alone';

type Look = { name: string; options: BrowserContextOptions; pages: ('turns' | 'turn' | 'queues' | 'sign-in')[] };

/** The operators' pages, with a few requests that went well, one that did not, and one that waits. */
export async function takeAdmin(
  browser: Browser,
  clip: string,
  looks: Look[],
  save: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  const world = await startWorld({ settings: { ADMIN_TOKEN: token } });
  const { control } = world.sandbox;
  const chat = await world.chat();
  await chat.ask('trim the pauses, add a title "Urban Dreams", export', [clip]);
  await chat.ask('credits');
  control.fault({ endpoint: 'run_sse', action: { cutAfterEvents: 1, outlives: true } });
  control.fault({ endpoint: 'render_submit', action: { status: 402, code: 402 } });
  const told = await chat.say('add a title "By night", export');
  await chat.lastWord(told);
  const other = await world.chat({ language: 'zh' });
  control.hold('run_sse');
  await other.say('加背景音乐', [clip]);
  await control.waitFor('run_sse', 3);
  await other.say('导出');

  for (const { name, options, pages } of looks) {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    const page = await context.newPage();
    await page.goto(`${world.url}/admin`);
    if (pages.includes('sign-in')) await save(page, `admin-sign-in-${name}.png`);
    await page.getByLabel('token').fill(token);
    await page.getByLabel('token').press('Enter');
    await page.locator('.turns').first().waitFor();
    if (pages.includes('turns')) await save(page, `admin-turns-${name}.png`);
    if (pages.includes('queues')) {
      await page.getByRole('link', { name: 'Queues' }).click();
      await page.getByText('Jobs in the queue').waitFor();
      await save(page, `admin-queues-${name}.png`);
    }
    if (pages.includes('turn')) {
      await page.goto(`${world.url}/admin/turns?q=${told}`);
      await page.getByText('What happened').waitFor();
      await save(page, `admin-turn-${name}.png`);
    }
    await context.close();
  }
  control.release('run_sse');
  await world.stop();
}
