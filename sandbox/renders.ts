import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { z } from 'zod';
import { draftSchema } from './draft.ts';
import { findFfmpeg, run } from './ffmpeg.ts';
import { ffmpegArgs } from './filters.ts';
import type { Ledger } from './ledger.ts';
import type { Gate } from './gate.ts';
import type { Render, World } from './world.ts';

const atOnce = 2;

const submission = z.object({
  id: z.string(),
  sessionId: z.string(),
  draft: draftSchema,
  output: z.object({ format: z.literal('mp4'), quality: z.string() }),
});

/** Renders drafts with ffmpeg, two at once; what was not finished at a stop is begun again at the next start. */
export function renderRoutes(
  app: FastifyInstance,
  options: { world: World; ledger: Ledger; gate: Gate },
): void {
  const { world, ledger, gate } = options;
  const waiting: Render[] = [];
  let working = 0;
  const fileOf = (id: string): string => join(world.filesDir, `${id}.mp4`);

  async function render(job: Render): Promise<void> {
    const workDir = mkdtempSync(join(tmpdir(), 'reelay-render-'));
    try {
      const files = world.sessions[job.sessionId]?.files ?? [];
      job.status = 'processing';
      await run(findFfmpeg(), ffmpegArgs(job.draft, files, workDir, fileOf(job.id)));
      job.status = 'completed';
    } catch (error) {
      job.status = 'failed';
      app.log.warn({ err: error }, 'ffmpeg failed');
    } finally {
      rmSync(workDir, { recursive: true, force: true });
      world.save();
    }
  }

  function next(): void {
    if (working >= atOnce) return;
    const job = waiting.shift();
    if (job === undefined) return;
    working += 1;
    void render(job).finally(() => {
      working -= 1;
      next();
    });
    next();
  }
  for (const job of Object.values(world.renders)) {
    if (job.status === 'pending' || job.status === 'processing') waiting.push(job);
  }
  next();

  app.post('/api/render/proxy/lambda', async (request, reply) => {
    const fault = await gate.enter('render_submit', request, reply);
    if (fault === 'answered') return reply;
    if (gate.lacksHeaders(request)) return gate.refuse(reply, 402, 402, 'export is not part of this plan');
    const account = gate.account(request, reply);
    if (account === undefined) return reply;
    const body = submission.safeParse(request.body);
    if (!body.success) return gate.refuse(reply, 422, 422, 'bad render request');
    const { id, sessionId, draft } = body.data;
    const session = world.sessions[sessionId];
    if (session === undefined) return gate.refuse(reply, 404, 1002, 'session not found');
    const text = rawDraft(String((request as { rawText?: string }).rawText));
    ledger.note((calls) => {
      const known = calls.renders.find((one) => one.id === id);
      if (known === undefined) calls.renders.push({ id, submits: 1 });
      else known.submits += 1;
      if (text === undefined || !session.served.includes(text)) calls.draftMismatches += 1;
    });
    if (world.renders[id] !== undefined) return gate.refuse(reply, 409, 409, 'this id is in use');
    const job: Render = { id, sessionId, draft, status: fault?.renderFails === true ? 'failed' : 'pending' };
    world.renders[id] = job;
    world.save();
    if (job.status === 'pending') {
      waiting.push(job);
      next();
    }
    return { id, status: job.status };
  });

  app.get<{ Params: { id: string } }>('/api/render/proxy/lambda/:id', async (request, reply) => {
    if ((await gate.enter('render_status', request, reply)) === 'answered') return reply;
    if (gate.account(request, reply) === undefined) return reply;
    const job = world.renders[request.params.id];
    if (job === undefined) return reply.code(404).send({ code: 404, message: 'render not found' });
    const root = world.videosAt ?? `${request.protocol}://${request.headers.host}`;
    const url = `${root}/media/${world.linkAge}/${job.id}.mp4`;
    return { id: job.id, status: job.status, ...(job.status === 'completed' ? { output: { url } } : {}) };
  });

  app.get<{ Params: { age: string; name: string } }>('/media/:age/:name', (request, reply) =>
    Number(request.params.age) === world.linkAge
      ? serve(request, reply, request.params.name)
      : reply.code(403).send('this link has run out'),
  );
  app.get<{ Params: { id: string } }>('/api/render/proxy/:id/download', async (request, reply) => {
    if ((await gate.enter('render_file', request, reply)) === 'answered') return reply;
    if (gate.account(request, reply) === undefined) return reply;
    return serve(request, reply, `${request.params.id}.mp4`);
  });

  function serve(request: FastifyRequest, reply: FastifyReply, name: string): FastifyReply {
    const file = join(world.filesDir, name);
    if (!/^render_[\w-]+\.mp4$/.test(name) || !existsSync(file)) return reply.code(404).send('not found');
    const { size } = statSync(file);
    const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '');
    reply.header('content-type', 'video/mp4').header('accept-ranges', 'bytes');
    if (asked === null) return reply.header('content-length', size).send(createReadStream(file));
    const start = asked[1] === '' ? Math.max(0, size - Number(asked[2])) : Number(asked[1]);
    const end = asked[1] === '' || asked[2] === '' ? size - 1 : Math.min(size - 1, Number(asked[2]));
    if (start > end) return reply.code(416).header('content-range', `bytes */${size}`).send();
    return reply
      .code(206)
      .header('content-range', `bytes ${start}-${end}/${size}`)
      .header('content-length', end - start + 1)
      .send(createReadStream(file, { start, end }));
  }
}

/** The draft of a submission, exactly as it was sent. */
function rawDraft(body: string): string | undefined {
  const tree = parseTree(body);
  const node = tree === undefined ? undefined : findNodeAtLocation(tree, ['draft']);
  return node === undefined ? undefined : body.slice(node.offset, node.offset + node.length);
}
