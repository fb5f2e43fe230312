import { once } from 'node:events';
import { defaultPatience, type Patience } from '#src/core/patience.ts';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** Calls to the HTTP server that belong to somebody else: to a platform's webhook, to the operators' pages. */
export type Webhook = {
  isCall(request: IncomingMessage): boolean;
  answer(request: IncomingMessage, response: ServerResponse): void;
};

/** Several of them as one: the first whose call it is answers. */
export function joinWebhooks(parts: Webhook[]): Webhook {
  return {
    isCall: (request) => parts.some((part) => part.isCall(request)),
    answer: (request, response) => parts.find((part) => part.isCall(request))?.answer(request, response),
  };
}

/** The HTTP server of a process without the web chat: what is joined to it, /healthz and /readyz, nothing else. */
export function createWebhookServer(options: {
  webhook: Webhook;
  host: string;
  port: number;
  /** Names of what is missing for work; empty = ready. */
  ready?: (() => Promise<string[]>) | undefined;
  patience?: Patience | undefined;
}): {
  start(): Promise<{ url: undefined }>;
  stop(): Promise<void>;
} {
  const { webhook, host, port, ready = async () => [], patience = defaultPatience } = options;
  const limits = {
    headersTimeout: patience.headersMs,
    requestTimeout: patience.bodyMs,
    connectionsCheckingInterval: patience.checkMs,
  };
  const server = createServer(limits, (request, response) => {
    if (webhook.isCall(request)) webhook.answer(request, response);
    else if (request.url === '/readyz') void tellReady(response);
    else response.writeHead(request.url === '/healthz' ? 200 : 404).end();
  });

  async function tellReady(response: ServerResponse): Promise<void> {
    const missing = await ready().catch((error: unknown) => [String(error)]);
    response.writeHead(missing.length === 0 ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ready: missing.length === 0, missing }));
  }

  return {
    async start() {
      server.listen(port, host);
      await once(server, 'listening');
      return { url: undefined };
    },
    async stop() {
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
}
