import fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsRoute } from '#adapters/web/events.ts';
import type { ChatLog } from '#src/ports.ts';

let app: FastifyInstance;
let endStreams: () => void;
/** What the database does when a stream wants to be told of news. */
let subscribe: ChatLog['subscribe'];
let url: string;

beforeEach(async () => {
  app = fastify({ forceCloseConnections: false });
  const chatLog = {
    hasThread: async () => true,
    since: async () => [],
    subscribe: (...args) => subscribe(...args),
  } as Partial<ChatLog> as ChatLog;
  endStreams = eventsRoute(app, { chatLog, log: pino({ level: 'silent' }) });
  url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/api/threads/${'a'.repeat(22)}/events`;
});
afterEach(() => app.close());

test('a stream that cannot listen, since the database is away, ends, so that its reader comes back', async () => {
  subscribe = () => Promise.reject(new Error('the database is away'));
  expect(await (await fetch(url)).text()).toContain('retry:');
});

test('a stream that still waits for the database is ended with all others', async () => {
  const waiting = Promise.withResolvers<void>();
  subscribe = () => {
    waiting.resolve();
    return new Promise(() => undefined);
  };
  const reading = fetch(url).then((response) => response.text());
  await waiting.promise;
  endStreams();
  expect(await reading).toContain('retry:');
  await app.close();
});
