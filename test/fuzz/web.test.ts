import { connect } from 'node:net';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Chat } from '#test/support/chat.ts';
import { startWorld, type World } from '#test/support/world.ts';

let world: World;
let chat: Chat;

beforeAll(async () => {
  world = await startWorld({ settings: { LOG_LEVEL: 'error' } });
  chat = await world.chat();
});
afterAll(() => world.stop());

const runs = { numRuns: 200 };
const isUp = async (): Promise<boolean> => (await fetch(`${world.url}/healthz`)).ok;
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('..', '%00', '%2e%2e%2f', '%', '\\'),
);

/** Routes of the chat, with a thread that is there or any other, and any path whatever. */
const path = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('THREAD', 'nobody', '..%2f..', '%00', '%'),
      fc.constantFrom('messages', 'actions', 'account', 'files/r/x.mp4', 'files/%00/%2f..', ''),
    )
    .map(([thread, rest]) => `/api/threads/${thread}/${rest}`),
  fc.constantFrom(
    '/api/session',
    '/api/threads',
    '/',
    '/app.js',
    '/../package.json',
    '/vendor/..%2f..%2fpackage.json',
  ),
  fc.webPath(),
  text.map((part) => `/api/${encodeURIComponent(part.toWellFormed())}`),
);
const body = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc
    .record(
      {
        text: fc.oneof(text, fc.jsonValue()),
        token: fc.oneof(text, fc.jsonValue()),
        replyTo: fc.oneof(text, fc.constant('\0'), fc.jsonValue()),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  text.map(
    (part) =>
      `--x\r\ncontent-disposition: form-data; name="files"; filename="${part}"\r\n\r\n${part}\r\n--x--\r\n`,
  ),
  text.map((part) => `--x\r\ncontent-disposition: form-data; name="${part}"\r\n\r\n${part}\r\n--x`),
);
const type = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-16',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'text/plain',
  'application/x-www-form-urlencoded',
  '\u00ff/',
);
const token = fc.string().map((value) => value.replace(/[^\x20-\x7e]/g, ''));
const headers = fc.record(
  {
    range: token,
    'accept-language': token,
    cookie: token,
    authorization: token,
    'idempotency-key': token,
    'x-file-count': token,
    'last-event-id': token,
    'content-encoding': token,
  },
  { requiredKeys: [] },
);
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND');

test('whatever is asked in whatever way, nothing breaks', async () => {
  await fc.assert(
    fc.asyncProperty(method, path, type, headers, body, async (method, path, type, headers, body) => {
      const hasBody = method !== 'GET' && method !== 'HEAD';
      const response = await fetch(`${world.url}${path.replace('THREAD', chat.threadId)}`, {
        method,
        headers: hasBody ? { ...headers, 'content-type': type } : headers,
        ...(hasBody && { body }),
      });
      await response.arrayBuffer();
      expect(response.status).toBeLessThan(500);
    }),
    runs,
  );
  expect(await isUp()).toBe(true);
  expect(world.log).toEqual([]);
});

test('bytes that are no request at all end their connection and nothing else', async () => {
  const { port } = new URL(world.url);
  const line = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    text.map((part) => Buffer.from(`GET /${part} HTTP/1.1\r\nhost: localhost\r\n${part}: ${part}\r\n\r\n`)),
    text.map((part) =>
      Buffer.from(
        `POST /api/threads HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n${part}`,
      ),
    ),
  );
  await fc.assert(
    fc.asyncProperty(line, async (bytes) => {
      const socket = connect(Number(port), '127.0.0.1');
      let answer = '';
      socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk));
      const closed = new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve));
      // What has not become a request by now never will.
      socket.end(bytes);
      await closed;
      expect(answer).not.toMatch(/^HTTP\/1\.1 5/);
    }),
    { numRuns: 100 },
  );
  expect(await isUp()).toBe(true);
});
