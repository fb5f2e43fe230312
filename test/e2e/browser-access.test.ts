import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { messagesFor } from '#src/i18n/index.ts';
import { findFfmpeg } from '#sandbox/ffmpeg.ts';
import { axeFindings, dropFiles, play, visit, withChromium } from '#test/support/browser.ts';
import { tinyClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

type Focus = { tag: string; name: string; visible: boolean };

await withChromium('the page for everyone', (browser) => {
  let world: World;
  let clip: string;
  const longName = `${'a very long name of a clip that somebody once gave it '.repeat(2)}final (2).mp4`;

  beforeAll(async () => {
    clip = await tinyClip(longName);
    world = await startWorld({ settings: { FFMPEG_PATH: findFfmpeg() } });
  });
  afterAll(() => world.stop());
  beforeEach(() => world.sandbox.control.reset());

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    return (await visit(browser, world.url, options)).page;
  }
  const focused = (page: Page): Promise<Focus> => page.evaluate('inPage.focused()');
  async function tab(page: Page, times: number): Promise<Focus[]> {
    const passed: Focus[] = [];
    for (let index = 0; index < times; index += 1) {
      await page.keyboard.press('Tab');
      passed.push(await focused(page));
    }
    return passed;
  }

  test('the keyboard alone is enough', async () => {
    const page = await open();
    await page.getByRole('textbox').waitFor();
    expect((await focused(page)).tag).toBe('textarea');
    await page.keyboard.type('trim to 0.5 seconds');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('and export');
    expect(await page.getByRole('textbox').inputValue()).toBe('trim to 0.5 seconds\nand export');
    expect(await page.locator('.mine').count()).toBe(0);

    // Once around; in between the focus leaves the page for the browser's own bars.
    const around = (await tab(page, 10)).filter(({ tag }) => tag !== 'body');
    expect(around.map(({ name }) => name)).toEqual([
      'Send',
      'Account',
      'Conversation',
      'Drop a clip here, or choose one Video, pictures or sound, up to 500 MB',
      'edit my raw video footage',
      'trim the pauses, add captions, and export',
      'export 1080p MP4',
      'Add files',
      'What shall I do with your clip?',
    ]);
    expect(around.filter(({ visible }) => !visible)).toEqual([]);

    await page.keyboard.press('Shift+Tab');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
    await chooser.setFiles(clip);
    await page.locator('.composer .chip').waitFor();
    expect((await focused(page)).tag).toBe('textarea');
    await page.keyboard.press('Enter');
    await page.locator('.result').waitFor();
    expect((await focused(page)).tag).toBe('textarea');

    // Back up into the answer, to one of its buttons.
    let back: Focus;
    do {
      await page.keyboard.press('Shift+Tab');
      back = await focused(page);
      expect(back.visible).toBe(true);
    } while (back.name !== messagesFor('en').button.timeline);
    await page.keyboard.press('Enter');
    await page.getByText('Timeline (1 track)').waitFor();
    expect((await focused(page)).name).toBe(messagesFor('en').button.timeline);
  });

  test('an Enter that only ends the typing of a Chinese word sends nothing', async () => {
    const page = await open({ locale: 'zh-CN' });
    await page.getByRole('textbox').fill('帮助');
    await page
      .getByRole('textbox')
      .dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true });
    expect(await page.getByRole('textbox').inputValue()).toBe('帮助');
    await page.getByRole('textbox').press('Enter');
    await page.locator('.info').getByText('你好！').waitFor();
    expect(await page.locator('.mine').count()).toBe(1);
  });

  test('a Chinese browser gets everything in Chinese', async () => {
    const page = await open({ locale: 'zh-CN' });
    const zh = messagesFor('zh');
    await page.getByRole('heading', { name: '拖进一段视频，说出你的想法。' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
    await dropFiles(page, [clip]);
    await page.getByRole('textbox').fill('剪到0.5秒，然后导出');
    await page.getByRole('button', { name: '发送' }).click();
    await page.locator('.result').getByText('视频好了').waitFor();
    await page.getByRole('button', { name: zh.button.newProject }).waitFor();
    await play(page.locator('.result video'));
    await page.getByRole('link', { name: '下载' }).waitFor();
    expect(await page.locator('body').innerText()).not.toMatch(/Got it|Editing|Done in|Download|Your video/);
  });

  const spoken = {
    'en-GB': {
      wish: 'trim to 0.5 seconds and export',
      more: 'mute',
      quick: 'credits',
      retry: 'Try again',
      account: 'Account',
    },
    'zh-CN': { wish: '剪到0.5秒，然后导出', more: '静音', quick: '积分', retry: '再试一次', account: '账户' },
  };
  describe.each([
    ['en-GB', 'light'],
    ['en-GB', 'dark'],
    ['zh-CN', 'light'],
    ['zh-CN', 'dark'],
  ] as const)('in %s, in the %s', (locale, colorScheme) => {
    test('axe finds nothing, whatever the page shows', async () => {
      const { control } = world.sandbox;
      const { wish, more, quick, retry, account } = spoken[locale];
      const words = messagesFor(locale === 'zh-CN' ? 'zh' : 'en');
      const page = await open({ colorScheme, locale });
      await page.locator('.welcome').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('button', { name: account }).click();
      await page.getByRole('dialog').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      control.hold('run_sse');
      control.hold('upload');
      await dropFiles(page, [clip]);
      await page.locator('.composer .chip').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('textbox').fill(wish);
      await page.getByRole('textbox').press('Enter');
      await page.locator('.upload').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      control.release('upload');
      await page
        .locator('.working')
        .getByText(words.stage({ stage: 'editing', elapsedMs: 0 }))
        .waitFor();
      expect(await axeFindings(page)).toEqual([]);
      control.hold('render_status');
      control.release('run_sse');
      await page.locator('.working .bar').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      control.release('render_status');
      await page.locator('.result video').waitFor();
      await page.locator('.result .strip').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('button', { name: words.button.timeline }).click();
      await page.locator('.info .picture').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      control.setCredits(0);
      await page.getByRole('textbox').fill(more);
      await page.getByRole('textbox').press('Enter');
      await page.locator('.error').waitFor();
      // A failed message, and the lost connection.
      await page.context().setOffline(true);
      await page.getByRole('textbox').fill(quick);
      await page.getByRole('textbox').press('Enter');
      await page.getByRole('button', { name: retry }).waitFor();
      await page.getByRole('textbox').fill('x'.repeat(10_001));
      await page.getByRole('textbox').press('Enter');
      await page.locator('.composer [role=alert]').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.context().close();
    });
  });

  test.each(['light', 'dark'] as const)(
    'an account of one’s own has a form, in the %s',
    async (colorScheme) => {
      const response = await fetch(`${world.sandbox.url}/api/auth/anonymous-token`, {
        method: 'POST',
        headers: { 'x-client-id': crypto.randomUUID() },
      });
      const words = messagesFor('en');
      const { data } = (await response.json()) as { data: { token: string } };
      const page = await open({ colorScheme });
      await page.getByRole('button', { name: 'Account' }).click();
      const form = page.getByRole('dialog', { name: 'Your own account' });
      await form.getByLabel('Token').fill('nobody-knows-this');
      await form.getByLabel('Token').press('Enter');
      await form.getByText(words.errors['account.refused']({})).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await form.getByLabel('Token').fill(data.token);
      await form.getByRole('button', { name: 'Link', exact: true }).click();
      await form.getByText(words.linked({ available: 100 })).waitFor();
      expect(await form.getByLabel('Token').inputValue()).toBe('');
      expect(await page.content()).not.toContain(data.token);
      await form.getByRole('button', { name: 'Unlink' }).click();
      await form.getByText(words.account.unlinked({ here: [], elsewhere: 0 })).waitFor();
      await page.keyboard.press('Escape');
      await form.waitFor({ state: 'hidden' });
    },
  );

  test('light and dark follow the system, also while the page is open', async () => {
    const page = await open({ colorScheme: 'light' });
    const ground = (): Promise<string> =>
      page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground()).not.toBe(light);
  });

  test.each([320, 390, 1280])('everything fits a width of %d, long names and texts too', async (width) => {
    const page = await open({
      viewport: { width, height: 844 },
      isMobile: width < 500,
      hasTouch: width < 500,
    });
    await page.locator('.welcome').waitFor();
    expect(await page.evaluate('inPage.misfits()')).toEqual([]);
    await page.locator('.composer input[type=file]').setInputFiles([clip, clip, clip]);
    await page
      .getByRole('textbox')
      .fill(`add a title "${'Urban'.repeat(60)}" and export https://example.com/${'path'.repeat(40)}`);
    expect(await page.evaluate('inPage.misfits()')).toEqual([]);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('.result video').waitFor();
    await page.getByRole('button', { name: 'Timeline' }).click();
    const picture = page.locator('.info .picture');
    await picture.getByText('exported as v1').waitFor();
    expect(await page.evaluate('inPage.misfits()')).toEqual([]);
    const { width: wide, height } = (await picture.boundingBox())!;
    const [, , units, high] = (await picture.getAttribute('viewBox'))!.split(' ').map(Number);
    expect(wide / height).toBeCloseTo(units! / high!, 1);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

  test('a protected chat asks for its token', async () => {
    const guarded = await startWorld({ settings: { WEB_TOKEN: 'a-token-of-at-least-some-length' } });
    const { page, context } = await visit(browser, guarded.url);
    expect(await axeFindings(page)).toEqual([]);
    const chinese = await visit(browser, guarded.url, { locale: 'zh-CN', colorScheme: 'dark' });
    await chinese.page.getByLabel('访问口令').waitFor();
    expect(await axeFindings(chinese.page)).toEqual([]);
    await chinese.context.close();
    await page.getByLabel('Access token').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('That is not the token.').waitFor();
    await page.getByLabel('Access token').fill('a-token-of-at-least-some-length');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox').fill('help');
    // Most likely before the chat behind it is there: it goes over as soon as it is.
    await page.getByRole('textbox').press('Enter');
    await page.locator('.info').waitFor();
    await context.close();
    await guarded.stop();
  });
});
