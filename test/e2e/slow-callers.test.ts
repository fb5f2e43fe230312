import { connect, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createWebhook } from '#adapters/telegram/webhook.ts';
import { createWebGateway } from '#adapters/web/gateway.ts';
import { createWebhookServer } from '#src/webhook-server.ts';
import type { ChatLog, InboundHandler } from '#src/ports.ts';
import { freePort } from '#test/support/ports.ts';

const quick = { headersMs: 400, bodyMs: 400, requestMs: 60_000, checkMs: 50 };
const log = pino({ level: 'silent' });
const ended: (() => Promise<void>)[] = [];
let port: number;

beforeEach(async () => {
  port = await freePort();
});
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

/** Opens a connection and writes what stands there and nothing more. Resolves when the server has closed it. */
async function stall(text: string): Promise<string> {
  const socket: Socket = connect(port, '127.0.0.1').setEncoding('utf8');
  let answer = '';
  socket.on('data', (chunk: string) => (answer += chunk)).on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(text);
  await closed;
  return answer;
}

/** Others are served. On a busy machine we may be the slow caller ourselves. */
async function isUp(): Promise<void> {
  await vi.waitFor(
    async () => expect((await fetch(`http://localhost:${port}/healthz`)).status).toBe(200),
    15_000,
  );
}

const secret = 'a-secret-of-at-least-16';
const head = (path: string, more = '') =>
  `POST ${path} HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n${more}\r\n`;
const known = `x-telegram-bot-api-secret-token: ${secret}\r\n`;
const hook = () =>
  createWebhook({
    url: 'https://bot.example/telegram',
    secret,
    inbox: { put: async () => undefined, remove: async () => undefined, left: async () => [] },
    log,
    take: async () => undefined,
    bodyMs: quick.bodyMs,
  });

async function startWeb(): Promise<void> {
  const gateway = createWebGateway({
    handler: {} as InboundHandler,
    chatLog: {
      hasThread: async () => true,
      createThread: async () => undefined,
    } as Partial<ChatLog> as ChatLog,
    understand: () => [],
    host: '127.0.0.1',
    port,
    webToken: undefined,
    limits: { guessesAMinute: 1, messagesAMinute: 1, uploadsAtOnce: 1, streamsAtOnce: 1 },
    trustedProxies: [],
    log,
    words: ({ code }) => code,
    ready: async () => [],
    webhook: hook(),
    patience: quick,
  });
  await gateway.start();
  ended.push(() => gateway.stop());
}

async function startHookAlone(): Promise<void> {
  const server = createWebhookServer({ webhook: hook(), host: '127.0.0.1', port, patience: quick });
  await server.start();
  ended.push(() => server.stop());
}

describe.each([
  ['the web port', startWeb],
  ['the webhook’s own port', startHookAlone],
])('%s lets go of a caller that', (_, start) => {
  beforeEach(start);

  test.each([
    ['says nothing of its headers', () => `GET /healthz HTTP/1.1\r\nhost: localhost:${port}\r\n`],
    ['begins an update and stops', () => `${head('/telegram', known)}{"update_id":`],
  ])('%s', async (_name, text) => {
    await stall(text());
    await isUp();
  });

  test('sends headers without end', async () => {
    const answer = await stall(`GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(100_000)}`);
    // The connection may end before the answer has been read.
    expect(answer).toMatch(/^(HTTP\/1\.1 431 |$)/);
    await isUp();
  });
});

describe('the web port', () => {
  beforeEach(startWeb);

  test.each(['/api/session', '/api/threads/t/messages', '/api/threads/t/actions', '/nowhere'])(
    'lets go of a caller that begins a body for %s and stops',
    async (path) => {
      await stall(`${head(path)}{"text":`);
      await isUp();
    },
  );

  test.each(['/api/session', '/api/threads/t/messages', '/api/threads/t/actions', '/api/threads'])(
    'takes no more than it needs at %s',
    async (path) => {
      const body = JSON.stringify({ text: 'x'.repeat(3 * 1024 * 1024) });
      const status = await fetch(`http://localhost:${port}${path}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      }).then(
        (response) => response.status,
        // The connection may end before the sender has come to reading the answer.
        () => 413,
      );
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      await isUp();
    },
  );
});
