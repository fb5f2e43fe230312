import { once } from 'node:events';
import { defaultPatience, type Patience } from '#src/core/patience.ts';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** Calls to the HTTP server that belong to a platform. */
export type Webhook = {
  isCall(request: IncomingMessage): boolean;
  answer(request: IncomingMessage, response: ServerResponse): void;
};

/** The HTTP server of a process without the web chat: a webhook and /healthz, nothing else. */
export function createWebhookServer(options: {
  webhook: Webhook;
  host: string;
  port: number;
  patience?: Patience | undefined;
}): {
  start(): Promise<{ url: undefined }>;
  stop(): Promise<void>;
} {
  const { webhook, host, port, patience = defaultPatience } = options;
  const limits = {
    headersTimeout: patience.headersMs,
    requestTimeout: patience.bodyMs,
    connectionsCheckingInterval: patience.checkMs,
  };
  const server = createServer(limits, (request, response) => {
    if (webhook.isCall(request)) webhook.answer(request, response);
    else response.writeHead(request.url === '/healthz' ? 200 : 404).end();
  });
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
