import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { Chat } from '#test/support/chat.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
let world: World;
let chat: Chat;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.sandbox.control.reset();
  chat = await world.chat();
});

test.each([
  [
    'http://169.254.169.254/latest/meta-data/keys.mp4',
    words.errors['file.private-link']({ name: 'keys.mp4' }),
  ],
  ['http://0x7f.1:6379/dump.mp4', words.errors['file.private-link']({ name: 'dump.mp4' })],
  ['http://nas.internal/home.mp4', words.errors['file.private-link']({ name: 'home.mp4' })],
  ['https://me:secret@files.example/a.mp4', words.errors['file.link-with-password']({ name: 'a.mp4' })],
])('%s never reaches the backend, and why is said', async (link, why) => {
  const answer = await chat.ask(`trim to 0.5 seconds ${link}`);
  expect(answer.kind).toBe('error');
  expect(answer.text).toContain(why);
  expect(answer.text).toContain(words.charged.nothing);
  expect(world.sandbox.control.calls()).toMatchObject({ uploads: [], runs: [] });
});

test.each(['upload http://[', 'http://[/a.mp4 http://%zz/b.mp4', 'https://'])(
  '%s only begins like a link: it is answered all the same',
  async (text) => {
    expect((await chat.ask(text)).text).not.toBe('');
    expect(world.sandbox.control.calls().uploads).toEqual([]);
  },
);

test('what escapes hide in a link’s name does not come out of it', async () => {
  const answer = await chat.ask('http://10.0.0.1/..%2F..%2Fetc%2Fa%00b%1b%E2%80%AEc.mp4');
  expect(answer.text).toContain(words.errors['file.private-link']({ name: 'abc.mp4' }));
});
