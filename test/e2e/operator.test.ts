import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { Chat } from '#test/support/chat.ts';
import { tinyClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const token = 'nmv_usr_the_operators_own';
const words = messagesFor('en');
const { errors } = words;
const { retry, credits, link } = words.button;

let world: World;
let chat: Chat;
let clip: string;

beforeAll(async () => {
  clip = await tinyClip();
  world = await startWorld({ settings: { NEMO_TOKEN: token, ACCESS: 'allowlist' } });
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.sandbox.control.reset();
  world.sandbox.control.register(token);
  chat = await world.chat();
});

test('the operator’s token is used as it is', async () => {
  expect((await chat.ask('trim to 0.5 seconds, export', [clip])).files).toHaveLength(1);
  expect(world.sandbox.control.calls().byEndpoint.token).toBe(0);
});

test('where it is no longer accepted, the words say how it is replaced', async () => {
  await chat.ask('', [clip]);
  world.sandbox.control.expire('tokens');
  const answer = await chat.ask('mute');
  expect(answer).toMatchObject({
    kind: 'error',
    text: [errors['account.expired']({ kind: 'operator' }), words.charged.nothing].join('\n'),
  });
  expect(answer.buttons.map(({ label }) => label)).toEqual([retry]);
  expect((await chat.ask('credits')).text).toContain('NEMO_TOKEN');
  // Nobody took a starter token in its place.
  expect(world.sandbox.control.calls()).toMatchObject({ byEndpoint: { token: 0 }, runs: [] });
  world.sandbox.control.register(token);
  const { messageId } = await chat.press(answer.buttons[0]!.token);
  expect((await chat.lastWord(messageId!)).kind).toBe('result');
});

test('without credits it is topped up, not registered', async () => {
  await chat.ask('', [clip]);
  world.sandbox.control.setCredits(0);
  const answer = await chat.ask('mute');
  expect(answer.text).toContain(words.topUp({ url: world.sandbox.url }));
  expect(answer.text).not.toContain('bind=');
  expect(answer.buttons.map(({ label }) => label)).toEqual([retry, credits, link]);
});

test('a plan without exports is another plan’s matter', async () => {
  await chat.ask('', [clip]);
  world.sandbox.control.fault({ endpoint: 'render_submit', action: { status: 402, code: 402 } });
  const answer = await chat.ask('export');
  expect(answer.text).toContain(errors['nemo.export-blocked']({}));
  expect(answer.text).toContain(words.upgrade({ url: world.sandbox.url }));
  expect(answer.text).not.toContain('bind=');
});

test('the token is in no message and in no line of the log', async () => {
  await chat.ask('trim to 0.5 seconds, export', [clip]);
  world.sandbox.control.expire('tokens');
  await chat.ask('mute');
  expect(world.log.join('')).not.toContain(token);
  expect(JSON.stringify(chat.lines)).not.toContain(token);
});
