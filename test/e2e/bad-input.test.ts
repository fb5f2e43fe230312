import { once } from 'node:events';
import { connect } from 'node:net';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { messagesFor } from '#src/i18n/index.ts';
import type { Chat } from '#test/support/chat.ts';
import { tinyClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
const megabyte = 1024 * 1024;
let world: World;
let chat: Chat;
let clip: Blob;

beforeAll(async () => {
  clip = new Blob([await readFile(await tinyClip())]);
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.sandbox.control.reset();
  chat = await world.chat();
});

function form(text: string | undefined, ...files: [Blob, string][]): FormData {
  const body = new FormData();
  if (text !== undefined) body.append('text', text);
  for (const [blob, name] of files) body.append('files', blob, name);
  return body;
}

/** A refusal is answered in words and leaves nothing behind: the chat goes on as if it had not been. */
async function expectRefusal(
  body: FormData | string,
  status: number,
  code: string,
  message: string,
): Promise<void> {
  expect(await chat.post(body)).toEqual({ status, body: { error: { code, message } } });
  expect(world.sandbox.control.calls()).toMatchObject({ uploads: [], runs: [] });
  expect((await chat.ask('help')).text).toBe(words.help);
}

const program = new Blob([Buffer.from(`MZ${'\0'.repeat(58)}This program cannot be run in DOS mode.`)]);

describe('files that are no clips', () => {
  test('a text', () =>
    expectRefusal(
      form('trim it', [new Blob(['dear diary']), 'notes.txt']),
      415,
      'file.unsupported',
      words.errors['file.unsupported']({ name: 'notes.txt' }),
    ));
  test('a program called clip.mp4', () =>
    expectRefusal(
      form('trim it', [program, 'clip.mp4']),
      415,
      'file.mismatch',
      words.errors['file.mismatch']({ name: 'clip.mp4' }),
    ));
  test('a text called clip.mp4', () =>
    expectRefusal(
      form('trim it', [new Blob(['dear diary']), 'clip.mp4']),
      415,
      'file.mismatch',
      words.errors['file.mismatch']({ name: 'clip.mp4' }),
    ));
  test('nothing but a name', () =>
    expectRefusal(
      form('trim it', [new Blob([]), 'clip.mp4']),
      400,
      'file.empty',
      words.errors['file.empty']({ name: 'clip.mp4' }),
    ));
});

describe('too much', () => {
  test('11 files', async () => {
    const files = Array.from({ length: 11 }, (_, index): [Blob, string] => [clip, `clip${index}.mp4`]);
    const { status, body } = await chat.post(form('merge', ...files));
    expect({ status, body }).toEqual({
      status: 400,
      body: { error: { code: 'file.too-many', message: words.errors['file.too-many']({ limit: 10 }) } },
    });
    expect(world.sandbox.control.calls().runs).toEqual([]);
  });

  test('501 MB, declared: refused before a byte of it is read', async () => {
    const { port } = new URL(world.url);
    const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
    socket.write(
      `POST /api/threads/${chat.threadId}/messages HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: ${502 * megabyte}\r\n\r\n`,
    );
    const [answer] = (await once(socket, 'data')) as [string];
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain(words.errors['file.too-large']({ limitMb: 500, sizeMb: 502 }));
  });

  test('501 MB, undeclared: cut off where it passes the limit', async () => {
    const chunk = Buffer.alloc(megabyte);
    const start = Buffer.concat([
      Buffer.from('--x\r\ncontent-disposition: form-data; name="files"; filename="huge.mp4"\r\n\r\n'),
      Buffer.from(await clip.arrayBuffer()),
    ]);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(start),
      pull(controller) {
        sent += 1;
        controller.enqueue(chunk);
        if (sent === 520) controller.close();
      },
    });
    const response = await fetch(`${chat.url}/messages`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      duplex: 'half',
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({
      error: {
        code: 'file.too-large',
        message: words.errors['file.too-large']({ name: 'huge.mp4', limitMb: 500 }),
      },
    });
    expect(world.sandbox.control.calls().uploads).toEqual([]);
  }, 60_000);

  test('20,000 characters', () =>
    expectRefusal(
      form('x'.repeat(20_000)),
      413,
      'message.too-long',
      words.errors['message.too-long']({ limit: 10_000 }),
    ));
});

