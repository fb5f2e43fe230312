import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { Chat } from '#test/support/chat.ts';
import { download, probe, silentS, speechClip, titleDifference } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
let world: World;
let chat: Chat;
let clip: string;

beforeAll(async () => {
  clip = await speechClip();
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.sandbox.control.reset();
  chat = await world.chat();
});

test('a clip and a wish become an MP4, and a second wish goes on from there', async () => {
  const messageId = await chat.say('trim the pauses, add a title "Urban Dreams" and export as a clean MP4', [
    clip,
  ]);
  const ack = await chat.until(({ data }) => data.replyTo === messageId && data.kind === 'ack');
  expect(ack.data.text).toBe(words.ack({ ahead: 0 }));
  const result = await chat.lastWord(messageId);
  expect(result.kind).toBe('result');
  expect(result.files).toHaveLength(1);
  const [file] = result.files;
  const video = await download(file!.url);
  const facts = await probe(video);
  const source = await probe(clip);
  expect(facts).toMatchObject({ video: 'h264', bytes: file!.bytes });
  expect(facts.width).toBeLessThanOrEqual(1080);
  expect(facts.height).toBeLessThanOrEqual(1920);
  expect(Math.abs(source.seconds - silentS - facts.seconds)).toBeLessThan(0.3);
  expect(await titleDifference(video, clip, 1)).toBeGreaterThan(5);
  expect(await titleDifference(video, clip, 2.9)).toBeGreaterThan(5);
  expect(result.text).toContain('/workspace/claim?ct=clm_');
  expect(result.text).toContain(words.cost({ spent: 10, left: 90 }));

  const faster = await chat.ask('speed it up 2x, export');
  const fasterVideo = await download(faster.files[0]!.url);
  const second = await probe(fasterVideo);
  expect(Math.abs(facts.seconds / 2 - second.seconds)).toBeLessThan(0.3);
  // The title of the first result is still there, so this is the same timeline.
  expect(await titleDifference(fasterVideo, clip, 1)).toBeGreaterThan(5);
  expect(faster.text).toContain('(v2');

  const calls = world.sandbox.control.calls();
  expect(calls.runs.map(({ text }) => text)).toEqual([
    'trim the pauses, add a title "Urban Dreams"',
    'speed it up 2x',
  ]);
  expect(calls.renders.map(({ submits }) => submits)).toEqual([1, 1]);
  expect(calls).toMatchObject({ draftMismatches: 0, concurrentRuns: 0, missingHeaders: [] });
});

test('the status is one message that moves, and the turn has one last word', async () => {
  const messageId = await chat.say('trim to 4 seconds and export', [clip]);
  await chat.lastWord(messageId);
  await chat.until(({ event, data }) => event === 'edit' && data.text.startsWith('Done in'));
  const own = chat.lines.filter(({ data }) => data.replyTo === messageId);
  const status = own.filter(({ data }) => data.kind === 'ack' || data.kind === 'status');
  expect(new Set(status.map(({ data }) => data.id)).size).toBe(1);
  expect(status.filter(({ event }) => event === 'message')).toHaveLength(1);
  expect(chat.lastWords(messageId)).toHaveLength(1);
});

test.each(['skip', 'stop', 'blank', 'thought', 'nothing'] as const)(
  'a silent edit (%s) is told from the timeline',
  async (silent) => {
    world.sandbox.control.fault({ endpoint: 'run_sse', action: { silent } });
    const answer = await chat.ask('add a title "Sea"', [clip]);
    expect(answer).toMatchObject({ kind: 'result' });
    expect(answer.text).toContain('✅ Title added: "Sea" (0-3s)');
    expect(world.sandbox.control.calls().byEndpoint.run_sse).toBe(1);
  },
);

test('quick requests are answered beside a running edit', async () => {
  world.sandbox.control.hold('run_sse');
  const edit = await chat.say('trim to 5 seconds', [clip]);
  await world.sandbox.control.waitFor('run_sse', 1);
  expect((await chat.ask('credits')).text).toContain(
    words.credits({ available: 100, frozen: 0, total: 100 }),
  );
  expect((await chat.ask('status')).text).toContain('Timeline (1 track): 1. Video: speech.mp4 (0-12s)');
  expect((await chat.ask('help')).text).toBe(words.help);
  expect((await chat.ask('cancel')).text).toBe(
    words.cancelled({ waiting: 0, running: 'sent', rendering: false, question: false }),
  );
  expect(chat.lastWords(edit)).toHaveLength(0);
  world.sandbox.control.release('run_sse');
  expect((await chat.lastWord(edit)).kind).toBe('result');
});

test('messages wait for one another, in order, and can be cancelled while they wait', async () => {
  world.sandbox.control.hold('run_sse');
  const first = await chat.say('trim to 6 seconds', [clip]);
  await world.sandbox.control.waitFor('run_sse', 1);
  const second = await chat.say('speed it up 2x');
  const ack = await chat.until(({ data }) => data.replyTo === second && data.kind === 'ack');
  expect(ack.data.text).toBe(words.ack({ ahead: 1 }));
  await chat.ask('cancel');
  expect((await chat.lastWord(second)).text).toBe(words.cancelledOne);
  world.sandbox.control.release('run_sse');
  await chat.lastWord(first);
  const third = await chat.ask('mute');
  expect(third.kind).toBe('result');
  expect(world.sandbox.control.calls().runs.map(({ text }) => text)).toEqual(['trim to 6 seconds', 'mute']);
});

