import { createReadStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { UploadFile } from '#src/core/remote.ts';
import {
  bytesOf,
  createTestClient,
  failureOf,
  json,
  never,
  pass,
  readAll,
  session,
  startBackend,
  until,
} from './support.ts';

const MB = 1024 * 1024;
const file = (more: Partial<UploadFile> = {}): UploadFile => ({
  name: 'clip.mp4',
  mime: 'video/mp4',
  bytes: 6,
  body: bytesOf('abc', 'def'),
  ...more,
});

/** What a server makes of a multipart body, by the platform's own parser. */
async function parse(headers: IncomingMessage['headers'], body: string): Promise<File> {
  const response = new Response(Buffer.from(body, 'latin1'), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  });
  const form = await response.formData();
  expect([...form.keys()]).toEqual(['files']);
  return form.get('files') as File;
}

async function start(requestTimeoutMs = 1) {
  const backend = await startBackend((res) => json(res, { code: 0 }));
  return { backend, ...createTestClient(backend.url, { requestTimeoutMs }) };
}

describe('upload', () => {
  test.each([
    [6, '6'],
    [undefined, undefined],
  ])('of %j bytes', async (bytes, declared) => {
    const { backend, client } = await start();
    await client.upload(session, file({ bytes }), never);
    const [seen] = backend.requests;
    expect(seen).toMatchObject({ method: 'POST', url: '/api/upload-video/nemo_agent/me/sess-1' });
    const got = await parse(seen?.headers ?? {}, seen?.body ?? '');
    expect({ name: got.name, type: got.type, text: await got.text() }).toEqual({
      name: 'clip.mp4',
      type: 'video/mp4',
      text: 'abcdef',
    });
    expect(seen?.headers['content-length']).toBe(declared && String(seen?.body.length));
    expect(seen?.headers['transfer-encoding']).toBe(declared === undefined ? 'chunked' : undefined);
  });

  test.each([
    ['my "best" clip.mp4', 'my %22best%22 clip.mp4'],
    ['a\r\nX-Skill-Source: b.mp4', 'a%0D%0AX-Skill-Source: b.mp4'],
    ['视频 🎬 é.mp4', '视频 🎬 é.mp4'],
  ])('the name %j cannot leave its place', async (name, written) => {
    const { backend, client } = await start();
    await client.upload(session, file({ name, mime: 'video/mp4\r\nX-Evil: 1' }), never);
    const body = Buffer.from(backend.requests[0]?.body ?? '', 'latin1').toString();
    expect(body).toContain(
      `; filename="${written}"\r\nContent-Type: application/octet-stream\r\n\r\nabcdef\r\n--`,
    );
  });

  test('binary bytes arrive as they are, and the time of a request does not bind a long upload', async () => {
    const { backend, client, clock } = await start(1000);
    const all = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
    async function* slow() {
      for (const byte of all) {
        clock.advance(10_000);
        yield Buffer.of(byte);
      }
    }
    await client.upload(session, file({ bytes: 256, body: slow() }), never);
    const got = await parse(backend.requests[0]?.headers ?? {}, backend.requests[0]?.body ?? '');
    expect(Buffer.from(await got.arrayBuffer())).toEqual(all);
  });

  test('what the source throws is thrown as it is, and the request is broken off', async () => {
    let broken = false;
    const backend = await startBackend((_res, req) => {
      req.resume();
      req.on('close', () => (broken = !req.complete));
    }, true);
    const { client } = createTestClient(backend.url);
    const reason = new Error('the sender left');
    async function* body() {
      yield Buffer.from('abc');
      await until(() => expect(backend.requests).toHaveLength(1));
      throw reason;
    }
    expect(await failureOf(client.upload(session, file({ body: body() }), never))).toBe(reason);
    await until(() => expect(broken).toBe(true));
  });

  test.each([
    ['shorter', 7],
    ['longer', 5],
  ])('a file %s than announced is interrupted, never sent as if whole', async (_name, bytes) => {
    let isWhole: boolean | undefined;
    const backend = await startBackend((_res, req) => {
      req.resume();
      req.on('close', () => (isWhole = req.complete));
    }, true);
    const { client } = createTestClient(backend.url);
    const error = await failureOf(client.upload(session, file({ bytes }), never));
    expect(error).toMatchObject({ code: 'file.interrupted', params: { name: 'clip.mp4' } });
    if (backend.requests.length > 0) await until(() => expect(isWhole).toBe(false));
  });

  test.each([
    [413, 'nemo.too-large'],
    [401, 'nemo.token-expired'],
  ])(
    'a refusal %i that comes before the file is through is read, and the source is let go',
    async (status, code) => {
      let released = false;
      const backend = await startBackend((res) => json(res, {}, status, { connection: 'close' }), true);
      const { client } = createTestClient(backend.url);
      async function* endless() {
        try {
          for (;;) yield Buffer.alloc(65_536);
        } finally {
          released = true;
        }
      }
      const error = await failureOf(
        client.upload(session, file({ bytes: undefined, body: endless() }), never),
      );
      expect(error).toMatchObject({ code });
      await until(() => expect(released).toBe(true));
    },
  );

  test('an abort ends it with its reason and lets the source go', async () => {
    let released = false;
    const backend = await startBackend(() => undefined, true);
    const { client } = createTestClient(backend.url);
    const stop = new AbortController();
    async function* endless() {
      try {
        for (;;) yield Buffer.alloc(65_536);
      } finally {
        released = true;
      }
    }
    const failed = failureOf(
      client.upload(session, file({ bytes: undefined, body: endless() }), stop.signal),
    );
    await until(() => expect(backend.requests).toHaveLength(1));
    stop.abort('cancelled');
    expect(await failed).toBe('cancelled');
    await until(() => expect(released).toBe(true));
  });

  test('where nothing moves any more, it ends', async () => {
    const backend = await startBackend(() => undefined);
    const { client, clock } = createTestClient(backend.url, { uploadTimeoutMs: 5000 });
    const failed = failureOf(client.upload(session, file(), never));
    await until(() => expect(backend.requests[0]?.body).toContain('abcdef'));
    await pass(clock, 5000);
    expect(await failed).toMatchObject({ code: 'nemo.unreachable', params: { sent: true } });
  });

  test('holds only a few chunks of a large file, however slowly it is taken', async () => {
    const total = 64 * MB;
    const chunk = Buffer.alloc(MB / 4);
    let given = 0;
    let taken = 0;
    let held = 0;
    const backend = await startBackend((res, req) => {
      req.on('data', (part: Buffer) => {
        taken += part.byteLength;
        req.pause();
        setImmediate(() => req.resume());
      });
      req.on('end', () => json(res, { code: 0 }));
    }, true);
    const { client } = createTestClient(backend.url);
    async function* body() {
      while (given < total) {
        given += chunk.byteLength;
        held = Math.max(held, given - taken);
        yield chunk;
      }
    }
    await client.upload(session, file({ bytes: total, body: body() }), never);
    expect(taken).toBeGreaterThan(total);
    // What the two sockets' buffers in the kernel take, and no more.
    expect(held).toBeLessThan(16 * MB);
  });

  test('takes a file from disk', async () => {
    const { backend, client } = await start();
    const path = new URL(import.meta.url);
    await client.upload(session, file({ bytes: undefined, body: createReadStream(path) }), never);
    const got = await parse(backend.requests[0]?.headers ?? {}, backend.requests[0]?.body ?? '');
    expect(await got.text()).toBe(Buffer.concat(await readAll(createReadStream(path))).toString());
  });
});

test('uploadUrls', async () => {
  const { backend, client } = await start(30_000);
  await client.uploadUrls(session, ['https://files.example/a.mp4?x=1'], never);
  expect(backend.requests[0]).toMatchObject({
    url: '/api/upload-video/nemo_agent/me/sess-1',
    body: '{"urls":["https://files.example/a.mp4?x=1"],"source_type":"url"}',
  });
});

test.each([
  [200, '<html></html>', 'nemo.unreadable'],
  [404, { detail: 'Session not found' }, 'nemo.session-not-found'],
  [404, '', 'nemo.refused'],
  [200, '{"code":4001}', 'nemo.unsupported-type'],
])('an upload answered with %i %s is %s', async (status, body, code) => {
  const backend = await startBackend((res) => json(res, body, status));
  const { client } = createTestClient(backend.url);
  expect(await failureOf(client.upload(session, file(), never))).toMatchObject({ code });
});
