import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, isAppError, type ErrorCode } from '#src/errors.ts';
import type { ChatEvent } from '#src/core/chat-event.ts';
import type { Locale, Picture } from '#src/core/message.ts';
import { pickLocale } from '#src/i18n/index.ts';
import type { Log } from '#src/ports.ts';

const statuses: Partial<Record<ErrorCode, number>> = {
  'file.unsupported': 415,
  'file.mismatch': 415,
  'file.too-large': 413,
  'nemo.unsupported-type': 415,
  'nemo.too-large': 413,
  'nemo.rate-limited': 429,
  'web.too-many': 429,
  'message.too-long': 413,
  'nemo.not-found': 404,
  'thread.not-found': 404,
  'button.unknown': 404,
  internal: 500,
};

/** The HTTP status of an error: what the sender did wrong, or what stands behind us. */
function statusOf(code: ErrorCode): number {
  return statuses[code] ?? (code.startsWith('nemo.') ? 502 : 400);
}

export function localeOf(request: FastifyRequest): Locale {
  return pickLocale(request.headers['accept-language']) ?? 'en';
}

/** Answers a failed request as `{error: {code, message}}`, in the user's language. */
export function replyError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: AppError,
  words: (error: AppError, locale: Locale) => string,
): FastifyReply {
  const message = words(error, localeOf(request));
  if (isAppError(error, 'web.too-many')) reply.header('retry-after', error.params.seconds);
  return reply.code(statusOf(error.code)).send({ error: { code: error.code, message } });
}

/** Anything thrown by a route, as an error with words. */
export function toHttpError(error: unknown, log: Log): AppError {
  if (error instanceof AppError) return error;
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500) return new AppError('message.malformed', {}, String(error));
  const incident = crypto.randomUUID().slice(0, 8);
  log.error({ incident, err: error }, 'a request failed');
  return new AppError('internal', { incident });
}

/** A chat event as the contract has it; file addresses are made from the address the client came by. */
export function toWire(event: ChatEvent, threadId: string, origin: string): object {
  if (event.event === 'sent') {
    const files = event.files.map(({ name, mime, bytes }) => ({ name, mime, bytes }));
    const { id, text, replyTo, at } = event;
    return { id, ...(replyTo === undefined ? {} : { replyTo }), text, files, at };
  }
  const { kind, text, replyTo, buttons, files, picture } = event.message;
  return {
    id: event.id,
    ...(replyTo === undefined ? {} : { replyTo }),
    kind,
    text,
    buttons,
    files: files.map(({ name, mime, bytes, renderId }) => ({
      name,
      url: `${origin}/api/threads/${threadId}/files/${encodeURIComponent(renderId)}/${encodeURIComponent(name)}`,
      mime,
      bytes: bytes ?? null,
    })),
    ...(picture === undefined ? {} : { picture: pictureOf(picture, `${origin}/api/threads/${threadId}`) }),
    at: event.at,
  };
}

function pictureOf(picture: Picture, thread: string): object {
  if ('drawing' in picture) return picture;
  return { alt: picture.alt, url: `${thread}/strips/${encodeURIComponent(picture.renderId)}` };
}
