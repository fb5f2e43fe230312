import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest, RawServerDefault, RouteShorthandOptions } from 'fastify';
import { z } from 'zod';
import { AppError } from '#src/errors.ts';
import type { SentFile } from '#src/core/chat-event.ts';
import { maxFileBytes, maxFileMb } from '#src/core/media-type.ts';
import type { InboundMessage, Locale, ThreadKey } from '#src/core/message.ts';
import { isQuick, type Plan } from '#src/core/plan.ts';
import { withoutTokens } from '#src/core/token-shape.ts';
import type { ChatLog, InboundHandler } from '#src/ports.ts';
import { authorOf, cleanName, maxFiles, maxTextChars, messageIdOf, threadKeyOf, tooLong } from './inbound.ts';
import { localeOf } from './wire.ts';

/** What multipart wraps around files and text, generously. */
const envelopeBytes = 1024 * 1024;

export type MessageRouteOptions = {
  handler: InboundHandler;
  chatLog: ChatLog;
  understand: (input: { text: string; attachments: number }) => Plan;
};

type Place = { before: Promise<unknown>; done: () => void };

const replyTo = z
  .string()
  .max(64)
  .refine((id) => !id.includes('\0'))
  .optional();
const jsonBody = z.object({ text: z.string(), replyTo });

type Read = { text: string; replyTo: string | undefined; files: SentFile[] };