describe('messages without sense', () => {
  test.each([
    ['nothing at all', form(undefined)],
    ['an empty text', form('')],
    ['blanks', form(' \n\t ')],
    ['an empty text as JSON', JSON.stringify({ text: '' })],
  ])('%s', (_, body) => expectRefusal(body, 400, 'message.empty', words.errors['message.empty']({})));

  test.each(['{', '[]', '{"text":5}', '"text"'])('%s instead of a message', (body) =>
    expectRefusal(body, 400, 'message.malformed', words.errors['message.malformed']({})),
  );

  test('a thread that nobody opened', async () => {
    const response = await fetch(`${world.url}/api/threads/nobody/messages`, {
      method: 'POST',
      body: form('hi'),
    });
    expect(response.status).toBe(404);
    expect((await fetch(`${world.url}/api/threads/nobody/events`)).status).toBe(404);
    expect((await fetch(`${world.url}/api/threads/..%2f..%2fetc/events`)).status).toBe(404);
  });

  test('an export before any clip', async () => {
    expect(await chat.ask('export')).toMatchObject({ kind: 'info', text: words.nothingToExport, files: [] });
  });
});

test.each([
  ['../../etc/passwd.mp4', 'passwd.mp4'],
  ['C:\\clips\\mine.mp4', 'mine.mp4'],
  ['a\u0000b\u001b[31m\u202ec.mp4', 'ab[31mc.mp4'],
  ['日本 "quotes" & more.mp4', '日本 "quotes" & more.mp4'],
  [`${'long'.repeat(60)}.mp4`, /^(long){20,}.*….*\.mp4$/],
])('the name %j is made harmless', async (name, expected) => {
  const boundary = 'x';
  const body = Buffer.concat([
    Buffer.from(
      `--x\r\ncontent-disposition: form-data; name="files"; filename="${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"\r\n\r\n`,
    ),
    Buffer.from(await clip.arrayBuffer()),
    Buffer.from('\r\n--x--\r\n'),
  ]);
  const response = await fetch(`${chat.url}/messages`, {
    method: 'POST',
    body,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  });
  expect(response.status).toBe(202);
  const { messageId } = z.object({ messageId: z.string() }).parse(await response.json());
  await chat.lastWord(messageId);
  const [upload] = world.sandbox.control.calls().uploads;
  if (typeof expected === 'string') expect(upload?.name).toBe(expected);
  else expect(upload?.name).toMatch(expected);
});

describe('the same message delivered twice', () => {
  test('one after the other', async () => {
    const key = { 'idempotency-key': 'one' };
    const first = await chat.post(form('trim to 0.5 seconds', [clip, 'clip.mp4']), key);
    const second = await chat.post(form('trim to 0.5 seconds', [clip, 'clip.mp4']), key);
    expect(second).toEqual(first);
    await chat.lastWord((first.body as { messageId: string }).messageId);
    expect(world.sandbox.control.calls()).toMatchObject({ uploads: [{}], runs: [{}] });
  });

  test('at the same time, and with other words', async () => {
    const key = { 'idempotency-key': 'two' };
    const both = await Promise.all([
      chat.post(form('trim to 0.5 seconds', [clip, 'clip.mp4']), key),
      chat.post(form('something else'), key),
    ]);
    expect(both[0]).toEqual(both[1]);
    await chat.lastWord((both[0].body as { messageId: string }).messageId);
    expect(world.sandbox.control.calls().runs).toHaveLength(1);
    const ids = chat.lines.filter(({ data }) => data.kind === 'ack').map(({ data }) => data.replyTo);
    expect(new Set(ids).size).toBe(1);
  });
});

test('a clip goes through a slow backend while a quick question is answered', async () => {
  world.sandbox.control.hold('upload');
  const uploading = chat.post(form('trim to 0.5 seconds', [clip, 'clip.mp4']));
  await world.sandbox.control.waitFor('upload', 1);
  expect((await chat.ask('help')).text).toBe(words.help);
  world.sandbox.control.release('upload');
  expect((await uploading).status).toBe(202);
});
