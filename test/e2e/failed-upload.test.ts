import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { Chat, ChatMessage } from '#test/support/chat.ts';
import { tinyClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
const { retry, goOn } = words.button;
const { nothing } = words.charged;
let world: World;
let chat: Chat;
let files: Server;
let place: string;

/** Links that lead to a clip, but for those that say what is wrong with them. */
beforeAll(async () => {
  const clip = await readFile(await tinyClip());
  files = createServer((req, res) => {
    if (req.url === '/missing.mp4') res.writeHead(404).end();
    else res.end(req.url === '/broken.mp4' ? 'no clip' : clip);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => files.once('listening', resolve));
  place = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  // The origin of a configured root may be anywhere, on this machine too.
  world = await startWorld({ settings: { TELEGRAM_API_ROOT: place } });
});
afterAll(async () => {
  await world.stop();
  files.close();
});
beforeEach(async () => {
  world.sandbox.control.reset();
  chat = await world.chat();
});

const control = (): World['sandbox']['control'] => world.sandbox.control;
const runs = (): string[] =>
  control()
    .calls()
    .runs.map(({ text }) => text);
const names = (): string[] =>
  control()
    .calls()
    .uploads.map(({ name }) => name);
const labels = (message: ChatMessage): string[] => message.buttons.map(({ label }) => label);
const press = async (message: ChatMessage): Promise<ChatMessage> => {
  const { messageId } = await chat.press(message.buttons[0]!.token);
  return chat.lastWord(messageId!);
};

test('a link that is refused for the moment: Retry goes on from there, with all that was asked', async () => {
  control().fault({ endpoint: 'upload', action: { status: 500, code: 500 } });
  const answer = await chat.ask(`trim to 0.5 seconds ${place}/one.mp4 ${place}/two.mp4 and export`);
  expect(answer).toMatchObject({
    kind: 'error',
    text: [words.errors['nemo.refused']({ status: 500 }), nothing, words.retryGoesOn].join('\n'),
  });
  expect(labels(answer)[0]).toBe(retry);
  expect(runs()).toEqual([]);
  expect((await press(answer)).files).toHaveLength(1);
  expect(names()).toEqual(['one.mp4', 'two.mp4']);
  expect(runs()).toEqual(['trim to 0.5 seconds']);
});

test('the second of two files fails: the first is not sent again', async () => {
  control().fault({ endpoint: 'upload', action: { delayMs: 1 } });
  control().fault({ endpoint: 'upload', action: { status: 500, code: 500 } });
  const answer = await chat.ask(`${place}/one.mp4 ${place}/two.mp4 mute`);
  expect(answer.kind).toBe('error');
  expect((await press(answer)).kind).toBe('result');
  expect(names()).toEqual(['one.mp4', 'two.mp4']);
});

test('a clip that did not get across is brought by the next request, which does not ask for one', async () => {
  control().fault({ endpoint: 'upload', action: { status: 500, code: 500 } });
  const failed = await chat.ask(`trim to 0.5 seconds ${place}/one.mp4`);
  expect(failed.kind).toBe('error');
  expect((await chat.ask('mute')).kind).toBe('result');
  expect((await press(failed)).kind).toBe('result');
  expect(names()).toEqual(['one.mp4']);
  expect(runs()).toEqual(['mute', 'trim to 0.5 seconds']);
});

test('a gateway with nothing behind it, for a moment: the file is tried again by itself', async () => {
  control().fault({ endpoint: 'upload', action: { status: 503, code: 503 }, times: 3 });
  expect((await chat.ask(`${place}/one.mp4 mute`)).kind).toBe('result');
  expect(names()).toEqual(['one.mp4']);
  expect(control().calls().byEndpoint.upload).toBe(4);
});

test.each([
  ['broken.mp4', words.errors['nemo.unsupported-type']({ name: 'broken.mp4' })],
  ['missing.mp4', words.errors['file.not-fetched']({ name: 'missing.mp4' })],
])('%s beside a good file: the person may go on without it', async (name, text) => {
  const answer = await chat.ask(`${place}/good.mp4 ${place}/${name} mute`);
  expect(answer.text).toBe([text, nothing].join('\n'));
  expect(labels(answer)).toEqual([goOn]);
  expect(runs()).toEqual([]);
  expect((await press(answer)).kind).toBe('result');
  expect(names()).toEqual(['good.mp4']);
  expect(runs()).toEqual(['mute']);
});

test('alone, there is nothing to go on with', async () => {
  const answer = await chat.ask(`${place}/missing.mp4 mute`);
  expect(answer.text).toContain(words.errors['file.not-fetched']({ name: 'missing.mp4' }));
  expect(answer.buttons).toEqual([]);
});

test.each([
  [{ status: 413, code: 4002 }, words.errors['nemo.too-large']({ name: 'big.mp4' })],
  [{ code: 4001 }, words.errors['nemo.unsupported-type']({ name: 'big.mp4' })],
])('a linked file that the editor will not have: %j', async (action, text) => {
  control().fault({ endpoint: 'upload', action });
  expect((await chat.ask(`${place}/big.mp4 mute`)).text).toContain(text);
  expect(runs()).toEqual([]);
});

test('an upload whose answer was lost, and with it any word on whether it arrived: Retry finds it there', async () => {
  control().fault({ endpoint: 'upload', action: { loseAnswer: true } });
  control().hold('upload');
  const asked = await chat.say(`${place}/one.mp4 mute`);
  await control().waitFor('upload', 1);
  control().fault({ endpoint: 'state', action: { status: 500, code: 500 } });
  control().release('upload');
  const answer = await chat.lastWord(asked);
  expect(answer.text).toBe(
    [words.errors['nemo.refused']({ status: 500 }), nothing, words.retryGoesOn].join('\n'),
  );
  expect((await press(answer)).kind).toBe('result');
  expect(names()).toEqual(['one.mp4']);
  expect(runs()).toEqual(['mute']);
});

test('an upload whose answer was lost is not made twice', async () => {
  control().fault({ endpoint: 'upload', action: { loseAnswer: true } });
  expect((await chat.ask(`${place}/one.mp4 mute`)).kind).toBe('result');
  expect(names()).toEqual(['one.mp4']);
});
