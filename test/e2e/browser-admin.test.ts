import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFindings, visit, withChromium } from '#test/support/browser.ts';
import { tinyClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const token = 'the-operators-token-of-this-test';

await withChromium('the operators’ pages', (browser) => {
  let world: World;
  let messageId: string;

  beforeAll(async () => {
    world = await startWorld({ settings: { ADMIN_TOKEN: token } });
    const chat = await world.chat();
    messageId = await chat.say('add a title "Sea", export', [await tinyClip()]);
    await chat.lastWord(messageId);
  });
  afterAll(() => world.stop());

  test.each([
    ['phone', 'light', { width: 390, height: 844 }],
    ['desktop', 'dark', { width: 1280, height: 800 }],
  ] as const)('on a %s, %s: signing in, looking round, signing out', async (_, colorScheme, viewport) => {
    const { page, context, problems } = await visit(browser, `${world.url}/admin`, { colorScheme, viewport });
    const looksWell = async (): Promise<void> => {
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
    };
    await page.getByLabel('token').fill('not the token');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await looksWell();
    await page.getByLabel('token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Recent' }).waitFor();
    await looksWell();
    await page.getByRole('searchbox').fill(messageId);
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('Last message delivered').waitFor();
    await looksWell();
    await page.getByRole('link', { name: 'Queues' }).click();
    await page.getByRole('heading', { name: 'Jobs in the queue' }).waitFor();
    await looksWell();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('token').waitFor();
    await page.goto(`${world.url}/admin/turns`);
    expect(new URL(page.url()).pathname).toBe('/admin');
    expect(problems).toEqual([]);
    await context.close();
  });
});
