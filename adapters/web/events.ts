import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { AppError } from '#src/errors.ts';
import type { ThreadKey } from '#src/core/message.ts';
import type { ChatLog, Log } from '#src/ports.ts';
import { threadKeyOf } from './inbound.ts';
import { toWire } from './wire.ts';

/**
 * Proxies close what stays silent; a comment now and then keeps the stream open. The thread is looked at as well: a
 * connection that listens can die without a word, and what was said meanwhile must not stay unseen.
 */
const keepAliveMs = 15_000;

/** How soon a browser comes back after a lost stream. */
const retryMs = 1_000;

/**
 * `GET /api/threads/:id/events`: the thread as server-sent events, from `Last-Event-ID` on or from its start.
 * Listening begins before the first read, so nothing falls between the two. Gives a function that ends all streams.
 */
export function eventsRoute(
  app: FastifyInstance,
  options: { chatLog: ChatLog; log: Log; beatMs?: number },
): () => void {
  const { chatLog, log, beatMs = keepAliveMs } = options;
  const open = new Set<ServerResponse>();
  let isEnding = false;

  async function stream(
    key: ThreadKey,
    threadId: string,
    origin: string,
    after: number,
    out: ServerResponse,
  ): Promise<void> {
    const closed = new AbortController();
    out.on('close', () => closed.abort());
    let seen = after;
    let news = true;
    let heard: () => void = () => undefined;
    let unsubscribe: (() => Promise<void>) | undefined;
    // From here on it is ended with all others, also while the database lets it wait.
    open.add(out);
    const look = (): void => {
      news = true;
      heard();
    };
    const beat = setInterval(() => {
      out.write(':\n\n');
      look();
    }, beatMs);
    out.write(`retry: ${retryMs}\n\n`);
    try {
      unsubscribe = await chatLog.subscribe(key, look);
      while (!closed.signal.aborted) {
        if (!news) {
          const { promise, resolve } = Promise.withResolvers<void>();
          heard = resolve;
          closed.signal.addEventListener('abort', () => resolve(), { once: true });
          await promise;
          continue;
        }
        news = false;
        for (const event of await chatLog.since(key, seen)) {
          const data = JSON.stringify(toWire(event, threadId, origin));
          const room = out.write(`id: ${event.seq}\nevent: ${event.event}\ndata: ${data}\n\n`);
          seen = event.seq;
          if (!room) await once(out, 'drain', { signal: closed.signal });
        }
      }
    } catch (error) {
      if (!closed.signal.aborted) log.warn({ err: error }, 'an event stream ended');
    } finally {
      clearInterval(beat);
      open.delete(out);
      // Whoever listened comes back by themselves; a stream without news would hold them for ever.
      out.end();
      await unsubscribe?.();
    }
  }

  app.get<{ Params: { id: string } }>('/api/threads/:id/events', async (request, reply) => {
    const threadId = request.params.id;
    const key = threadKeyOf(threadId);
    if (key === undefined || !(await chatLog.hasThread(key))) throw new AppError('thread.not-found', {});
    const after = Math.max(0, Math.trunc(Number(request.headers['last-event-id'] ?? 0)) || 0);
    reply.hijack();
    // A request that came just before the end would keep its connection, and with it the process.
    if (isEnding) return void reply.raw.destroy();
    const headers = {
      ...reply.getHeaders(),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    };
    reply.raw.writeHead(200, headers as Record<string, string>);
    reply.raw.flushHeaders();
    await stream(key, threadId, `${request.protocol}://${request.host}`, after, reply.raw);
  });

  return () => {
    isEnding = true;
    for (const out of open) out.end();
  };
}
