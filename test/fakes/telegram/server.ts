import { EventEmitter } from 'node:events';
import { createReadStream } from 'node:fs';
import type { AddressInfo } from 'node:net';
import multipart from '@fastify/multipart';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { ApiError } from './api-error.ts';
import { createFileShelf } from './file-shelf.ts';
import { methods } from './methods.ts';
import { readParams } from './params.ts';
import { createPeople, type People } from './people.ts';
import { specProblem } from './spec.ts';
import { createState, type FakeOptions, type State } from './state.ts';
import type { Fault } from './types.ts';
import { createUpdateQueue } from './update-queue.ts';

const mb = 1024 * 1024;
const testToken = '8012345678:AAF-teststandin_NotAReal-Token0000xyz';

/** A Bot API over real HTTP, with people who use it. */
export type FakeTelegram = People & {
  apiRoot: string;
  token: string;
  state: State;
  /** Refuses the next matching calls. */
  fault(fault: Omit<Fault, 'times'> & { times?: number }): void;
  callsOf(method: string): Record<string, unknown>[];
  /** Moves Telegram's clock on. */
  pass(ms: number): void;
  stop(): Promise<void>;
};

export async function startTelegram(options: FakeOptions = {}): Promise<FakeTelegram> {
  const token = options.token ?? testToken;
  let shiftMs = 0;
  const now = (): number => Date.now() + shiftMs;
  const changes = new EventEmitter().setMaxListeners(0);
  const queue = createUpdateQueue(now, () => changes.emit('change'));
  const files = await createFileShelf(token, options.localDir);
  const state = createState(options, { queue, files, now, token, changes });
  const maxUploadBytes = (state.isLocal ? 2_000 : 50) * mb;

  const app = fastify({ forceCloseConnections: true, bodyLimit: 10 * mb });
  await app.register(multipart, { throwFileSizeLimit: false });

  const refuse = (reply: FastifyReply, error: ApiError): FastifyReply =>
    reply.code(error.code).send({
      ok: false,
      error_code: error.code,
      description: error.message,
      ...(error.parameters === undefined ? {} : { parameters: error.parameters }),
    });

  function takeFault(method: string, chatId: unknown): Fault | undefined {
    const fault = state.faults.find(
      (one) =>
        one.times > 0 &&
        (one.method === undefined || one.method === method) &&
        (one.chatId === undefined || one.chatId === chatId),
    );
    if (fault !== undefined) fault.times -= 1;
    return fault;
  }

  async function call(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { bot, method: name } = request.params as { bot: string; method: string };
    if (bot !== `bot${token}`) throw new ApiError(401, 'Unauthorized');
    const method = methods[name];
    if (method === undefined) throw new ApiError(404, 'Not Found');
    const params = await readParams(request, files.dir, maxUploadBytes);
    const { values } = params;
    state.calls.push({ method: name, params: values, at: now() });
    const fault = takeFault(name, values['chat_id']);
    if (fault?.hangUp === true && fault.late !== true) {
      reply.hijack().raw.destroy();
      return reply;
    }
    if (fault !== undefined && fault.hangUp !== true) {
      throw new ApiError(fault.code, fault.description, fault.parameters);
    }
    const problem = specProblem(name, values);
    if (problem !== undefined) throw new ApiError(400, `Bad Request: ${problem}`);
    const closed = new AbortController();
    reply.raw.on('close', () => closed.abort());
    const result = await method(state, params, closed.signal);
    if (fault?.hangUp === true) {
      reply.hijack().raw.destroy();
      return reply;
    }
    return { ok: true, result };
  }

  app.setErrorHandler((error, _, reply) => {
    if (error instanceof ApiError) return refuse(reply, error);
    return refuse(reply, new ApiError(500, `Internal Server Error: ${String(error)}`));
  });
  app.route({ method: ['GET', 'POST'], url: '/:bot/:method', handler: call });
  app.get('/file/:bot/*', async (request, reply) => {
    const { bot, '*': path } = request.params as { bot: string; '*': string };
    if (bot !== `bot${token}`) throw new ApiError(401, 'Unauthorized');
    const file = files.open(path);
    if (file === undefined) throw new ApiError(404, 'Not Found');
    const fault = takeFault('file', undefined);
    if (fault !== undefined && fault.hangUp !== true) throw new ApiError(fault.code, fault.description);
    const headers = { 'content-type': 'application/octet-stream', 'content-length': file.bytes };
    if (fault === undefined) return reply.headers(headers).send(createReadStream(file.path));
    // Half of it, and then the connection is gone.
    const out = reply.hijack().raw.writeHead(200, headers);
    const half = createReadStream(file.path, { end: Math.floor(file.bytes / 2) });
    half.pipe(out, { end: false });
    half.on('end', () => out.destroy());
    return reply;
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;

  return {
    ...createPeople(state),
    apiRoot: `http://127.0.0.1:${port}`,
    token,
    state,
    fault: (fault) => void state.faults.push({ times: 1, ...fault }),
    callsOf: (method) => state.calls.filter((one) => one.method === method).map(({ params }) => params),
    pass: (ms) => {
      shiftMs += ms;
    },
    async stop() {
      queue.stop();
      await app.close();
      await files.stop();
    },
  };
}
