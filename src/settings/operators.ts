import { z } from 'zod';
import { setting, text, token, webAddress } from './kinds.ts';

/** As OpenTelemetry writes them: `name=value`, separated by commas, values percent-encoded. */
const headers = z
  .string()
  .regex(/^[\w-]+=[^,\s]+(,[\w-]+=[^,\s]+)*$/)
  .transform((list, ctx) => {
    try {
      const pairs = list.split(',').map((pair) => pair.split(/=(.*)/s));
      return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, decodeURIComponent(value)]));
    } catch {
      ctx.addIssue('not percent-encoded');
      return z.NEVER;
    }
  });

/** What whoever runs Reelay sees of it. */
export const operatorSettings = {
  ADMIN_TOKEN: setting(
    token.min(16),
    'at least 16 characters without spaces',
    'What operators show to see the pages at /admin, and to read /metrics. Without it there are no pages, and only this machine may read /metrics. docs/operations.md has more.',
    { secret: true },
  ),
  WORKER_PORT: setting(
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .refine((port) => port <= 65_535),
    'a port number, 0 to 65535 (0 takes a free one)',
    'The port at HOST on which a worker answers /healthz, /readyz and /metrics, and has the pages at /admin. Left out, a worker has none.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    webAddress,
    'an http(s) address without a password in it; /v1/traces is added',
    'Where an OpenTelemetry collector takes traces (OTLP over HTTP, JSON). Without it nothing is traced, and nothing for it is loaded. docs/operations.md tells what a trace holds.',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: setting(
    headers,
    'name=value pairs, separated by commas, values percent-encoded',
    'Headers for that collector, such as its key.',
    { secret: true },
  ),
  OTEL_SERVICE_NAME: setting(text, 'a name', 'What traces call this service.', { fallback: 'reelay' }),
};
