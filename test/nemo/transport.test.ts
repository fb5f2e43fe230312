import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { pino } from 'pino';
import { MockAgent } from 'undici';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { isAppError } from '#src/errors.ts';
import type { NemoClient } from '#src/nemo/client.ts';
import {
  bytesOf,
  createTestClient,
  failureOf,
  follow,
  json,
  never,
  pass,
  session,
  startBackend,
  stream,
  until,
} from './support.ts';

/** Every call that goes to the API's origin, with an answer that it takes. */
const calls: [name: string, run: (client: NemoClient, apiUrl: string) => Promise<unknown>, data: object][] = [
  ['anonymousToken', (client) => client.anonymousToken('id-1', never), { token: 't' }],
  ['credits', (client) => client.credits(session.token, never), { available: 1 }],
  [
    'createSession',
    (client) => client.createSession(session.token, { name: 'project', language: 'en' }, never),
    { task_id: 't', session_id: 's' },
  ],
  ['claimLink', (client) => client.claimLink(session, never), { claim_token: 'clm_1' }],
  ['state', (client) => client.state(session, never), { state: {} }],
  ['send', (client) => follow(client), {}],
  [
    'upload',
    (client) =>
      client.upload(session, { name: 'a.mp4', mime: 'video/mp4', bytes: 2, body: bytesOf('ab') }, never),
    {},
  ],
  ['uploadUrls', (client) => client.uploadUrls(session, ['https://files.example/a.mp4'], never), {}],
  ['submitRender', (client) => client.submitRender(session, { id: 'render_1', draft: '{}' }, never), {}],
  ['renderStatus', (client) => client.renderStatus(session, 'render_1', never), { status: 'pending' }],
  [
    'openRender by a link of the API',
    (client, apiUrl) =>
      client.openRender(session, { id: 'render_1', url: `${apiUrl}/files/1.mp4` }, undefined, never),
    {},
  ],
  [
    'openRender by the fallback',
    (client) => client.openRender(session, { id: 'render_1', url: 'not a link' }, undefined, never),
    {},
  ],
];

test('the table has every call of the client', () => {
  const { client } = createTestClient('http://127.0.0.1:1');
  const named = new Set(calls.map(([name]) => name.split(' ')[0]));
  expect(named).toEqual(new Set(Object.keys(client).filter((key) => key !== 'close')));
});

describe.each(calls)('%s', (name, run, data) => {
  test.each([
    ['authorization', `Bearer ${session.token}`],
    ['x-skill-source', 'ai-video-help'],
    ['x-skill-version', '9.8.7'],
    ['x-skill-platform', 'cursor'],
  ])('sends %s', async (header, value) => {
    const backend = await startBackend((res, req) => {
      if (name.startsWith('openRender'))
        return res.writeHead(200, { 'content-type': 'video/mp4' }).end('mp4');
      if (req.url === '/run_sse') return stream(res).end();
      return json(res, { code: 0, data });
    });
    const { client } = createTestClient(backend.url);
    await run(client, backend.url);
    const isFirstToken = name === 'anonymousToken' && header === 'authorization';
    expect(backend.requests.map(({ headers }) => headers[header])).toEqual([
      isFirstToken ? undefined : value,
    ]);
  });
});

test('keeps its connection over many calls', async () => {
  const backend = await startBackend((res) => json(res, { code: 0, data: { available: 1 } }));
  const { client } = createTestClient(`${backend.url}/`);
  for (let i = 0; i < 20; i++) await client.credits('t', never);
  expect(backend.requests).toHaveLength(20);
  // A second one may be opened while the first still finishes its answer; both are kept.
  expect(backend.sockets()).toBeLessThanOrEqual(2);
});

test('takes the dispatcher it is given, and leaves it open', async () => {
  const agent = new MockAgent();
  agent.disableNetConnect();
  const path = '/root/api/credits/balance/simple';
  agent.get('https://api.example').intercept({ path }).reply(200, { available: 3 }).times(2);
  const { client } = createTestClient('https://api.example/root/', { dispatcher: agent });
  expect(await client.credits('t', never)).toMatchObject({ available: 3 });
  await client.close();
  expect(await client.credits('t', never)).toMatchObject({ available: 3 });
  await agent.close();
});

test('what goes to the log never holds the token', async () => {
  const lines: string[] = [];
  const backend = await startBackend((res) =>
    backend.requests.length === 1 ? res.destroy() : json(res, {}, 500),
  );
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const { client } = createTestClient(backend.url, { log });
  for (let i = 0; i < 2; i++) {
    log.error(await failureOf(client.submitRender(session, { id: 'r', draft: '{}' }, never)));
  }
  expect(lines).toHaveLength(4);
  expect(lines.join('')).toContain('/api/render/proxy/lambda');
  expect(lines.join('')).not.toContain(session.token);
});

