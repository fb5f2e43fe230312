import { once } from 'node:events';
import { createServer } from 'node:http';
import { z } from 'zod';

const value = z.object({ stringValue: z.string().optional(), intValue: z.coerce.string().optional() });
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .transform((pairs) =>
    Object.fromEntries(pairs.map((one) => [one.key, one.value.stringValue ?? one.value.intValue])),
  );
const body = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              startTimeUnixNano: z.coerce.string(),
              endTimeUnixNano: z.coerce.string(),
              attributes: attributes.optional().default({}),
              status: z.object({ code: z.number().optional() }).optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});
type Spans = z.infer<typeof body>['resourceSpans'][number]['scopeSpans'][number]['spans'];
export type CollectedSpan = Spans[number] & { role: string | undefined };

/** A collector of traces that takes OTLP over HTTP, as JSON. */
export async function startCollector() {
  const spans: CollectedSpan[] = [];
  const seen = { text: '', headers: [] as (string | string[] | undefined)[] };
  let wake = (): void => undefined;
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      seen.text += text;
      seen.headers.push(request.headers['x-key']);
      if (request.method !== 'POST' || request.url !== '/v1/traces') return response.writeHead(404).end();
      for (const { resource, scopeSpans } of body.parse(JSON.parse(text)).resourceSpans) {
        const role = resource.attributes['reelay.role'];
        spans.push(...scopeSpans.flatMap((scope) => scope.spans).map((span) => ({ ...span, role })));
      }
      wake();
      return response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  async function until<T>(look: () => T | undefined): Promise<T> {
    for (let found = look(); ; found = look()) {
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  const hasAll = (found: CollectedSpan[], names: string[]): CollectedSpan[] | undefined =>
    names.every((name) => found.some((span) => span.name === name)) ? found : undefined;

  return {
    url: `http://127.0.0.1:${bound.port}`,
    spans,
    seen,
    /** Resolves when spans of all these names are there. */
    until: (names: string[]) => until(() => hasAll(spans, names)),
    /** The spans of a trace, once all these names are among them. */
    trace: (traceId: string, names: string[]) =>
      until(() =>
        hasAll(
          spans.filter((span) => span.traceId === traceId),
          names,
        ),
      ),
    /** The first span that fits, now or later. */
    find: (fits: (span: CollectedSpan) => boolean) => until(() => spans.find(fits)),
    async stop(): Promise<void> {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
