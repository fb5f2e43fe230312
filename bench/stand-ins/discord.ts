import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import { createBooks } from './drive.ts';

/**
 * As much of Discord as a bot needs to be measured: REST that takes every call, a gateway that brings direct messages, and
 * the knowledge which message an answer answers. Told over its channel what to send.
 */
const threads = 500;
const load = z.object({ count: z.number(), perSecond: z.number().optional() });
const me = { id: '42', username: 'bench', discriminator: '0', global_name: null, avatar: null, bot: true };

const books = createBooks();
let gateway: WebSocket | undefined;
let seq = 0;
let messageId = 0;

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => answer(request, body, response));
});

function answer(request: IncomingMessage, body: string, response: ServerResponse): void {
  const path = request.url ?? '';
  const give = (data: object): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(data));
  };
  if (path.endsWith('/gateway/bot')) {
    const limit = { total: 1_000, remaining: 1_000, reset_after: 0, max_concurrency: 1 };
    return give({ url: origin().replace('http', 'ws'), shards: 1, session_start_limit: limit });
  }
  if (path.endsWith('/commands')) return give([]);
  const posted = /\/channels\/(\d+)\/messages$/.exec(path);
  if (posted === null || request.method !== 'POST') return give(me);
  const answers = /"message_id":"11(\d+)"/.exec(body)?.[1] ?? /#(\d+)/.exec(body)?.[1];
  if (answers !== undefined) books.answered(Number(answers));
  messageId += 1;
  give({ ...messageOf(`12${String(messageId).padStart(16, '0')}`, posted[1] ?? '', me), content: 'ok' });
}

function messageOf(id: string, channelId: string, author: object): object {
  return {
    id,
    channel_id: channelId,
    author,
    type: 0,
    content: '',
    timestamp: '2026-11-25T00:00:00.000000+00:00',
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    components: [],
    pinned: false,
    flags: 0,
  };
}

function send(id: number): void {
  const person = 1_000 + (id % threads);
  const author = { ...me, id: String(person), username: `ann${person}`, bot: false };
  const message = messageOf(`11${String(id).padStart(16, '0')}`, String(100_000 + person), author);
  dispatch('MESSAGE_CREATE', {
    ...message,
    content: `trim the pauses and add captions #${id}`,
    channel_type: 1,
  });
}

function dispatch(t: string, d: object): void {
  seq += 1;
  gateway?.send(JSON.stringify({ op: 0, s: seq, t, d }));
}

const sockets = new WebSocketServer({ server });
sockets.on('connection', (socket) => {
  gateway = socket;
  socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 41_250 } }));
  socket.on('message', (raw: Buffer) => {
    const { op } = z.object({ op: z.number() }).parse(JSON.parse(raw.toString('utf8')));
    if (op === 1) socket.send(JSON.stringify({ op: 11 }));
    if (op !== 2) return;
    seq = 0;
    dispatch('READY', {
      v: 10,
      user: me,
      guilds: [],
      session_id: 'bench',
      resume_gateway_url: origin().replace('http', 'ws'),
      shard: [0, 1],
      application: { id: '42', flags: 0 },
    });
  });
});

process.on('message', (message) => {
  const parsed = load.safeParse(message);
  if (parsed.success) void books.drive(parsed.data, send).then((driven) => process.send?.(driven));
});

const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
server.listen(0, '127.0.0.1', () => process.stdout.write(`${origin()}\n`));
process.on('SIGTERM', () => process.exit(0));
