import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { AppError } from '#src/errors.ts';
import type { ThreadKey } from '#src/core/message.ts';
import type { ChatLog, InboundHandler } from '#src/ports.ts';
import { authorOf, threadKeyOf } from './inbound.ts';
import { localeOf } from './wire.ts';

const body = z.object({ token: z.string() });

type Address = { Params: { id: string } };

/**
 * `/api/threads/:id/account`: `POST` links an account of one's own, `DELETE` unlinks it. The token goes through
 * here and into the store's sealed column, and stands in no message.
 */
export function accountRoutes(
  app: FastifyInstance,
  { handler, chatLog }: { handler: InboundHandler; chatLog: ChatLog },
): void {
  const path = '/api/threads/:id/account';

  async function keyOf(id: string): Promise<ThreadKey> {
    const key = threadKeyOf(id);
    if (key === undefined || !(await chatLog.hasThread(key))) throw new AppError('thread.not-found', {});
    return key;
  }

  app.post<Address>(path, { bodyLimit: 4_096 }, async (request) => {
    const threadKey = await keyOf(request.params.id);
    const read = body.safeParse(request.body);
    if (!read.success) throw new AppError('message.malformed', {});
    const person = { threadKey, authorId: authorOf(threadKey), space: undefined, locale: localeOf(request) };
    return { message: await handler.linkAccount({ ...person, token: read.data.token }) };
  });

  app.delete<Address>(path, async (request) => {
    const threadKey = await keyOf(request.params.id);
    const person = { threadKey, authorId: authorOf(threadKey), locale: localeOf(request) };
    return { message: await handler.unlinkAccount(person) };
  });
}
