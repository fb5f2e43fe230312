import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { Chat } from '#test/support/chat.ts';
import { tinyClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const token = 'the-operators-token-of-this-test';
const bearer = { authorization: `Bearer ${token}` };
const words = messagesFor('en');
let world: World;
let chat: Chat;
let clip: string;

beforeAll(async () => {
  clip = await tinyClip();
  world = await startWorld({ settings: { ADMIN_TOKEN: token } });
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.sandbox.control.reset();
  chat = await world.chat();
});

const ask = (path: string, options: RequestInit = {}): Promise<Response> =>
  fetch(`${world.url}${path}`, { redirect: 'manual', ...options });
const page = async (path: string): Promise<string> => {
  const response = await ask(path, { headers: bearer });
  expect(response.status).toBe(200);
  return response.text();
};
/** The story of the turn that a message of the chat belongs to, as lines of text. */
async function storyOf(messageId: string): Promise<string> {
  const found = await ask(`/admin/turns?q=${messageId}`, { headers: bearer });
  expect(found.status).toBe(303);
  const html = await page(found.headers.get('location')!);
  expect(html).not.toContain('<script');
  return html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}
/** That the first stands before the second, and so on. */
function inOrder(text: string, parts: string[]): void {
  let at = 0;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    expect.soft(found, part).toBeGreaterThanOrEqual(at);
    at = Math.max(at, found);
  }
}

test('pages are for whoever signed in; the cookie is no token, and no link holds one', async () => {
  for (const path of ['/admin/turns', '/admin/queues', '/admin/turns/x']) {
    const away = await ask(path);
    expect([away.status, away.headers.get('location')]).toEqual([303, '/admin']);
  }
  const form = await ask('/admin');
  expect(await form.text()).toContain('type="password"');
  // A browser says where a form comes from under this policy, and "null" under stricter ones.
  expect(form.headers.get('referrer-policy')).toBe('same-origin');
  const post = (token: string, headers = {}): Promise<Response> =>
    ask('/admin/sign-in', { method: 'POST', body: new URLSearchParams({ token }), headers });
  expect((await post('something-else-altogether')).status).toBe(401);
  expect((await post(token, { origin: 'https://evil.example' })).status).toBe(403);
  const signedIn = await post(token);
  const cookie = signedIn.headers.get('set-cookie')!;
  expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/admin/turns']);
  expect(cookie).toMatch(/HttpOnly; SameSite=Lax; Path=\/admin/);
  expect(cookie).not.toContain(token);
  const mine = { headers: { cookie: cookie.split(';')[0]! } };
  const turns = await ask('/admin/turns', mine);
  expect(turns.status).toBe(200);
  expect(turns.headers.get('cache-control')).toBe('no-store');
  expect(turns.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await turns.text()).not.toContain(token);
  const [, until, mark] = /=(\d+)\.([^;]+)/.exec(cookie)!;
  const later = { headers: { cookie: `reelay_admin=${Number(until) + 1}.${mark}` } };
  expect((await ask('/admin/turns', later)).status).toBe(303);
});

test('a whole turn is told from its message to its delivery', async () => {
  const messageId = await chat.say('add a title "Urban Dreams" for 0.5 seconds, export', [clip]);
  await chat.lastWord(messageId);
  await chat.until(({ data }) => data.kind === 'status' && data.text.startsWith('Done in'));
  const story = await storyOf(messageId);
  inOrder(story, [
    'Nothing to do: the last message was delivered.',
    'Credits charged',
    'Video delivered',
    'Request taken',
    'A worker began',
    'About to send the edit',
    'Edit sent, and taken',
    'the timeline has changed',
    'Credits read after the edit',
    'Export noted under its id',
    'Submitting the export',
    'The editing service is rendering',
    'The video is rendered',
    'Ended: done',
    'Last message delivered',
    'Renders completed v1',
    'Files uploaded video/mp4',
    'Session',
  ]);
  expect(story).not.toContain('Urban');
  expect(story).not.toContain('tiny');
  expect(story).not.toMatch(/nmv_|clm_/);
});

test('charged, no video: the story says what became of it', async () => {
  await chat.ask('', [clip]);
  world.sandbox.control.fault({ endpoint: 'run_sse', action: { cutAfterEvents: 1 } });
  const messageId = await chat.say('mute, export');
  await chat.lastWord(messageId);
  inOrder(await storyOf(messageId), [
    'Edit sent, and taken',
    'The stream was lost',
    'Looked up what the edit did',
    'Ended',
  ]);
  world.sandbox.control.fault({ endpoint: 'render_submit', action: { status: 402, code: 402 } });
  const blocked = await chat.say('add a title "Sea", export');
  await chat.lastWord(blocked);
  const story = await storyOf(blocked);
  inOrder(story, ['plan does not include exports', 'Credits charged', 'Reason nemo.export-blocked']);
  expect(await page('/admin/turns')).toMatch(/Went wrong, this week[\s\S]*badge bad">failed/);
});

test('the queues show who waits', async () => {
  const { control } = world.sandbox;
  control.hold('run_sse');
  const first = await chat.say('mute', [clip]);
  await control.waitFor('run_sse', 1);
  const second = await chat.say('add a title "Sea"');
  const html = await page('/admin/queues');
  expect(html).toMatch(/<dt>queued<\/dt>\s*<dd>1<\/dd>/);
  expect(html).toContain(chat.threadId);
  expect(html).toMatch(/<h3>lanes<\/h3>[\s\S]*<dt>active<\/dt>\s*<dd>1<\/dd>/);
  control.release('run_sse');
  await Promise.all([chat.lastWord(first), chat.lastWord(second)]);
});

test('a forgotten person’s turns have no story any more', async () => {
  const messageId = await chat.say('help');
  await chat.lastWord(messageId);
  await storyOf(messageId);
  const asked = await chat.ask('/forget');
  await chat.press(asked.buttons.find(({ label }) => label === words.account.forgetConfirm)!.token);
  await chat.until(({ data }) => data.text === words.account.forgotten({ url: world.sandbox.url }));
  expect(await page(`/admin/turns?q=${messageId}`)).toContain('No turn has this id');
});

test('without a token there is nothing to be found', async () => {
  const open = await startWorld();
  for (const path of ['/admin', '/admin/turns', '/admin/queues', '/admin/style.css']) {
    expect((await fetch(`${open.url}${path}`)).status).toBe(404);
  }
  await open.stop();
});
