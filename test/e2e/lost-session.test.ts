import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { Chat, ChatMessage } from '#test/support/chat.ts';
import { speechClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
let world: World;
let chat: Chat;
let clip: string;
let files: Server;
let isFilesUp = true;
let url: string;

beforeAll(async () => {
  clip = await speechClip();
  files = createServer((_, res) => {
    if (isFilesUp) createReadStream(clip).pipe(res);
    else res.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => files.once('listening', resolve));
  url = `http://127.0.0.1:${(files.address() as AddressInfo).port}/linked.mp4`;
  world = await startWorld({
    sandbox: { bindIn: 'state' },
    // The origin of a configured root may be anywhere, on this machine too.
    settings: { TELEGRAM_API_ROOT: new URL(url).origin },
  });
});
afterAll(async () => {
  await world.stop();
  files.close();
});
beforeEach(async () => {
  world.sandbox.control.reset();
  isFilesUp = true;
  chat = await world.chat();
});

const control = (): World['sandbox']['control'] => world.sandbox.control;
const runs = (): string[] =>
  control()
    .calls()
    .runs.map(({ text }) => text);
const labels = (message: ChatMessage): string[] => message.buttons.map(({ label }) => label);
const replaced = (restored: string[], missing: string[]): string =>
  words.sessionReplaced({ restored, missing });

describe('files that can be fetched again', () => {
  test('are handed over again, that is said, and only then the edit goes on, once', async () => {
    await chat.ask(`trim to 9 seconds ${url}`);
    control().expire('sessions');
    const answer = await chat.ask('trim to 5 seconds');
    expect(answer.kind).toBe('result');
    expect(answer.text).toMatch(new RegExp(`^${escaped(replaced(['linked.mp4'], []))}\n\nTrimmed to 5`));
    expect(runs()).toEqual(['trim to 9 seconds', 'trim to 5 seconds']);
    const { uploads } = control().calls();
    expect(uploads).toHaveLength(2);
    expect(new Set(uploads.map(({ sessionId }) => sessionId)).size).toBe(2);
    // It is over with: the next edit says nothing of it.
    expect((await chat.ask('mute')).text).not.toContain(replaced(['linked.mp4'], []));
  });

  test.each([
    ['HTTP 404 and code 1002', { status: 404, code: 1002 }],
    ['HTTP 200 and code 1002', { status: 200, code: 1002 }],
    [
      'the agent server’s own words',
      { status: 404, body: '{"detail":"Session not found"}', contentType: 'application/json' },
    ],
    ['a frame in the stream', { noWork: true, raw: 'data: {"code":1002}\n\n' }],
  ])('also where only the edit itself is refused (%s)', async (_name, action) => {
    await chat.ask(`${url} mute`);
    control().fault({ endpoint: 'run_sse', action });
    const answer = await chat.ask('trim to 5 seconds');
    expect(answer.text).toContain(replaced(['linked.mp4'], []));
    expect(answer.text).toContain('Trimmed to 5 seconds.');
    expect(runs().at(-1)).toBe('trim to 5 seconds');
    expect(control().calls().byEndpoint.run_sse).toBe(3);
  });

  test('a session that is lost twice in one turn is not made a third time', async () => {
    await chat.ask(`${url} mute`);
    control().fault({ endpoint: 'run_sse', times: 2, action: { status: 404, code: 1002 } });
    const answer = await chat.ask('trim to 5 seconds');
    expect(answer.kind).toBe('error');
    expect(answer.text).toContain(words.errors['nemo.session-not-found']({}));
    expect(answer.text).toContain(words.charged.nothing);
    expect(labels(answer)).toEqual([words.button.retry, words.button.newProject]);
    expect(runs()).toEqual(['mute']);
  });

  test('found out by a quick question, and made good by the next edit', async () => {
    await chat.ask(`${url} mute`);
    control().expire('sessions');
    expect((await chat.ask('status')).text).toContain(words.errors['nemo.session-not-found']({}));
    const answer = await chat.ask('trim to 5 seconds');
    expect(answer.text).toContain(replaced(['linked.mp4'], []));
    expect(answer.text).toContain('Trimmed to 5 seconds.');
  });

  test('while they cannot be fetched, they count as missing', async () => {
    await chat.ask(`${url} mute`);
    control().expire('sessions');
    isFilesUp = false;
    const answer = await chat.ask('trim to 5 seconds');
    expect(answer.text).toContain(replaced([], ['linked.mp4']));
    expect(runs()).toEqual(['mute']);
  });

  test('an upload that fails on the way is gone on with by Retry', async () => {
    await chat.ask(`${url} mute`);
    control().expire('sessions');
    control().fault({ endpoint: 'upload', action: { status: 500, code: 500 } });
    const answer = await chat.ask('trim to 5 seconds');
    expect(answer.kind).toBe('error');
    expect(runs()).toEqual(['mute']);
    const { messageId } = await chat.press(answer.buttons[0]!.token);
    const retried = await chat.lastWord(messageId!);
    expect(retried.text).toContain(replaced(['linked.mp4'], []));
    expect(retried.text).toContain('Trimmed to 5 seconds.');
  });
});

describe('files that only the person has', () => {
  test('are named, nothing is sent, and Retry goes on when they are here', async () => {
    await chat.ask('mute', [clip]);
    control().expire('sessions');
    const answer = await chat.ask('trim to 5 seconds and export');
    expect(answer).toMatchObject({
      kind: 'error',
      text: [replaced([], ['speech.mp4']), words.charged.nothing].join('\n\n'),
    });
    expect(labels(answer)).toEqual([words.button.retry]);
    expect(runs()).toEqual(['mute']);

    await chat.ask('', [clip]);
    const { messageId } = await chat.press(answer.buttons[0]!.token);
    const retried = await chat.lastWord(messageId!);
    expect(retried.files).toHaveLength(1);
    expect(retried.text).not.toContain(replaced([], ['speech.mp4']));
    expect(runs()).toEqual(['mute', 'trim to 5 seconds']);
  });

  test('a message with a file of its own goes on with that', async () => {
    await chat.ask('mute', [clip]);
    control().expire('sessions');
    const answer = await chat.ask('trim to 5 seconds', [clip]);
    expect(answer.kind).toBe('result');
    expect(answer.text).toContain(replaced([], ['speech.mp4']));
    expect(answer.text).toContain('Trimmed to 5 seconds.');
  });
});

describe('what had been done', () => {
  test('is not exported as if it were still there', async () => {
    await chat.ask(`${url} mute`);
    control().expire('sessions');
    const answer = await chat.ask('export');
    expect(answer).toMatchObject({
      kind: 'error',
      text: [replaced(['linked.mp4'], []), words.nothingEdited, words.charged.nothing].join('\n\n'),
      files: [],
    });
    expect(control().calls().byEndpoint.render_submit).toBe(0);
  });

  test('an edit whose session goes while it runs is not sent again by itself', async () => {
    await chat.ask(`${url} mute`);
    control().hold('run_sse');
    const messageId = await chat.say('trim to 5 seconds');
    await vi.waitFor(() => expect(runs()).toHaveLength(2));
    control().expire('sessions');
    control().release('run_sse');
    const answer = await chat.lastWord(messageId);
    expect(answer.kind).toBe('error');
    expect(answer.text).toContain(replaced(['linked.mp4'], []));
    expect(answer.text).toContain(words.runLost);
    expect(runs()).toEqual(['mute', 'trim to 5 seconds']);
    const { messageId: again } = await chat.press(answer.buttons[0]!.token);
    expect((await chat.lastWord(again!)).text).toContain('Trimmed to 5 seconds.');
    expect(runs()).toHaveLength(3);
  });
});

test('the registration link has the id that only the state answer gave', async () => {
  await chat.ask(`${url} mute`);
  control().setCredits(0);
  const [clientId = ''] = control().calls().clientIds;
  expect((await chat.ask('trim to 5 seconds')).text).toContain(
    words.register({ url: `${world.sandbox.url}/?bind=bind_${clientId.slice(0, 8)}` }),
  );
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
