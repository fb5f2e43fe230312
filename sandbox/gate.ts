import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint, FaultAction, Ledger } from './ledger.ts';
import type { Account, World } from './world.ts';

const attribution = ['x-skill-source', 'x-skill-version', 'x-skill-platform'];

/** What every call passes: it is counted, faults show, and the bearer is looked up. */
export type Gate = ReturnType<typeof createGate>;

export function createGate({ world, ledger }: { world: World; ledger: Ledger }) {
  const lacksHeaders = (request: FastifyRequest): boolean =>
    attribution.some((name) => request.headers[name] === undefined);

  function refuse(reply: FastifyReply, status: number, code: number, message: string): FastifyReply {
    return reply.code(status).send({ code, message, data: null });
  }

  const unanswered = new WeakSet<FastifyRequest>();

  return {
    /** True where the answer must be lost on its way. */
    loses: (request: FastifyRequest): boolean => unanswered.has(request),
    lacksHeaders,
    refuse,
    /** Gives the fault to go on with, or that the answer has been given here. */
    async enter(
      endpoint: Endpoint,
      request: FastifyRequest,
      reply: FastifyReply,
    ): Promise<FaultAction | undefined | 'answered'> {
      ledger.note((calls) => {
        calls.byEndpoint[endpoint] += 1;
        if (lacksHeaders(request)) calls.missingHeaders.push(endpoint);
      });
      const fault = ledger.takeFault(endpoint);
      // The run is held inside its stream, where it has begun.
      if (endpoint !== 'run_sse') await ledger.released(endpoint);
      if (fault?.delayMs !== undefined) await sleep(fault.delayMs);
      if (fault?.hang === true) {
        reply.hijack();
        return 'answered';
      }
      if (fault?.endless !== undefined) {
        reply.hijack();
        void neverEnd(reply.raw, fault.endless, fault.status ?? 200);
        return 'answered';
      }
      if (fault?.loseAnswer === true) unanswered.add(request);
      if (fault?.status !== undefined || fault?.code !== undefined || fault?.body !== undefined) {
        reply.code(fault.status ?? 200).headers(fault.headers ?? {});
        const { code = fault.status, message = 'as asked', data = null } = fault;
        if (fault.body === undefined) void reply.send({ code, message, data });
        else {
          if (fault.contentType !== '') reply.header('content-type', fault.contentType);
          void reply.serializer(String).send(fault.body);
        }
        return 'answered';
      }
      return fault;
    },
    /** The caller's account. Without one the refusal is sent. */
    account(request: FastifyRequest, reply: FastifyReply): Account | undefined {
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      const account = world.accounts.find((one) => one.token === token && one.expiresAt > Date.now());
      if (account === undefined) refuse(reply, 401, 1001, 'token expired or invalid');
      return account;
    },
  };
}

/** Writes the beginning of a JSON answer and goes on until the other side leaves. */
async function neverEnd(out: ServerResponse, pace: 'fast' | 'slow', status: number): Promise<void> {
  out.writeHead(status, { 'content-type': 'application/json' });
  out.write('{"code":0,"data":{"state":{"x":"');
  const piece = pace === 'fast' ? 'x'.repeat(1024 * 1024) : 'x';
  while (!out.destroyed) {
    if (!out.writableNeedDrain) out.write(piece);
    if (pace === 'slow' || out.writableNeedDrain) await sleep(pace === 'slow' ? 20 : 1);
  }
}