test('a stream holds up no other call', async () => {
  const backend = await startBackend((res, req) => {
    if (req.url === '/run_sse') return stream(res).write(': hi\n\n');
    return json(res, { available: 5 });
  });
  const { client } = createTestClient(backend.url);
  const stop = new AbortController();
  const beat = Promise.withResolvers<void>();
  const ended = failureOf(follow(client, { onEvent: () => beat.resolve() }, stop.signal));
  await beat.promise;
  expect(await client.credits('t', never)).toEqual({ available: 5, frozen: 0, total: 5 });
  stop.abort(new Error('enough'));
  expect(await ended).toMatchObject({ message: 'enough' });
});

describe('nemo.unreachable', () => {
  const submit = (client: NemoClient) =>
    failureOf(client.submitRender(session, { id: 'r', draft: '{}' }, never));

  test('says that nothing was sent where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await until(() => expect(server.listening).toBe(true));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { client } = createTestClient(`http://127.0.0.1:${port}`);
    expect(await submit(client)).toMatchObject({ code: 'nemo.unreachable', params: { sent: false } });
  });

  test('says that nothing was sent where there is no such host', async () => {
    const { client } = createTestClient('http://nowhere.invalid');
    expect(await submit(client)).toMatchObject({ code: 'nemo.unreachable', params: { sent: false } });
  });

  test('says that nothing was sent where TLS fails', async () => {
    const backend = await startBackend((res) => res.end());
    const { client } = createTestClient(backend.url.replace('http:', 'https:'));
    expect(await submit(client)).toMatchObject({ code: 'nemo.unreachable', params: { sent: false } });
  });

  test('says so too where nobody vouches for the certificate', async () => {
    const pem = await readFile(new URL('../fixtures/tls/self-signed.pem', import.meta.url));
    let asked = 0;
    const server = createHttpsServer({ key: pem, cert: pem }, () => (asked += 1)).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { client } = createTestClient(`https://localhost:${(server.address() as AddressInfo).port}`);
    expect(await submit(client)).toMatchObject({ code: 'nemo.unreachable', params: { sent: false } });
    expect(asked).toBe(0);
  });

  test('says that it may have been sent where the connection breaks before an answer', async () => {
    const backend = await startBackend((res) => res.destroy());
    const { client } = createTestClient(backend.url);
    const error = await submit(client);
    expect(error).toMatchObject({ code: 'nemo.unreachable', params: { sent: true } });
    expect(backend.requests).toHaveLength(1);
    expect(String(error)).toContain('POST /api/render/proxy/lambda');
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain(session.token);
  });

  test('says so too where the answer breaks off', async () => {
    const backend = await startBackend((res) => {
      res.writeHead(200, { 'content-length': '100' });
      res.write('{"code":', () => res.destroy());
    });
    const { client } = createTestClient(backend.url);
    expect(await submit(client)).toMatchObject({ code: 'nemo.unreachable', params: { sent: true } });
  });

  test.each(['before its headers', 'within its body'])('a backend that hangs %s', async (place) => {
    const backend = await startBackend((res) => {
      if (place === 'within its body') res.writeHead(200).write('{');
    });
    const { client, clock } = createTestClient(backend.url, { requestTimeoutMs: 7000 });
    const failed = submit(client);
    await until(() => expect(backend.requests).toHaveLength(1));
    await pass(clock, 7000);
    expect(await failed).toMatchObject({ code: 'nemo.unreachable', params: { sent: true } });
    expect(clock.waits()).toEqual([]);
  });
});

/** Writes as fast as it is read, until the reader leaves. */
async function endless(res: ServerResponse): Promise<void> {
  const piece = Buffer.alloc(1024 * 1024, 'x');
  while (!res.destroyed) {
    if (res.writableNeedDrain) await new Promise(setImmediate);
    else res.write(piece);
  }
}

describe('a refusal counts even where its body is of no use', () => {
  const reads: [string, (client: NemoClient) => Promise<unknown>, limits: number][] = [
    ['a call', (client) => client.submitRender(session, { id: 'r', draft: '{}' }, never), 2],
    ['a stream', (client) => follow(client), 1],
  ];

  test.each(reads)('%s: it breaks off', async (_name, run) => {
    const backend = await startBackend((res) => {
      res.writeHead(402, { 'content-length': '100' });
      res.write('{"code":', () => res.destroy());
    });
    const { client } = createTestClient(backend.url);
    expect(await failureOf(run(client))).toMatchObject({ code: 'nemo.export-blocked' });
  });

  test.each(reads)('%s: it never ends', async (_name, run, limits) => {
    const backend = await startBackend((res) => void res.writeHead(502).write('<html>'));
    const { client, clock } = createTestClient(backend.url, { requestTimeoutMs: 7000 });
    const failed = failureOf(run(client));
    // The call's own limit may be one more; that of the refusal's body begins with the answer.
    await until(() => expect(clock.waits().filter((ms) => ms === 7000)).toHaveLength(limits));
    clock.advance(7000);
    expect(await failed).toMatchObject({ code: 'nemo.refused', params: { status: 502 } });
  });

  test.each(reads)('%s: it is larger than anything', async (_name, run) => {
    const backend = await startBackend((res) => endless(res.writeHead(503)));
    const { client } = createTestClient(backend.url);
    expect(await failureOf(run(client))).toMatchObject({ code: 'nemo.refused', params: { status: 503 } });
  });
});

