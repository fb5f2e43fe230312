import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import { createSandbox, type Sandbox } from '#sandbox/server.ts';
import { openChat, type Chat, type ChatMessage } from '#test/support/chat.ts';
import { download, probe, tinyClip } from '#test/support/media.ts';
import { startProcess, type ReelayProcess } from '#test/support/process.ts';

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const words = messagesFor('en');
const dir = mkdtempSync(join(tmpdir(), 'reelay-crash-'));
let clip: string;
let sandbox: Sandbox;
let reelay: ReelayProcess;
let chats: Chat[] = [];

const start = (): Promise<ReelayProcess> =>
  startProcess({ DATA_DIR: join(dir, 'reelay'), NEMO_API_URL: sandbox.url, NEMO_WEB_URL: sandbox.url });

async function chat(threadId?: string): Promise<Chat> {
  const opened = await openChat(reelay.url, threadId === undefined ? {} : { threadId });
  chats.push(opened);
  return opened;
}

beforeAll(async () => {
  clip = await tinyClip();
  sandbox = await createSandbox({
    dataDir: join(dir, 'sandbox'),
    pace: 0,
    silentShare: 0,
    guiTalkShare: 0,
    seed: 1,
    heartbeatMs: 50,
  });
  reelay = await start();
});
beforeEach(() => sandbox.control.reset());
afterEach(async () => {
  await Promise.all(chats.splice(0).map((one) => one.close()));
});
afterAll(async () => {
  await reelay.kill();
  await sandbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Lets the calls of an endpoint pass one by one until the given one, which waits. */
async function holdAt(endpoint: 'state' | 'credits', nth: number): Promise<void> {
  for (let n = 1; n < nth; n += 1) {
    await sandbox.control.waitFor(endpoint, n);
    sandbox.control.release(endpoint);
    sandbox.control.hold(endpoint);
  }
  await sandbox.control.waitFor(endpoint, nth);
}

/** The last word on a message as a person sees it who comes back after the crash, and that there is just one. */
async function lastWordAfterRestart(threadId: string, messageId: string): Promise<ChatMessage> {
  const back = await chat(threadId);
  const last = await back.lastWord(messageId);
  // Whatever a second run of the turn would say would be there before the answer to a later message.
  await back.ask('help');
  expect(back.lastWords(messageId)).toHaveLength(1);
  const status = back.lines.filter(({ data }) => data.replyTo === messageId && data.kind !== last.kind);
  expect(new Set(status.map(({ data }) => data.id)).size).toBe(1);
  return last;
}

test.each([
  ['before the edit, with the file handed over', 'state', 2],
  ['before the edit, while it asks for the balance', 'credits', 1],
  ['after the edit, while it looks at what changed', 'state', 3],
  ['after the edit, while it asks what it cost', 'credits', 2],
  ['before the export, while it takes the draft', 'state', 4],
] as const)('killed %s, it comes to the same end', async (_, endpoint, nth) => {
  const { control } = sandbox;
  const { threadId, say } = await chat();
  control.hold(endpoint);
  const holding = holdAt(endpoint, nth);
  const messageId = await say('mute and export', [clip]);
  await holding;
  await reelay.kill();
  control.release(endpoint);
  reelay = await start();
  const last = await lastWordAfterRestart(threadId, messageId);
  expect(last).toMatchObject({ kind: 'result', files: [{ mime: 'video/mp4' }] });
  const calls = control.calls();
  expect(calls.runs.map(({ text }) => text)).toEqual(['mute']);
  expect(calls.uploads).toHaveLength(1);
  expect(calls.renders.map(({ submits }) => submits)).toEqual([1]);
});

test('killed in mid-edit, it finds what the agent did meanwhile, and goes on with what was asked', async () => {
  const { control } = sandbox;
  const { threadId, say } = await chat();
  control.fault({ endpoint: 'run_sse', action: { outlives: true } });
  control.hold('run_sse');
  const first = await say('add a title "Sea", export', [clip]);
  await control.waitFor('run_sse', 1);
  const second = await say('mute');
  await reelay.kill();
  control.release('run_sse');
  reelay = await start();
  const last = await lastWordAfterRestart(threadId, first);
  expect(last.text).toContain(words.recovered({ changes: '✅ Title added: "Sea" (0-1s)' }));
  expect((await probe(await download(last.files[0]!.url))).video).toBe('h264');
  expect(await lastWordAfterRestart(threadId, second)).toMatchObject({ kind: 'result' });
  const calls = control.calls();
  expect(calls.runs.map(({ text }) => text)).toEqual(['add a title "Sea"', 'mute']);
  expect(calls.renders.map(({ submits }) => submits)).toEqual([1]);
  expect(calls.concurrentRuns).toBe(0);
});

test('killed in mid-edit, with the run broken off by that, it says so and never sends the edit again', async () => {
  const { control } = sandbox;
  const { threadId, say } = await chat();
  control.hold('run_sse');
  const messageId = await say('add a title "Sea", export', [clip]);
  await control.waitFor('run_sse', 1);
  await reelay.kill();
  control.release('run_sse');
  reelay = await start();
  const last = await lastWordAfterRestart(threadId, messageId);
  const text = [words.notRecovered, words.cost({ spent: 0, left: 100 })].join('\n\n');
  expect(last).toMatchObject({ kind: 'error', text });
  expect(last.buttons.map(({ label }) => label)).toEqual([words.button.retry, words.button.timeline]);
  expect(control.calls()).toMatchObject({ runs: [{ text: 'add a title "Sea"' }], renders: [] });
  const back = await chat(threadId);
  const again = await back.press(last.buttons[0]!.token);
  expect((await back.lastWord(again.messageId!)).files).toHaveLength(1);
});

test.each([
  ['while it submits a render', 'render_submit'],
  ['in mid-render', 'render_status'],
  ['while it makes the message with the result', 'claim'],
] as const)('killed %s, it delivers that very render', async (_, endpoint) => {
  const { control } = sandbox;
  const { threadId, say } = await chat();
  control.hold(endpoint);
  const messageId = await say('mute and export', [clip]);
  await control.waitFor(endpoint, 1);
  await reelay.kill();
  control.release(endpoint);
  reelay = await start();
  const last = await lastWordAfterRestart(threadId, messageId);
  expect((await probe(await download(last.files[0]!.url))).video).toBe('h264');
  expect(last.text).toContain('(v1');
  const calls = control.calls();
  expect(calls.byEndpoint).toMatchObject({ run_sse: 1, render_submit: 1 });
  expect(calls.renders.map(({ submits }) => submits)).toEqual([1]);
});

test('killed after a submission that never arrived, it submits the same render', async () => {
  const { control } = sandbox;
  const { threadId, say } = await chat();
  control.fault({ endpoint: 'render_submit', action: { hang: true } });
  const messageId = await say('mute and export', [clip]);
  await control.waitFor('render_submit', 1);
  await reelay.kill();
  reelay = await start();
  expect((await lastWordAfterRestart(threadId, messageId)).files).toHaveLength(1);
  expect(control.calls().renders.map(({ submits }) => submits)).toEqual([1]);
});

test('killed again and again while it recovers, it still sends nothing twice', async () => {
  const { control } = sandbox;
  const { threadId, say } = await chat();
  control.fault({ endpoint: 'run_sse', action: { outlives: true } });
  control.hold('run_sse');
  const messageId = await say('mute and export', [clip]);
  await control.waitFor('run_sse', 1);
  control.hold('state');
  let states = control.calls().byEndpoint.state;
  for (let n = 0; n < 3; n += 1) {
    await reelay.kill();
    reelay = await start();
    states += 1;
    await control.waitFor('state', states);
  }
  control.release('run_sse');
  control.release('state');
  await lastWordAfterRestart(threadId, messageId);
  expect(control.calls().runs).toHaveLength(1);
  expect(control.calls().renders.map(({ submits }) => submits)).toEqual([1]);
});

test('asked to end, it brings the running edit to its end first', async () => {
  const { control } = sandbox;
  const { threadId, say } = await chat();
  control.hold('run_sse');
  const messageId = await say('mute', [clip]);
  await control.waitFor('run_sse', 1);
  const ending = reelay.terminate();
  control.release('run_sse');
  expect(await ending).toBe(0);
  const { state } = control.calls().byEndpoint;
  reelay = await start();
  expect((await lastWordAfterRestart(threadId, messageId)).kind).toBe('result');
  expect(control.calls()).toMatchObject({ runs: [{ text: 'mute' }], byEndpoint: { state } });
});

test('asked twice to end, it leaves the running edit, and finds afterwards what became of it', async () => {
  const { control } = sandbox;
  const { threadId, say } = await chat();
  control.fault({ endpoint: 'run_sse', action: { outlives: true } });
  control.hold('run_sse');
  const messageId = await say('add a title "Sea", export', [clip]);
  await control.waitFor('run_sse', 1);
  const ending = reelay.terminate();
  // It takes nothing new any more, so the first request was heard.
  await vi.waitFor(() => expect(fetch(`${reelay.url}/healthz`)).rejects.toThrow(), { timeout: 20_000 });
  await Promise.all([reelay.terminate(), ending]);
  control.release('run_sse');
  reelay = await start();
  expect((await lastWordAfterRestart(threadId, messageId)).files).toHaveLength(1);
  expect(control.calls()).toMatchObject({ runs: [{ text: 'add a title "Sea"' }], renders: [{ submits: 1 }] });
});

test('a second Reelay on the same folder says who has it, and ends', async () => {
  await expect(start()).rejects.toThrow(
    /ended with 1: .* is in use by another Reelay \(process \d+\)\. Stop that one,/,
  );
});
