import fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsRoute } from '#adapters/web/events.ts';
import type { ChatLog } from '#src/ports.ts';

let app: FastifyInstance;
let endStreams: () => void;
/** What the database does when a stream wants to be told of news. */
let subscribe: ChatLog['subscribe'];
let since: ChatLog['since'];
let url: string;

beforeEach(async () => {
  since = async () => [];
  app = fastify({ forceCloseConnections: false });
  const chatLog = {
    hasThread: async () => true,
    since: (...args) => since(...args),
    subscribe: (...args) => subscribe(...args),
  } as Partial<ChatLog> as ChatLog;
  endStreams = eventsRoute(app, { chatLog, log: pino({ level: 'silent' }), beatMs: 20 });
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

test('what nobody was told of is found all the same, before long', async () => {
  subscribe = async () => async () => undefined;
  let looks = 0;
  since = async (_key, seq) => {
    looks += 1;
    // Said after the first look, and whoever was to tell of it is dead.
    return looks > 1 && seq === 0
      ? [{ seq: 1, event: 'sent', id: 'm1', at: 1, text: 'hello', replyTo: undefined, files: [] }]
      : [];
  };
  const { body } = await fetch(url);
  let seen = '';
  for await (const bytes of body ?? []) {
    seen += new TextDecoder().decode(bytes);
    if (seen.includes('hello')) break;
  }
  expect(seen).toContain('id: 1\nevent: sent\n');
});
