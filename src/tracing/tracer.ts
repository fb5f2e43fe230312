import { hostname } from 'node:os';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, RandomIdGenerator, TracerProvider } from '@opentelemetry/sdk-trace';

/** How soon a span is sent after its end, in ms. */
const sendAfterMs = 1_000;
/** A collector that is away keeps nobody from stopping for longer. */
const goodbyeMs = 3_000;

/** Something that a turn spent time on, told when it is over. Holds ids, codes and counts, never words of people. */
export type TurnSpan = {
  turnId: string;
  name: string;
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  /** True for a call of the backend or of a platform. */
  isCall?: boolean | undefined;
  /** True for the turn itself, under which all others stand. */
  isTurn?: boolean | undefined;
  /** An error's code, where it failed. */
  failedWith?: string | undefined;
  attributes?: Attributes | undefined;
};

export type Tracer = {
  tell(span: TurnSpan): void;
  /** Sends what is left. */
  stop(): Promise<void>;
};

export type TracerOptions = {
  /** Root of the collector; `/v1/traces` is added. */
  endpoint: string;
  headers: Record<string, string>;
  serviceName: string;
  version: string;
  role: string;
};

/**
 * Sends spans to a collector. A turn's id is a UUID, which is as long as a trace's id: so it is its trace's id, and
 * every process knows the trace of a turn without being told.
 */
export function createTracer(options: TracerOptions): Tracer {
  const random = new RandomIdGenerator();
  /** The ids of the turn's own span, while that is being made. */
  let own: { traceId: string; spanId: string } | undefined;
  const exporter = new OTLPTraceExporter({ url: `${options.endpoint}/v1/traces`, headers: options.headers });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.serviceName,
      'service.version': options.version,
      'service.instance.id': `${hostname()}/${process.pid}`,
      'reelay.role': options.role,
    }),
    idGenerator: {
      generateTraceId: () => own?.traceId ?? random.generateTraceId(),
      generateSpanId: () => own?.spanId ?? random.generateSpanId(),
    },
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: sendAfterMs })],
  });
  const tracer = provider.getTracer('reelay', options.version);

  return {
    tell({ turnId, name, from, to, isCall, isTurn, failedWith, attributes }) {
      const traceId = turnId.replaceAll('-', '');
      if (!/^[\da-f]{32}$/.test(traceId)) return;
      const ofTurn = { traceId, spanId: traceId.slice(16) };
      // Times before the process began would be taken for something else as plain numbers.
      const settings = {
        startTime: new Date(from),
        kind: isCall === true ? SpanKind.CLIENT : SpanKind.INTERNAL,
        attributes: { 'reelay.turn': turnId, ...attributes },
      };
      if (isTurn === true) own = ofTurn;
      const parent = { ...ofTurn, traceFlags: TraceFlags.SAMPLED, isRemote: true };
      const span = tracer.startSpan(
        name,
        isTurn === true ? { ...settings, root: true } : settings,
        isTurn === true ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent),
      );
      own = undefined;
      if (failedWith !== undefined) {
        span.setAttribute('error.type', failedWith);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end(new Date(Math.max(from, to)));
    },
    async stop() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, goodbyeMs).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}
