import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { basename, dirname } from 'node:path';
import multipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import fastify, { LogController, type FastifyInstance } from 'fastify';
import { AppError } from '#src/errors.ts';
import { toThreadKey, type Locale } from '#src/core/message.ts';
import { defaultPatience, type Patience } from '#src/core/patience.ts';
import { createRate } from '#src/core/rate.ts';
import type { ChatLog, InboundHandler, Log } from '#src/ports.ts';
import { accountRoutes } from './account.ts';
import { actionRoute } from './actions.ts';
import { eventsRoute } from './events.ts';
import { guard } from './guard.ts';
import { maxFiles } from './inbound.ts';
import { limit, type WebLimits } from './limits.ts';
import { messageRoute, type MessageRouteOptions } from './messages.ts';
import { resultRoute, stripRoute } from './results.ts';
import { replyError, toHttpError } from './wire.ts';

export type WebGatewayOptions = MessageRouteOptions & {
  handler: InboundHandler;
  chatLog: ChatLog;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Needed to come in, where set; see `guard`. */
  webToken: string | undefined;
  /** For each address, where there is a token: without one there is only this machine. */
  limits: WebLimits;
  /** Proxies whose word counts about who calls, and whether by TLS: addresses and ranges. */
  trustedProxies: string[];
  log: Log;
  words: (error: AppError, locale: Locale) => string;
  /** Names of what is missing for work; empty = ready. */
  ready: () => Promise<string[]>;
  /** Calls to this server that are not the web chat's; they have a lock of their own. */
  webhook?: Webhook | undefined;
  patience?: Patience | undefined;
};

type Webhook = {
  isCall(request: IncomingMessage): boolean;
  answer(request: IncomingMessage, response: ServerResponse): void;
};

/** How long a refused upload may go on being thrown away, so that its sender gets to read why. */
const drainMs = 30_000;

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The web chat: its HTTP interface (docs/web-api.md) and its page. */
export function createWebGateway(options: WebGatewayOptions): {
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
} {
  const { chatLog, log, words, host, port, webhook, patience = defaultPatience } = options;
  const limits = {
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    connectionsCheckingInterval: patience.checkMs,
  };
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    trustProxy: options.trustedProxies.length === 0 ? false : options.trustedProxies,
    serverFactory: (answer) =>
      createServer(limits, (request, response) => {
        if (webhook?.isCall(request) === true) webhook.answer(request, response);
        else answer(request, response);
      }),
  }) as unknown as FastifyInstance;
  app.addHook('onRequest', async (_, reply) => {
    reply.headers({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  });
  app.addHook('onRequest', async ({ raw, headers, url }) => {
    // Parts of an address are looked for in the database, which holds no NUL.
    if (/%00/.test(url)) throw new AppError('message.malformed', {}, 'NUL in the address');
    // Files take their time. The rest is a few kilobytes, and who sends those by drops holds a place for nothing.
    if (!/^multipart\//i.test(headers['content-type'] ?? '')) endIfSlow(raw, patience.bodyMs);
  });
  const guesses = createRate(options.limits.guessesAMinute, () => performance.now());
  guard(app, { token: options.webToken, guesses });
  if (options.webToken !== undefined) limit(app, options.limits, () => performance.now());

  app.setErrorHandler((error, request, reply) => {
    // What is left of a refused upload is thrown away: closing at once would cut the answer off as well.
    request.raw.unpipe();
    request.raw.resume();
    setTimeout(() => request.raw.complete || request.raw.destroy(), drainMs).unref();
    return replyError(request, reply, toHttpError(error, log), words);
  });

  let endStreams: () => void = () => undefined;
  async function routes(): Promise<void> {
    await app.register(multipart, {
      limits: { files: maxFiles + 1, fileSize: Number.MAX_SAFE_INTEGER, fields: 10, parts: maxFiles + 20 },
      defParamCharset: 'utf8',
    } as never);
    app.post('/api/threads', async (_, reply) => {
      const threadId = randomBytes(16).toString('base64url');
      await chatLog.createThread(toThreadKey('web', threadId));
      return reply.code(201).send({ threadId });
    });
    messageRoute(app, options);
    actionRoute(app, options);
    accountRoutes(app, options);
    resultRoute(app, options);
    stripRoute(app, options);
    endStreams = eventsRoute(app, options);
    app.get('/healthz', async () => ({ ok: true }));
    app.get('/readyz', async (_, reply) => {
      const missing = await options.ready().catch((error: unknown) => [String(error)]);
      return reply.code(missing.length === 0 ? 200 : 503).send({ ready: missing.length === 0, missing });
    });
    await page(app);
  }

  return {
    async start() {
      await routes();
      await app.listen({ host, port }).catch((cause: unknown) => {
        throw new Error(
          `the web chat cannot listen on ${host}, PORT ${port} (docs/settings.md#port): ${String(cause)}`,
          {
            cause,
          },
        );
      });
      const bound = app.server.address();
      const shown = host === '127.0.0.1' || host === '::1' ? 'localhost' : host;
      return { url: `http://${shown}:${typeof bound === 'object' ? (bound?.port ?? port) : port}` };
    },
    async stop() {
      endStreams();
      await app.close();
    },
  };
}

function endIfSlow(request: IncomingMessage, bodyMs: number): void {
  const timer = setTimeout(() => request.complete || request.destroy(), bodyMs).unref();
  request.once('close', () => clearTimeout(timer));
}

/** The page is plain modules, served as they are; htm's bundle with Preact is the one foreign file. */
async function page(app: FastifyInstance): Promise<void> {
  const vendor = fileURLToPath(import.meta.resolve('htm/preact/standalone'));
  // Asked for anew each time (a 304 as a rule), so that no page mixes modules of two versions.
  await app.register(fastifyStatic, { root: `${import.meta.dirname}/page`, maxAge: 0 });
  app.get('/vendor/preact.js', (_, reply) => reply.sendFile(basename(vendor), dirname(vendor)));
}
