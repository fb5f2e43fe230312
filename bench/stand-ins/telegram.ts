import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { z } from 'zod';
import { createBooks } from './drive.ts';

/**
 * As much of Telegram as a bot needs to be measured: it takes every call, brings updates by webhook or by polling,
 * and knows by an answer's own words, or by what it quotes, which message it answers. Told over its channel what to send.
 */
const threads = 500;
/** As many calls at once as Telegram makes where a bot does not ask for another number. */
let maxConnections = 40;
const load = z.object({
  count: z.number(),
  perSecond: z.number().optional(),
  webhook: z.object({ url: z.string(), secret: z.string() }).optional(),
});

const books = createBooks();
let waiting: { id: number; body: string }[] = [];
let poll: (() => void) | undefined;
let messageId = 1_000_000;

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => answer(request, body, response));
});

function answer(request: IncomingMessage, body: string, response: ServerResponse): void {
  const method = request.url?.split('/').at(-1) ?? '';
  const give = (result: string): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(`{"ok":true,"result":${result}}`);
  };
  if (request.url?.startsWith('/file/')) return giveFile(response);
  if (method === 'getFile') {
    const path = process.env['LOCAL_FILE'] ?? 'videos/clip.mp4';
    return give(JSON.stringify({ file_id: 'clip', file_unique_id: 'clip', file_path: path }));
  }
  if (method === 'getUpdates') return giveUpdates(body, response, give);
  if (method === 'setWebhook') maxConnections = Number(/"max_connections":(\d+)/.exec(body)?.[1] ?? 40);
  if (method === 'getMe') {
    maxConnections = 40;
    return give(
      '{"id":42,"is_bot":true,"first_name":"Bench","username":"bench_bot","can_join_groups":true,"can_read_all_group_messages":true,"supports_inline_queries":false}',
    );
  }
  if (method !== 'sendMessage') return give('true');
  const answers = /"reply_parameters":\{"message_id":(\d+)/.exec(body)?.[1] ?? /#(\d+)/.exec(body)?.[1];
  if (answers !== undefined) books.answered(Number(answers));
  const chatId = /"chat_id":"?(\d+)/.exec(body)?.[1] ?? '1';
  messageId += 1;
  give(
    `{"message_id":${messageId},"date":1790000000,"chat":{"id":${chatId},"type":"private","first_name":"A"},"from":{"id":42,"is_bot":true,"first_name":"Bench","username":"bench_bot"},"text":"ok"}`,
  );
}

/** As much as is wanted, as fast as it is taken; it begins as an MP4 does. */
function giveFile(response: ServerResponse): void {
  const bytes = Number(process.env['FILE_BYTES'] ?? 0);
  const piece = Buffer.alloc(1024 * 1024);
  piece.write('\0\0\0\x18ftypisom\0\0\x02\0isomiso2', 'latin1');
  response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes });
  let left = bytes;
  const more = (): void => {
    while (left > 0) {
      const next = left >= piece.length ? piece : piece.subarray(0, left);
      left -= next.length;
      if (!response.write(next)) return void response.once('drain', more);
    }
    response.end();
  };
  more();
}

/** Confirms what is before the offset, and gives what waits; holds the call while nothing does. */
function giveUpdates(body: string, response: ServerResponse, give: (result: string) => void): void {
  const {
    offset = 0,
    timeout = 0,
    limit = 100,
  } = z
    .object({ offset: z.number(), timeout: z.number(), limit: z.number() })
    .partial()
    .parse(body === '' ? {} : JSON.parse(body));
  let confirmed = 0;
  while (confirmed < waiting.length && (waiting[confirmed]?.id ?? 0) < offset) confirmed += 1;
  if (confirmed > 0) waiting = waiting.slice(confirmed);
  const now = (): void =>
    give(
      `[${waiting
        .slice(0, limit)
        .map(({ body }) => body)
        .join(',')}]`,
    );
  if (waiting.length > 0 || timeout === 0) return now();
  const timer = setTimeout(() => poll?.(), timeout * 1000);
  poll = () => {
    clearTimeout(timer);
    poll = undefined;
    now();
  };
  response.on('close', () => clearTimeout(timer));
}

function update(id: number): string {
  const chat = 1_000 + (id % threads);
  return `{"update_id":${id},"message":{"message_id":${id},"date":1790000000,"chat":{"id":${chat},"type":"private","first_name":"Ann"},"from":{"id":${chat},"is_bot":false,"first_name":"Ann","language_code":"en"},"text":"trim the pauses and add captions #${id}"}}`;
}

const senders = new Map<string, Pool>();

process.on('message', (message) => {
  const parsed = load.safeParse(message);
  if (!parsed.success) return;
  const { webhook, ...rest } = parsed.data;
  const send = webhook === undefined ? enqueue : bring(webhook);
  void books.drive(rest, send).then((driven) => process.send?.(driven));
});

function enqueue(id: number): void {
  waiting.push({ id, body: update(id) });
  poll?.();
}

function bring({ url, secret }: { url: string; secret: string }): (id: number) => void {
  const { origin, pathname } = new URL(url);
  const pool = senders.get(origin) ?? new Pool(origin, { connections: maxConnections, pipelining: 1 });
  senders.set(origin, pool);
  const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret };
  return (id) => {
    void pool
      .request({ path: pathname, method: 'POST', headers, body: update(id) })
      .then(({ body }) => body.dump())
      // What does not arrive is missing among the answers.
      .catch(() => undefined);
  };
}

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
