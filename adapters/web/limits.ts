import type { FastifyInstance } from 'fastify';
import { AppError } from '#src/errors.ts';
import { addressOf, createRate } from '#src/core/rate.ts';

/** How much one address may do where many people come by the same door. */
export type WebLimits = {
  /** Wrong tokens a minute, wherever they are shown. */
  guessesAMinute: number;
  /** New chats, messages, presses and accounts a minute, together. */
  messagesAMinute: number;
  /** Requests with files that are under way. */
  uploadsAtOnce: number;
  /** Streams of events that are open: a page in a browser has one. */
  streamsAtOnce: number;
};

/** So many at the same time for each address. */
function createPlaces(most: number): { take(address: string): () => void } {
  const taken = new Map<string, number>();
  return {
    take(address) {
      const present = taken.get(address) ?? 0;
      if (present >= most) throw new AppError('web.too-many', { seconds: 10 });
      taken.set(address, present + 1);
      return () => {
        const left = (taken.get(address) ?? 1) - 1;
        if (left === 0) taken.delete(address);
        else taken.set(address, left);
      };
    },
  };
}

/** Puts the limits before the routes. What is refused has not been read. */
export function limit(app: FastifyInstance, limits: WebLimits, now: () => number): void {
  const messages = createRate(limits.messagesAMinute, now);
  const uploads = createPlaces(limits.uploadsAtOnce);
  const streams = createPlaces(limits.streamsAtOnce);
  app.addHook('onRequest', async (request, reply) => {
    const { method, routeOptions, headers } = request;
    const path = routeOptions.url ?? '';
    const address = addressOf(request);
    if (path.startsWith('/api/threads') && method !== 'GET' && method !== 'HEAD') messages.count(address);
    const isUpload = path.endsWith('/messages') && /^multipart\//i.test(headers['content-type'] ?? '');
    const isStream = path.endsWith('/events');
    if (isUpload) reply.raw.once('close', uploads.take(address));
    if (isStream) reply.raw.once('close', streams.take(address));
  });
}
