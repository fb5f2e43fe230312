import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { AppError } from '#src/errors.ts';
import type { ChatLog, InboundHandler } from '#src/ports.ts';
import { authorOf, threadKeyOf } from './inbound.ts';
import { localeOf } from './wire.ts';

const actionBody = z.object({ token: z.string().max(100) });

/** `POST /api/threads/:id/actions`: a pressed button. It shows in the thread as the person's own word. */
export function actionRoute(
  app: FastifyInstance,
  options: { handler: InboundHandler; chatLog: ChatLog },
): void {
  const { handler, chatLog } = options;
  app.post<{ Params: { id: string } }>('/api/threads/:id/actions', async (request, reply) => {
    const key = threadKeyOf(request.params.id);
    if (key === undefined || !(await chatLog.hasThread(key))) throw new AppError('thread.not-found', {});
    const body = actionBody.safeParse(request.body);
    if (!body.success) throw new AppError('message.malformed', {});
    const { token } = body.data;
    const label = (await chatLog.since(key, 0))
      .flatMap((event) => (event.event === 'sent' ? [] : event.message.buttons))
      .find((button) => button.token === token)?.label;
    if (label === undefined) throw new AppError('button.unknown', {});
    const pressId = randomUUID();
    await chatLog.append(key, { event: 'sent', id: pressId, text: label, files: [] });
    const pressed = await handler.press({
      threadKey: key,
      token,
      pressId,
      authorId: authorOf(key),
      space: undefined,
      locale: localeOf(request),
    });
    if (pressed !== 'taken') throw new AppError('button.unknown', {});
    return reply.code(202).send({ messageId: pressId });
  });
}
