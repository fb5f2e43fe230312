import { randomUUID } from 'node:crypto';
import { createWriteStream, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { draftText } from './draft.ts';
import { place } from './editor.ts';
import type { Gate } from './gate.ts';
import type { Ledger } from './ledger.ts';
import { probe } from './probe.ts';
import type { Session, World } from './world.ts';

const accepted = new Set('mp4 mov avi webm mkv jpg jpeg png gif webp mp3 wav m4a aac'.split(' '));
export const maxBytes = 500 * 1024 * 1024;

const linkBody = z.object({ urls: z.array(z.url()), source_type: z.literal('url') });

/** Files by multipart, or by links that it fetches itself; each goes to the end of the timeline. */
export function uploadRoutes(
  app: FastifyInstance,
  options: { world: World; ledger: Ledger; gate: Gate },
): void {
  const { world, ledger, gate } = options;

  /** Gives the code of a refusal, or nothing where the file was taken. */
  async function take(
    session: Session,
    name: string,
    body: AsyncIterable<Uint8Array>,
  ): Promise<number | undefined> {
    const ending = extname(name).slice(1).toLowerCase();
    if (!accepted.has(ending)) return 4001;
    const id = randomUUID();
    const path = join(world.filesDir, `${id}.${ending}`);
    let tooLarge = false;
    await pipeline(
      Readable.from(body),
      async function* limit(chunks: AsyncIterable<Uint8Array>) {
        let size = 0;
        for await (const chunk of chunks) {
          size += chunk.length;
          tooLarge ||= size > maxBytes;
          if (!tooLarge) yield chunk;
        }
      },
      createWriteStream(path),
    );
    const facts = tooLarge ? undefined : await probe(path).catch(() => undefined);
    if (facts === undefined) {
      await rm(path, { force: true });
      return tooLarge ? 4002 : 4001;
    }
    const file = { id, name, path, ...facts };
    session.files.push(file);
    session.draft = place(session.draft, file);
    session.served = [...session.served, draftText(session.draft)].slice(-50);
    world.save();
    ledger.note((calls) => calls.uploads.push({ sessionId: session.id, name, bytes: statSync(path).size }));
    return undefined;
  }

  const refusal = (reply: FastifyReply, code: number): FastifyReply =>
    gate.refuse(
      reply,
      code === 4002 ? 413 : 400,
      code,
      code === 4002 ? 'file too large' : 'unsupported file type',
    );

  app.post<{ Params: { sid: string } }>('/api/upload-video/nemo_agent/me/:sid', async (request, reply) => {
    if ((await gate.enter('upload', request, reply)) === 'answered') return reply;
    if (gate.account(request, reply) === undefined) return reply;
    const session = world.sessions[request.params.sid];
    if (session === undefined) return gate.refuse(reply, 404, 1002, 'session not found');
    const taken: string[] = [];
    if (request.isMultipart()) {
      for await (const part of request.parts()) {
        if (part.type !== 'file') continue;
        // The HTML standard's way to write a quote in a name.
        const name = part.filename.replaceAll('%22', '"');
        const code = part.fieldname === 'files' ? await take(session, name, part.file) : 4001;
        if (code !== undefined) {
          part.file.resume();
          return refusal(reply, code);
        }
        taken.push(name);
      }
    } else {
      const body = linkBody.safeParse(request.body);
      if (!body.success) return gate.refuse(reply, 422, 422, 'neither files nor urls');
      for (const url of body.data.urls) {
        const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
        const fetched = await fetch(url).catch(() => undefined);
        if (fetched?.ok !== true || fetched.body === null)
          return gate.refuse(reply, 400, 4003, 'could not fetch');
        const code = await take(session, name, fetched.body);
        if (code !== undefined) return refusal(reply, code);
        taken.push(name);
      }
    }
    return { code: 0, data: { files: taken.map((name) => ({ name })) } };
  });
}
