import { z } from 'zod';
import { isAppError } from '#src/errors.ts';
import { clockOf, ok, reasonOf, warning, wrong, type Finding } from '#src/core/finding.ts';
import type { Check, Clock, Log } from '#src/ports.ts';
import { parseJson, readText } from './body.ts';
import { createHttp } from './http.ts';
import { refusalOf } from './refusal.ts';
import { balance, payloadOf } from './schema.ts';
import { createAgent, createTransport } from './transport.ts';

export type NemoCheckOptions = {
  apiUrl: string;
  version: string;
  platform: string;
  /** The operator's. Without it nobody's account is looked at, and no starter token is taken: they are few. */
  token: string | undefined;
  clock: Clock;
  log: Log;
};

/** About what one generated clip costs. */
const lowCredits = 100;
const path = '/api/credits/balance/simple';

/** What an account includes, should the answer tell; it is not documented to. */
const plan = z.object({
  plan: z.string().optional().catch(undefined),
  tier: z.string().optional().catch(undefined),
  scopes: z
    .union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean))])
    .optional()
    .catch(undefined),
});

/** Whether the backend answers as it should, and what the operator's account has left. Asks for the credits, once. */
export function createNemoCheck(options: NemoCheckOptions): Check {
  return {
    name: 'nemo',
    async look(signal) {
      // Connections of its own, so that a backend that others have left alone is really asked.
      const agent = createAgent();
      const http = createHttp({
        ...options,
        requestTimeoutMs: 10_000,
        transport: createTransport(agent, agent),
      });
      try {
        const response = await http.open({ method: 'GET', path, token: options.token, signal });
        const text = await readText(response.body, { method: 'GET', path });
        const date = response.headers['date'];
        return {
          findings: answerFindings(options.token !== undefined, response.statusCode, parseJson(text)),
          clocks: clockOf('Nemo', Array.isArray(date) ? date[0] : date, options.clock.now()),
        };
      } catch (error) {
        if (signal.aborted) throw error;
        return { findings: [wrong('nemo.unreachable', { reason: reasonOf(error) })] };
      } finally {
        await agent.destroy();
      }
    },
  };
}

/** What the answer to the credits call says. Without a token a refusal is what has to come. */
function answerFindings(hasToken: boolean, status: number, json: unknown): Finding[] {
  const isEnvelope = typeof json === 'object' && json !== null && ('code' in json || 'data' in json);
  if (!isEnvelope) return [wrong('nemo.stranger', { status })];
  const reachable = ok('nemo.reachable', {});
  if (!hasToken) return [reachable, ok('nemo.starter', {})];
  const refused = refusalOf({
    method: 'GET',
    path,
    status,
    json,
    retryAfterMs: undefined,
    notFound: 'nemo.not-found',
  });
  if (isAppError(refused, 'nemo.token-expired')) return [reachable, wrong('nemo.token-refused', {})];
  const credits = balance.safeParse(payloadOf(json));
  if (refused !== undefined || !credits.success) {
    const code = isAppError(refused, 'nemo.refused') ? refused.params.code : undefined;
    return [reachable, wrong('nemo.refused', { status, code })];
  }
  return [reachable, creditFinding(credits.data.available), planFinding(payloadOf(json))];
}

function creditFinding(available: number): Finding {
  if (available <= 0) return wrong('nemo.credits-none', {});
  return available < lowCredits
    ? warning('nemo.credits-low', { available })
    : ok('nemo.credits', { available });
}

/** An account whose scopes are told and have no `render` will be refused its exports. */
function planFinding(data: unknown): Finding {
  const told = plan.safeParse(data);
  const { plan: name, tier, scopes } = told.success ? told.data : {};
  if (scopes !== undefined && !scopes.includes('render')) return warning('nemo.no-export', { scopes });
  const known = [name ?? tier, scopes?.join(', ')].filter(Boolean).join('; ');
  return known === '' ? ok('nemo.plan-untold', {}) : ok('nemo.plan', { plan: known });
}
