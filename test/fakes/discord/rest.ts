import multipart from '@fastify/multipart';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { readFileSync } from 'node:fs';
import { isSigned } from './payloads.ts';
import type { Refusal, Rules } from './rules.ts';
import type { World } from './world.ts';

export type Upload = { name: string; mime: string; bytes: Buffer };
/** A request as the routes see it. */
export type Call = {
  method: string;
  path: string;
  /** Parts of the path that the route names. */
  at: string[];
  query: Record<string, string>;
  body: Record<string, unknown>;
  uploads: Upload[];
};
export type Answer = { status: number; body?: unknown };
export type Route = {
  method: string;
  path: RegExp;
  /** Interaction tokens are all the proof that such a route needs. */
  open?: boolean;
  answer: (call: Call) => Answer | Refusal | Promise<Answer | Refusal>;
};
export type Noted = Omit<Call, 'uploads'> & {
  status: number;
  files: { name: string; bytes: number }[];
  authorized: boolean;
};
/** What to do wrong at the next calls of a route. */
export type Fault = {
  method: string;
  path: RegExp;
  times?: number;
  /** With files only. */
  withFiles?: boolean;
  status?: number;
  body?: object;
  headers?: Record<string, string>;
  /** Does what is asked, and then the answer is lost. */
  loseAnswer?: boolean;
  /** Waits until `release`. */
  hold?: boolean;
};

/** REST: counts, refuses what the rules refuse, keeps rate limits, and then lets the routes answer. */
export async function createRest(options: { world: World; rules: Rules; routes: Route[] }) {
  const { world, rules, routes } = options;
  const calls: Noted[] = [];
  let faults: (Fault & { left: number })[] = [];
  let held = Promise.withResolvers<void>();
  /** One bucket for each route and its channel; wide enough to be unseen unless a test narrows it. */
  const pace = { limit: 1_000, windowMs: 1_000 };
  const buckets = new Map<string, { used: number; resetAt: number }>();
  const settings = { pace };

  const app = fastify({ forceCloseConnections: true, bodyLimit: 20 * 1024 * 1024 });
  await app.register(multipart, {
    limits: { fileSize: 600 * 1024 * 1024, files: 12, fieldSize: 10 * 1024 * 1024 },
  });

  function takeFault(call: Call): Fault | undefined {
    const fault = faults.find(
      (one) =>
        one.left > 0 &&
        one.method === call.method &&
        one.path.test(call.path) &&
        (one.withFiles !== true || call.uploads.length > 0),
    );
    if (fault !== undefined) fault.left -= 1;
    return fault;
  }

  function headersOf(call: Call): { headers: Record<string, string>; full: boolean } {
    const major = /^\/channels\/\d+/.exec(call.path)?.[0] ?? '';
    const route = `${call.method}:${call.path.replace(/\d{15,}/g, ':id')}`;
    const bucket = `${route}:${major}`;
    const now = Date.now();
    const known = buckets.get(bucket);
    const state =
      known !== undefined && known.resetAt > now ? known : { used: 0, resetAt: now + settings.pace.windowMs };
    buckets.set(bucket, state);
    const full = state.used >= settings.pace.limit;
    if (!full) state.used += 1;
    return {
      full,
      headers: {
        'x-ratelimit-limit': String(settings.pace.limit),
        'x-ratelimit-remaining': String(settings.pace.limit - state.used),
        'x-ratelimit-reset-after': ((state.resetAt - now) / 1000).toFixed(3),
        'x-ratelimit-bucket': Buffer.from(route).toString('base64url').slice(0, 40),
      },
    };
  }

  async function read(
    request: FastifyRequest,
  ): Promise<{ body: Record<string, unknown>; uploads: Upload[] }> {
    if (!request.isMultipart()) return { body: (request.body ?? {}) as Record<string, unknown>, uploads: [] };
    let body: Record<string, unknown> = {};
    const uploads: Upload[] = [];
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        const { value } = part as { value: unknown };
        // The parser has read it already where the part says that it is JSON.
        const json = typeof value === 'string' ? (JSON.parse(value) as object) : (value as object);
        if (part.fieldname === 'payload_json') body = json as Record<string, unknown>;
      } else uploads.push({ name: part.filename, mime: part.mimetype, bytes: await part.toBuffer() });
    }
    return { body, uploads };
  }

  async function answer(
    call: Call,
    route: Route | undefined,
    authorized: boolean,
  ): Promise<Answer | Refusal> {
    if (route === undefined) return { status: 404, body: { code: 0, message: '404: Not Found' } };
    if (route.open !== true && !authorized)
      return { status: 401, body: { code: 0, message: '401: Unauthorized' } };
    return (
      rules.check(call.method, call.path, call.body) ??
      route.answer({ ...call, at: (route.path.exec(call.path) ?? []).slice(1) })
    );
  }

  app.all('/api/v10/*', async (request: FastifyRequest, reply: FastifyReply) => {
    const url = new URL(request.url, 'http://discord');
    const { body, uploads } = await read(request);
    const call: Call = {
      method: request.method,
      path: url.pathname.slice('/api/v10'.length),
      at: [],
      query: Object.fromEntries(url.searchParams),
      body,
      uploads,
    };
    const authorized = request.headers.authorization === `Bot ${world.token}`;
    const note = (status: number): void => {
      const files = uploads.map(({ name, bytes }) => ({ name, bytes: bytes.length }));
      calls.push({ ...call, uploads: undefined, status, files, authorized } as Noted);
      world.news.emit('news');
    };
    const fault = takeFault(call);
    if (fault?.hold === true) {
      note(0);
      await held.promise;
    }
    if (fault?.status !== undefined) {
      note(fault.status);
      return reply
        .code(fault.status)
        .headers(fault.headers ?? {})
        .send(fault.body ?? {});
    }
    const { headers, full } = headersOf(call);
    reply.headers(headers);
    if (full) {
      note(429);
      const wait = Number(headers['x-ratelimit-reset-after']);
      reply.headers({ 'retry-after': String(Math.ceil(wait)), 'x-ratelimit-scope': 'user' });
      return reply
        .code(429)
        .send({ message: 'You are being rate limited.', retry_after: wait, global: false });
    }
    const route = routes.find(({ method, path }) => method === call.method && path.test(call.path));
    const given = await answer(call, route, authorized);
    note(given.status);
    if (fault?.loseAnswer === true) {
      request.raw.socket.destroy();
      return reply.hijack();
    }
    return given.body === undefined
      ? reply.code(given.status).send()
      : reply.code(given.status).send(given.body);
  });

  function serve(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const url = new URL(request.url, 'http://discord');
    const file = world.files.get(url.pathname);
    if (file === undefined || !isSigned(world, url)) {
      return reply.code(404).send('This content is no longer available.');
    }
    const bytes = typeof file.bytes === 'string' ? readFileSync(file.bytes) : Buffer.from(file.bytes);
    return reply.type(file.mime).header('content-length', bytes.length).send(bytes);
  }
  app.get('/attachments/*', async (request, reply) => serve(request, reply));
  app.get('/ephemeral-attachments/*', async (request, reply) => serve(request, reply));

  return {
    app: app as unknown as FastifyInstance,
    calls,
    settings,
    fault(fault: Fault): void {
      faults.push({ ...fault, left: fault.times ?? 1 });
    },
    release(): void {
      held.resolve();
      held = Promise.withResolvers<void>();
    },
    clearFaults(): void {
      faults = [];
    },
  };
}
