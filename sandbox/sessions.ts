import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { draftText, emptyDraft } from './draft.ts';
import type { Gate } from './gate.ts';
import { streamRun, type RunOptions } from './run-sse.ts';
import type { Account, World } from './world.ts';

const weekMs = 7 * 24 * 60 * 60 * 1000;
const starterCredits = 100;

const runBody = z.object({
  app_name: z.string(),
  session_id: z.string(),
  new_message: z.object({
    role: z.string().optional(),
    parts: z.array(z.looseObject({ text: z.string().optional() })),
  }),
});

/** Tokens, credits, sessions, state and runs. */
export function sessionRoutes(
  app: FastifyInstance,
  options: RunOptions & { world: World; gate: Gate; bindIn: 'session' | 'state' },
): void {
  const { world, gate, ledger, bindIn } = options;
  const bindIdOf = (account: Account): string => `bind_${account.clientId.slice(0, 8)}`;

  app.post('/api/auth/anonymous-token', async (request, reply) => {
    if ((await gate.enter('token', request, reply)) === 'answered') return reply;
    const clientId = request.headers['x-client-id'];
    if (typeof clientId !== 'string' || clientId === '')
      return gate.refuse(reply, 400, 400, 'X-Client-Id missing');
    ledger.note((calls) => calls.clientIds.push(clientId));
    const known = world.accounts.find((one) => one.clientId === clientId && one.expiresAt > Date.now());
    const account = known ?? {
      token: `nmv_usr_${randomBytes(18).toString('base64url')}`,
      clientId,
      expiresAt: Date.now() + weekMs,
      credits: starterCredits,
      frozen: 0,
    };
    if (known === undefined) world.accounts.push(account);
    world.save();
    return {
      code: 0,
      data: {
        token: account.token,
        credits: account.credits,
        expires_in: Math.round((account.expiresAt - Date.now()) / 1000),
      },
    };
  });

  app.get('/api/credits/balance/simple', async (request, reply) => {
    if ((await gate.enter('credits', request, reply)) === 'answered') return reply;
    const account = gate.account(request, reply);
    if (account === undefined) return reply;
    return { code: 0, data: { available: account.credits, frozen: account.frozen, total: starterCredits } };
  });

  app.post('/api/tasks/me/with-session/nemo_agent', async (request, reply) => {
    if ((await gate.enter('session', request, reply)) === 'answered') return reply;
    const account = gate.account(request, reply);
    if (account === undefined) return reply;
    const named = z.looseObject({ task_name: z.string() }).safeParse(request.body);
    ledger.note((calls) => calls.taskNames.push(named.data?.task_name ?? ''));
    const id = randomUUID();
    const taskId = `task_${randomBytes(6).toString('hex')}`;
    world.sessions[id] = {
      id,
      taskId,
      token: account.token,
      draft: emptyDraft,
      served: [],
      files: [],
      generated: [],
    };
    world.save();
    return {
      code: 0,
      data: {
        task_id: taskId,
        session_id: id,
        ...(bindIn === 'session' ? { bind_id: bindIdOf(account) } : {}),
      },
    };
  });

  app.post('/api/auth/claim-token', async (request, reply) => {
    if ((await gate.enter('claim', request, reply)) === 'answered') return reply;
    if (gate.account(request, reply) === undefined) return reply;
    const body = z.object({ session_id: z.string() }).safeParse(request.body);
    if (!body.success || world.sessions[body.data.session_id] === undefined)
      return gate.refuse(reply, 404, 1002, 'session not found');
    return {
      code: 0,
      data: { claim_token: `clm_${randomBytes(12).toString('base64url')}`, expires_in: weekMs / 1000 },
    };
  });

  app.get('/workspace/claim', async (_, reply) =>
    reply
      .type('text/html')
      .send(
        '<!doctype html><title>Editor</title><p>The real editor would open here: this is the sandbox.</p>',
      ),
  );

  app.get<{ Params: { sid: string } }>('/api/state/nemo_agent/me/:sid/latest', async (request, reply) => {
    if ((await gate.enter('state', request, reply)) === 'answered') return reply;
    const account = gate.account(request, reply);
    if (account === undefined) return reply;
    const session = world.sessions[request.params.sid];
    if (session === undefined) return gate.refuse(reply, 404, 1002, 'session not found');
    const infos = session.files.map(({ name, durationMs, width, height, hasAudio }) => ({
      name,
      duration: durationMs / 1000,
      width,
      height,
      has_audio: hasAudio,
    }));
    const rest = `"video_infos":${JSON.stringify(infos)},"canvas_config":{},"generated_media":${JSON.stringify(session.generated)}`;
    let draft = 'null';
    if (session.draft.t.length > 0) {
      draft = draftText(session.draft);
      if (!session.served.includes(draft)) session.served = [...session.served, draft].slice(-50);
      world.save();
    }
    const bind = bindIn === 'state' ? `"bind_id":"${bindIdOf(account)}",` : '';
    return reply
      .type('application/json')
      .send(`{"code":0,"data":{${bind}"state":{"draft": ${draft} ,${rest}}}}`);
  });

  app.post('/run_sse', async (request, reply) => {
    const fault = await gate.enter('run_sse', request, reply);
    if (fault === 'answered') return reply;
    const account = gate.account(request, reply);
    if (account === undefined) return reply;
    const body = runBody.safeParse(request.body);
    if (!body.success) return reply.code(422).send({ detail: [{ type: 'missing', msg: 'Field required' }] });
    const session = world.sessions[body.data.session_id];
    if (session === undefined) return reply.code(404).send({ detail: 'Session not found' });
    if (account.credits <= 0) return gate.refuse(reply, 403, 2001, 'out of credits');
    // Without a role the Python kit leaves the message out, and answers to nothing.
    const spoken = body.data.new_message.role === 'user';
    const text = spoken ? body.data.new_message.parts.map((part) => part.text ?? '').join('') : '';
    ledger.note((calls) => calls.runs.push({ sessionId: session.id, text }));
    reply.hijack();
    await streamRun(options, { account, session, text, fault }, reply.raw);
    return reply;
  });
}
