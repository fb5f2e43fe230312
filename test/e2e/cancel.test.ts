import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { Chat, ChatMessage } from '#test/support/chat.ts';
import { tinyClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
const nothing = { waiting: 0, running: undefined, rendering: false, question: false } as const;
let world: World;
let chat: Chat;
let clip: string;
let files: Server;
let url: string;

beforeAll(async () => {
  clip = await tinyClip();
  const bytes = await readFile(clip);
  files = createServer((_, res) => res.end(bytes)).listen(0, '127.0.0.1');
  await new Promise((resolve) => files.once('listening', resolve));
  url = `http://127.0.0.1:${(files.address() as AddressInfo).port}/linked.mp4`;
  world = await startWorld({
    settings: {
      RECOVER_FIRST_MS: '3000',
      RATE_LIMIT_WAIT_MS: '60000',
      // The origin of a configured root may be anywhere, on this machine too.
      TELEGRAM_API_ROOT: new URL(url).origin,
    },
  });
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
const labels = (message: ChatMessage): string[] => message.buttons.map(({ label }) => label);
const sent = (text: string): Promise<void> => vi.waitFor(() => expect(runs()).toContain(text));

test('with nothing to cancel, that is said', async () => {
  expect((await chat.ask('cancel')).text).toBe(words.cancelled(nothing));
});

describe('an edit that is with the editor', () => {
  test('goes on, what was to follow it does not, and what it changed is told', async () => {
    control().hold('run_sse');
    const messageId = await chat.say('trim to 0.5 seconds and export', [clip]);
    await sent('trim to 0.5 seconds');
    const waiting = await chat.say('mute');
    expect((await chat.ask('cancel')).text).toBe(
      words.cancelled({ ...nothing, waiting: 1, running: 'sent' }),
    );
    expect((await chat.lastWord(waiting)).text).toBe(words.cancelledOne);
    control().release('run_sse');
    const answer = await chat.lastWord(messageId);
    expect(answer).toMatchObject({ kind: 'result', files: [] });
    expect(answer.text).toContain('✅ Video tiny.mp4 trimmed from 0-1s to 0-0.5s');
    expect(answer.text).toContain(words.cost({ spent: 5, left: 95 }));
    expect(answer.text).toContain(words.leftOut({ steps: ['export'] }));
    expect(labels(answer)).toEqual([words.button.export, words.button.timeline]);
    expect(control().calls()).toMatchObject({ byEndpoint: { run_sse: 1, render_submit: 0 } });
    // It was that one request: the next one is as any other.
    expect((await chat.ask('export')).files).toHaveLength(1);
  });

  test('whose stream is lost is looked at once, not five times', async () => {
    await chat.ask('', [clip]);
    control().fault({ endpoint: 'run_sse', action: { dieAfterEvents: 0 } });
    const messageId = await chat.say('trim to 0.5 seconds and export');
    await vi.waitFor(() => expect(control().calls().byEndpoint.run_sse).toBe(1));
    const before = control().calls().byEndpoint.state;
    await chat.ask('cancel');
    const answer = await chat.lastWord(messageId);
    expect(answer.text).toContain(words.notRecovered);
    expect(control().calls().byEndpoint.state - before).toBeLessThanOrEqual(2);
    expect(runs()).toEqual(['trim to 0.5 seconds']);
  });
});

describe('a request on its way to the editor', () => {
  test('stops before the edit is sent', async () => {
    control().hold('upload');
    const messageId = await chat.say(`trim to 0.5 seconds ${url}`);
    await control().waitFor('upload', 1);
    expect((await chat.ask('cancel')).text).toBe(words.cancelled({ ...nothing, running: 'unsent' }));
    control().release('upload');
    expect(await chat.lastWord(messageId)).toMatchObject({ kind: 'info', text: words.cancelledOne });
    expect(runs()).toEqual([]);
    await chat.until(({ data }) => data.replyTo === messageId && data.text === words.stopped);
  });

  test('that waits for a busy editor is dropped at once', async () => {
    await chat.ask('', [clip]);
    control().fault({ endpoint: 'run_sse', action: { status: 429 } });
    const messageId = await chat.say('trim to 0.5 seconds');
    const waits = words.stage({ stage: 'waiting', elapsedMs: 0 });
    await chat.until(({ data }) => data.replyTo === messageId && data.text === waits);
    expect((await chat.ask('cancel')).text).toBe(words.cancelled({ ...nothing, waiting: 1 }));
    expect((await chat.lastWord(messageId)).text).toBe(words.cancelledOne);
    expect(runs()).toEqual([]);
  });
});

describe('an export', () => {
  test('that is being made cannot be called back, which is said; its video comes', async () => {
    await chat.ask('', [clip]);
    control().hold('render_status');
    const messageId = await chat.say('export');
    await control().waitFor('render_status', 1);
    expect((await chat.ask('cancel')).text).toBe(words.cancelled({ ...nothing, rendering: true }));
    control().release('render_status');
    expect((await chat.lastWord(messageId)).files).toHaveLength(1);
    expect((await chat.ask('cancel')).text).toBe(words.cancelled(nothing));
  });
});

test('the words in Chinese leave nothing out', async () => {
  const chinese = await world.chat({ language: 'zh' });
  const zh = messagesFor('zh');
  control().hold('run_sse');
  const messageId = await chinese.say('静音，然后导出', [clip]);
  await vi.waitFor(() => expect(runs()).toHaveLength(1));
  expect((await chinese.ask('取消')).text).toBe(zh.cancelled({ ...nothing, running: 'sent' }));
  control().release('run_sse');
  expect((await chinese.lastWord(messageId)).text).toContain(zh.leftOut({ steps: ['export'] }));
});