test('two messages within a moment are both answered, in order', async () => {
  await chat.ask('', [clip]);
  // Both on one connection and in one write, so that their order is certain.
  const { port } = new URL(world.url);
  const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
  const request = (text: string): string => {
    const body = JSON.stringify({ text });
    return `POST /api/threads/${chat.threadId}/messages HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  };
  socket.write(request('trim to 8 seconds') + request('mute'));
  let answers = '';
  for await (const part of socket) {
    answers += String(part);
    if (answers.match(/messageId/g)?.length === 2) break;
  }
  const ids = [...answers.matchAll(/"messageId":"([\w-]+)"/g)].map((match) => match[1]!);
  await Promise.all(ids.map((id) => chat.lastWord(id)));
  expect(world.sandbox.control.calls().runs.map(({ text }) => text)).toEqual(['trim to 8 seconds', 'mute']);
});

test('buttons of a result export again, show the timeline and start a new project', async () => {
  const result = await chat.ask('trim to 3 seconds, export', [clip]);
  const token = (label: string): string =>
    result.buttons.find((button) => button.label === label)?.token ?? '';
  const timeline = await chat.press(token(words.button.timeline));
  expect((await chat.lastWord(timeline.messageId!)).text).toBe(
    'Timeline (1 track): 1. Video: speech.mp4 (0-3s)',
  );
  const again = await chat.press(token(words.button.exportAgain));
  expect((await chat.lastWord(again.messageId!)).text).toContain('(v2');
  const fresh = await chat.press(token(words.button.newProject));
  expect((await chat.lastWord(fresh.messageId!)).text).toBe(words.newProject);
  expect((await chat.ask('status')).text).toBe(words.nothingOnTimeline({ live: false }));
  expect((await chat.press('not-a-button')).status).toBe(404);
});

test('several files go over one after another, in order', async () => {
  const result = await chat.ask('', [clip, clip, clip]);
  const file = { name: 'speech.mp4', kind: 'video', durationMs: 12_000, width: 640, height: 360 } as const;
  const seen = { ...file, bytes: (await stat(clip)).size, hasSound: true };
  expect(result.text).toBe(words.uploaded({ files: [seen, seen, seen] }));
  expect((await chat.ask('status')).text).toContain('(0-36s)');
});

test('Chinese is answered in Chinese', async () => {
  const chinese = await world.chat({ language: 'zh-CN,zh;q=0.9' });
  const result = await chinese.ask('剪掉停顿，加标题「城市之梦」，然后导出', [clip]);
  expect(result.text).toContain('视频好了');
  expect(world.sandbox.control.calls().runs).toMatchObject([{ text: '剪掉停顿，加标题「城市之梦」' }]);
  const zh = messagesFor('zh');
  expect((await chinese.ask('积分')).text).toContain(zh.credits({ available: 90, frozen: 0, total: 100 }));
  expect((await chinese.ask('speak English')).text).toBe(words.languageSet);
  expect((await chinese.ask('help')).text).toBe(words.help);
});

describe('a thread can be left and come back to', () => {
  test('from its start, from an event on, and with what happened meanwhile', async () => {
    world.sandbox.control.hold('run_sse');
    const edit = await chat.say('trim to 5 seconds, export', [clip]);
    await world.sandbox.control.waitFor('run_sse', 1);
    const seen = chat.lines.at(-1)!.seq;
    await chat.close();
    world.sandbox.control.release('run_sse');
    const back = await world.chat({ threadId: chat.threadId });
    expect((await back.lastWord(edit)).files).toHaveLength(1);
    const later = await fetch(`${chat.url}/events`, { headers: { 'last-event-id': String(seen) } });
    const { value } = await later.body!.getReader().read();
    expect(Number(/id: (\d+)/.exec(new TextDecoder().decode(value))?.[1])).toBeGreaterThan(seen);
  });

  test('the finished video can be fetched in parts, and as a download', async () => {
    const { files } = await chat.ask('trim to 3 seconds, export', [clip]);
    const part = await fetch(files[0]!.url, { headers: { range: 'bytes=4-11' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 4-11/${files[0]!.bytes}`);
    expect((await part.arrayBuffer()).byteLength).toBe(8);
    const whole = await fetch(`${files[0]!.url}?download=1`);
    expect(whole.headers.get('content-disposition')).toMatch(/^attachment; filename="reelay-v1.mp4"/);
    expect((await whole.arrayBuffer()).byteLength).toBe(files[0]!.bytes);
  });
});

test('nothing that was logged holds a token or a claim', async () => {
  await chat.ask('trim to 3 seconds, export', [clip]);
  const all = world.log.join('');
  expect(all.length).toBeGreaterThan(0);
  expect(all).not.toMatch(/nmv_usr_[\w-]{6}|clm_[\w-]{6}|Bearer [\w-]{6}/);
});