/** `POST /api/threads/:id/messages`: a text, files, or both. */
export function messageRoute(app: FastifyInstance, options: MessageRouteOptions): void {
  const { handler, chatLog, understand } = options;
  const tails = new Map<string, Promise<unknown>>();
  const places = new WeakMap<FastifyRequest, Place>();
  const running = new Map<string, Promise<void>>();

  /**
   * Messages of a thread are stored in the order in which their requests began, also while an earlier one is
   * still uploading. The place is taken before anything of the request is waited for.
   */
  function lineUp(key: string): Place {
    const before = tails.get(key) ?? Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const tail = before.then(() => promise);
    tails.set(key, tail);
    void tail.then(() => tails.get(key) === tail && tails.delete(key));
    return { before, done: resolve };
  }

  function readText(text: unknown): string {
    if (typeof text !== 'string') throw new AppError('message.malformed', {});
    if (tooLong(text)) throw new AppError('message.too-long', { limit: maxTextChars });
    // A form writes line ends as CRLF (the HTML standard's multipart encoding).
    // Half characters and NUL cannot be stored.
    return withoutTokens(text.replaceAll('\r\n', '\n').toWellFormed().replaceAll('\0', ' ').trim());
  }

  function readReplyTo(value: unknown): string | undefined {
    const read = replyTo.safeParse(value);
    if (!read.success) throw new AppError('message.malformed', {});
    return read.data || undefined;
  }

  async function read(
    request: FastifyRequest,
    message: Pick<InboundMessage, 'threadKey' | 'messageId' | 'authorId' | 'space' | 'locale'>,
    before: Promise<unknown>,
  ): Promise<Read> {
    const found: Read = { text: '', replyTo: undefined, files: [] };
    if (!request.isMultipart()) {
      const body = jsonBody.safeParse(request.body);
      if (!body.success) throw new AppError('message.malformed', {});
      return { ...found, text: readText(body.data.text), replyTo: body.data.replyTo || undefined };
    }
    const { files } = found;
    for await (const part of partsOf(request)) {
      if (part.type === 'field') {
        if (part.fieldname === 'text') found.text = readText(part.value);
        if (part.fieldname === 'replyTo') found.replyTo = readReplyTo(part.value);
        continue;
      }
      // An empty file field of a form has neither a name nor bytes.
      if (part.filename === '' || part.filename === undefined) {
        part.file.resume();
        continue;
      }
      if (files.length === maxFiles) throw new AppError('file.too-many', { limit: maxFiles });
      await before;
      const name = cleanName(part.filename);
      const file = counted(part.file);
      const { text, replyTo } = found;
      const mediaId = await handler.receive(
        { name, place: files.length, mime: part.mimetype, body: file.body },
        { ...message, text, replyTo },
      );
      files.push({ name, mime: part.mimetype, bytes: file.bytes(), mediaId });
    }
    return found;
  }

  async function take(request: FastifyRequest, key: ThreadKey, messageId: string): Promise<void> {
    const locale = localeOf(request);
    const before = places.get(request)?.before ?? Promise.resolve();
    const known = { threadKey: key, messageId, authorId: authorOf(key), space: undefined, locale };
    const { text, replyTo, files } = await read(request, known, before);
    if (text === '' && files.length === 0) throw new AppError('message.empty', {});
    if (files.length > 0 || !isQuick(understand({ text, attachments: 0 }), 0)) await before;
    await chatLog.append(key, { event: 'sent', id: messageId, text, replyTo, files });
    await hand(key, messageId, locale);
  }

  /** Gives a taken message to the engine. Doing so twice does nothing twice. */
  async function hand(key: ThreadKey, messageId: string, locale: Locale): Promise<void> {
    const sent = await chatLog.findSent(key, messageId);
    if (sent === undefined) throw new Error(`message ${messageId} is not in the log`);
    await handler.handle({
      threadKey: key,
      messageId,
      authorId: authorOf(key),
      space: undefined,
      locale,
      text: sent.text,
      replyTo: sent.replyTo,
      attachments: sent.files.map(({ mediaId }) => ({ kind: 'media', mediaId })),
    });
  }

  type Route = { Params: { id: string } };
  const hooks: RouteShorthandOptions<RawServerDefault, IncomingMessage, ServerResponse, Route> = {
    onRequest: (request, _, next) => {
      places.set(request, lineUp(request.params.id));
      next();
    },
    // Whatever came of it, the next one's turn has come.
    onResponse: (request, _, next) => {
      places.get(request)?.done();
      next();
    },
    onRequestAbort: (request, next) => {
      places.get(request)?.done();
      next();
    },
  };

  app.post<Route>('/api/threads/:id/messages', hooks, async (request, reply) => {
    const key = threadKeyOf(request.params.id);
    if (key === undefined || !(await chatLog.hasThread(key))) throw new AppError('thread.not-found', {});
    refuseSize(request);

    const own = request.headers['idempotency-key'];
    const messageId = typeof own === 'string' && own !== '' ? messageIdOf(key, own) : randomUUID();
    const first = running.get(messageId);
    if (first !== undefined) {
      request.raw.resume();
      await first;
    } else if ((await chatLog.findSent(key, messageId)) !== undefined) {
      request.raw.resume();
      await hand(key, messageId, localeOf(request));
    } else {
      const taking = take(request, key, messageId).finally(() => running.delete(messageId));
      running.set(messageId, taking);
      await taking;
    }
    return reply.code(202).send({ messageId });
  });
}

/** The parts of a form. One that breaks off, or is none, is the sender's mistake: the reader's own errors have no status. */
async function* partsOf(request: FastifyRequest): ReturnType<FastifyRequest['parts']> {
  try {
    yield* request.parts();
  } catch (error) {
    throw error instanceof Error && 'statusCode' in error
      ? error
      : new AppError('message.malformed', {}, String(error));
  }
}

/**
 * Refuses what cannot fit before a byte of it is read. A request holds one file unless `X-File-Count`, which
 * our page sends, says how many.
 */
function refuseSize(request: FastifyRequest): void {
  const declared = Number(request.headers['content-length'] ?? 0);
  const count = Math.min(maxFiles, Math.max(1, Number(request.headers['x-file-count'] ?? 1) || 1));
  if (declared <= maxFileBytes * count + envelopeBytes) return;
  throw new AppError('file.too-large', { limitMb: maxFileMb, sizeMb: Math.ceil(declared / 1024 ** 2) });
}

function counted(file: AsyncIterable<Uint8Array>): { body: AsyncIterable<Uint8Array>; bytes: () => number } {
  let size = 0;
  async function* body(): AsyncGenerator<Uint8Array> {
    for await (const chunk of file) {
      size += chunk.length;
      yield chunk;
    }
  }
  return { body: body(), bytes: () => size };
}
