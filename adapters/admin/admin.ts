import type { IncomingMessage, ServerResponse } from 'node:http';
import fastify, { LogController, type FastifyInstance, type onRequestAsyncHookHandler } from 'fastify';
import { isFromHere } from '#src/core/from-here.ts';
import { defaultPatience } from '#src/core/patience.ts';
import { addressOf, createRate } from '#src/core/rate.ts';
import type { Log } from '#src/ports.ts';
import { showsToken } from './gate.ts';
import { isSignedIn } from './sign-in.ts';
import { pageRoutes, type PageOptions } from './pages.ts';

export type AdminOptions = PageOptions & {
  /** What an operator shows (`ADMIN_TOKEN`). Without it only this machine gets to see the metrics, and nobody a page. */
  token: string | undefined;
  /** True where the server listens on this machine alone. */
  isLocal: boolean;
  /** Proxies whose word on an address counts. */
  trustedProxies: string[];
  log: Log;
  /** The page for Prometheus. */
  metrics(): Promise<{ type: string; text: string }>;
  /** What everybody used in so many UTC days, today included, as CSV. */
  usage(days: number): Promise<string>;
};

/** What operators ask for, on whatever server the process has: it is put before that server's own answers. */
export type Admin = {
  isCall(request: IncomingMessage): boolean;
  answer(request: IncomingMessage, response: ServerResponse): void;
};

const mostDays = 366;
/** Wrong tokens of one address; after these a right one tells nothing either. */
const guessesAMinute = 10;

const policy =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export async function createAdmin(options: AdminOptions): Promise<Admin> {
  const { log, token } = options;
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 16 * 1024,
    trustProxy: options.trustedProxies.length === 0 ? false : options.trustedProxies,
  }) as unknown as FastifyInstance;
  app.addHook('onRequest', async (_, reply) => {
    reply.headers({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      // With none at all a form would come from no origin, and be refused.
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });

  const guesses = createRate(guessesAMinute, () => performance.now());
  app.addHook('onRequest', async (request, reply) => {
    const isBearer = request.headers.authorization !== undefined;
    const isSignIn = request.method === 'POST' && request.url.startsWith('/admin/sign-in');
    if (token === undefined || !(isBearer || isSignIn)) return undefined;
    try {
      // A sign-in counts before it is looked at: many at once are as many guesses.
      if (isSignIn) guesses.count(addressOf(request));
      else {
        guesses.check(addressOf(request));
        if (!showsToken(request.headers, token)) guesses.count(addressOf(request));
      }
      return undefined;
    } catch {
      return reply
        .code(429)
        .header('retry-after', '60')
        .type('text/plain')
        .send('Too many wrong tokens. Try again in a minute.\n');
    }
  });

  /** Refuses who neither shows the token nor has signed in, and without a token whoever is elsewhere. */
  const onRequest: onRequestAsyncHookHandler = async (request, reply) => {
    const { headers } = request;
    if (token === undefined && !(options.isLocal && isFromHere(headers))) {
      return reply
        .code(404)
        .type('text/plain')
        .send('Set ADMIN_TOKEN to read this from elsewhere (docs/operations.md#metrics).\n');
    }
    if (token !== undefined && !isSignedIn(request, token)) {
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer')
        .type('text/plain')
        .send('Not without the token.\n');
    }
    return undefined;
  };

  app.get('/metrics', { onRequest }, async (_, reply) => {
    const { type, text } = await options.metrics();
    return reply.type(type).send(text);
  });
  app.get<{ Querystring: { days?: string } }>('/usage.csv', { onRequest }, async ({ query }, reply) => {
    const days = Number(query.days ?? 7);
    if (!Number.isInteger(days) || days < 1 || days > mostDays)
      return reply.code(400).type('text/plain').send(`days is a number from 1 to ${mostDays}.\n`);
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="usage-${days}d.csv"`)
      .send(await options.usage(days));
  });
  if (token !== undefined) await pageRoutes(app, token, options);
  await app.ready();

  return {
    isCall: ({ url = '' }) => /^\/(?:metrics|usage\.csv|admin)(?:[/?]|$)/.test(url),
    answer(request, response) {
      // Nothing that is asked for here has a long body.
      const timer = setTimeout(() => request.complete || request.destroy(), defaultPatience.bodyMs).unref();
      request.once('close', () => clearTimeout(timer));
      app.routing(request, response);
    },
  };
}
