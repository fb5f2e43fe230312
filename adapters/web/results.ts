import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { AppError } from '#src/errors.ts';
import type { InboundHandler } from '#src/ports.ts';
import { threadKeyOf } from './inbound.ts';

type Address = { Params: { id: string; renderId: string; name: string }; Querystring: { download?: string } };

/**
 * `GET /api/threads/:id/files/:renderId/:name`: a finished video, passed through with its ranges, so that the
 * page can play it and offer it as a download whatever the backend's links allow.
 */
export function resultRoute(app: FastifyInstance, { handler }: { handler: InboundHandler }): void {
  app.get<Address>('/api/threads/:id/files/:renderId/:name', async (request, reply) => {
    const key = threadKeyOf(request.params.id);
    if (key === undefined) throw new AppError('thread.not-found', {});
    const gone = new AbortController();
    reply.raw.on('close', () => gone.abort());
    const opened = await handler.openResult(key, request.params.renderId, request.headers.range, gone.signal);
    if (opened === undefined) throw new AppError('nemo.not-found', {});
    reply.code(opened.status).headers({
      'content-type': 'video/mp4',
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=3600',
      'content-disposition': disposition(request.params.name, request.query.download !== undefined),
    });
    if (opened.bytes !== undefined) reply.header('content-length', opened.bytes);
    if (opened.range !== undefined) reply.header('content-range', opened.range);
    return reply.send(Readable.from(opened.body, { objectMode: false }));
  });
}

/** `GET /api/threads/:id/strips/:renderId`: frames of a finished video, as the picture of its message. */
export function stripRoute(app: FastifyInstance, { handler }: { handler: InboundHandler }): void {
  app.get<{ Params: { id: string; renderId: string } }>(
    '/api/threads/:id/strips/:renderId',
    async (request, reply) => {
      const key = threadKeyOf(request.params.id);
      if (key === undefined) throw new AppError('thread.not-found', {});
      const jpeg = await handler.strip(key, request.params.renderId);
      if (jpeg === undefined) throw new AppError('nemo.not-found', {});
      reply.headers({ 'content-type': 'image/jpeg', 'cache-control': 'private, max-age=86400' });
      return reply.send(jpeg);
    },
  );
}

function disposition(name: string, download: boolean): string {
  const plain = name.replace(/[^\w.-]/g, '_');
  return `${download ? 'attachment' : 'inline'}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