test('an answer that goes on for ever is left', async () => {
  let isLeft = false;
  const backend = await startBackend((res) => {
    res.on('close', () => (isLeft = true));
    return endless(res.writeHead(200, { 'content-type': 'application/json' }));
  });
  const { client } = createTestClient(backend.url);
  expect(await failureOf(client.state(session, never))).toMatchObject({ code: 'nemo.unreadable' });
  await until(() => expect(isLeft).toBe(true));
});

test.each(calls)('%s: an aborted signal gives its own reason', async (_name, run) => {
  const backend = await startBackend(() => undefined);
  const { client } = createTestClient(backend.url);
  const stop = new AbortController();
  const reason = new Error('the user left');
  const failed = failureOf(run(withSignal(client, stop.signal), backend.url));
  await until(() => expect(backend.requests).toHaveLength(1));
  stop.abort(reason);
  expect(await failed).toBe(reason);
  // Gone before it began: no request at all.
  expect(await failureOf(run(withSignal(client, stop.signal), backend.url))).toBe(reason);
  expect(backend.requests).toHaveLength(1);
});

/** The same client with every signal replaced: all calls take it last. */
function withSignal(client: NemoClient, signal: AbortSignal): NemoClient {
  return Object.fromEntries(
    Object.entries(client).map(([name, call]) => [
      name,
      (...args: unknown[]) => (call as (...all: unknown[]) => unknown)(...args.slice(0, -1), signal),
    ]),
  ) as NemoClient;
}

describe('repetition', () => {
  const reads: [string, (client: NemoClient) => Promise<unknown>][] = [
    ['credits', (client) => client.credits('t', never)],
    ['state', (client) => client.state(session, never)],
    ['renderStatus', (client) => client.renderStatus(session, 'r', never)],
  ];
  const writes = calls.filter(([name]) => !reads.some(([read]) => read === name) && !/openRender/.test(name));

  test.each(reads)('%s comes through after three failures', async (_name, run) => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const backend = await startBackend((res) => {
      if (backend.requests.length === 1) return res.destroy();
      if (backend.requests.length === 2) return json(res, '<html>bad gateway</html>', 502);
      if (backend.requests.length === 3) return json(res, {}, 503, { 'retry-after': '4' });
      return json(res, { code: 0, data: { available: 1, state: {} } });
    });
    const { client, clock } = createTestClient(backend.url);
    const done = run(client);
    await pass(clock, 500);
    await pass(clock, 1000);
    await pass(clock, 4000);
    await done;
    expect(backend.requests).toHaveLength(4);
  });

  test('ends with the last failure when it goes on', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const backend = await startBackend((res) => json(res, '', 504));
    const { client, clock } = createTestClient(backend.url);
    const failed = failureOf(client.credits('t', never));
    await pass(clock, 750);
    await pass(clock, 1500);
    await pass(clock, 3000);
    expect(await failed).toMatchObject({ code: 'nemo.refused', params: { status: 504 } });
    expect(backend.requests).toHaveLength(4);
  });

  test('not after 429: whoever called is told how long to wait', async () => {
    const backend = await startBackend((res) => json(res, {}, 429, { 'retry-after': '3600' }));
    const { client } = createTestClient(backend.url);
    expect(await failureOf(client.credits('t', never))).toMatchObject({
      code: 'nemo.rate-limited',
      params: { retryAfterMs: 3_600_000 },
    });
    expect(backend.requests).toHaveLength(1);
  });

  test.each([400, 401, 404, 500])('never after %i', async (status) => {
    const backend = await startBackend((res) => json(res, {}, status));
    const { client } = createTestClient(backend.url);
    await failureOf(client.credits('t', never));
    expect(backend.requests).toHaveLength(1);
  });

  test('its wait ends with the signal', async () => {
    const backend = await startBackend((res) => json(res, {}, 503));
    const { client, clock } = createTestClient(backend.url);
    const stop = new AbortController();
    const failed = failureOf(client.credits('t', stop.signal));
    await until(() => expect(clock.waits().some((ms) => ms < 1500)).toBe(true));
    stop.abort('enough');
    expect(await failed).toBe('enough');
  });

  test.each(writes)('%s is never repeated', async (_name, run) => {
    for (const answer of [503, 429, 'cut'] as const) {
      const backend = await startBackend((res) =>
        answer === 'cut' ? res.destroy() : json(res, {}, answer, { 'retry-after': '0' }),
      );
      const { client } = createTestClient(backend.url);
      const error = await failureOf(run(client, backend.url));
      expect(['nemo.refused', 'nemo.rate-limited', 'nemo.unreachable']).toContain(
        (error as { code: string }).code,
      );
      expect(isAppError(error, 'nemo.unreachable')).toBe(answer === 'cut');
      expect(backend.requests).toHaveLength(1);
    }
  });
});
