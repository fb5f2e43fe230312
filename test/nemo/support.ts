import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { onTestFinished, vi } from 'vitest';
import { createNemoClient, type NemoClientOptions } from '#src/nemo/client.ts';
import type { AgentEvent } from '#src/core/agent-event.ts';
import type { Clock, StreamListener, VideoAgent } from '#src/ports.ts';

export type HeldClock = Clock & {
  /** What each sleeper still has to wait, in ms, shortest first. */
  waits(): number[];
  advance(ms: number): void;
};

/** A clock that stands still until a test moves it. */
function createHeldClock(): HeldClock {
  let now = Date.UTC(2026, 0, 1);
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    waits: () => sleepers.map(({ at }) => at - now).toSorted((a, b) => a - b),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal.reason);
        });
      }),
    advance: (ms) => {
      now += ms;
      const due = sleepers.filter(({ at }) => at <= now);
      sleepers = sleepers.filter(({ at }) => at > now);
      for (const { wake } of due) wake();
    },
  };
}

/** Repeats a check until it holds, with patience for a busy machine. */
export function until(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 15_000, interval: 5 });
}

/** Waits until somebody sleeps for exactly `ms`, then lets that time pass. */
export async function pass(clock: HeldClock, ms: number): Promise<void> {
  await until(() => {
    if (!clock.waits().includes(ms)) throw new Error(`nobody waits ${ms} ms: ${clock.waits().join()}`);
  });
  clock.advance(ms);
}

type Seen = {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
};
export type Answer = (res: ServerResponse, req: IncomingMessage, seen: Seen) => unknown;

export type Backend = {
  url: string;
  requests: Seen[];
  /** Connections ever opened to it. */
  sockets(): number;
};

/** A server on a free port. It reads each request whole before `answer` unless `isEager`. */
export async function startBackend(answer: Answer, isEager = false): Promise<Backend> {
  const requests: Seen[] = [];
  let sockets = 0;
  const server = createServer((req, res) => {
    const seen: Seen = { method: req.method ?? '', url: req.url ?? '', headers: req.headers, body: '' };
    requests.push(seen);
    req.on('error', () => undefined);
    if (isEager) {
      answer(res, req, seen);
      return;
    }
    req.setEncoding('latin1');
    req.on('data', (chunk: string) => (seen.body += chunk));
    req.on('end', () => answer(res, req, seen));
  });
  server.on('connection', () => (sockets += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, sockets: () => sockets };
}

export function createTestClient(apiUrl: string, options: Partial<NemoClientOptions> = {}) {
  const clock = createHeldClock();
  const client = createNemoClient({
    apiUrl,
    webUrl: 'https://editor.example',
    version: '9.8.7',
    platform: 'cursor',
    log: pino({ level: 'silent' }),
    clock,
    ...options,
  });
  onTestFinished(() => client.close());
  return { client, clock };
}

export function json(res: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}) {
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  res.end(typeof body === 'string' ? body : JSON.stringify(body));
}

export function stream(res: ServerResponse): ServerResponse {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.flushHeaders();
  return res;
}

export const session = { token: 'nmv_usr_secret', sessionId: 'sess-1', taskId: 'task-1' };
export const never = new AbortController().signal;
export const noop = async (): Promise<void> => undefined;

export async function* bytesOf(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

/** Posts a message and gives all that its stream says. `listener` hears it too, as it comes. */
export async function follow(
  client: Pick<VideoAgent, 'send'>,
  listener: Partial<StreamListener> = {},
  signal = never,
): Promise<AgentEvent[]> {
  const { onOpen = noop, onEvent = () => undefined } = listener;
  const seen: AgentEvent[] = [];
  const hear = (event: AgentEvent): void => {
    seen.push(event);
    onEvent(event);
  };
  await client.send(session, 'trim it', { onOpen, onEvent: hear }, signal);
  return seen;
}

export async function readAll<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

/** What a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );
}
