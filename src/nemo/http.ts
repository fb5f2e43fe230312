import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import { AppError } from '#src/errors.ts';
import type { Clock, Log } from '#src/ports.ts';
import { parseJson, readText } from './body.ts';
import { certificateProblem } from './certificate.ts';
import { refusalOf, type RefusalContext, retryAfterMs } from './refusal.ts';
import { type Attempt, withRetry } from './retry.ts';
import { payloadOf } from './schema.ts';
import type { Transport } from './transport.ts';
import { createWatch, type Watch } from './watch.ts';

export type HttpOptions = {
  apiUrl: string;
  version: string;
  platform: string;
  requestTimeoutMs: number;
  clock: Clock;
  log: Log;
  transport: Transport;
  onAnswer?: ((status: number | undefined) => void) | undefined;
};

type OpenCall = {
  method: 'GET' | 'POST';
  /** A path below the API's root, or an absolute address. */
  path: string | URL;
  /** Undefined only for the call that gets the first token. */
  token: string | undefined;
  headers?: Record<string, string> | undefined;
  body?: string | AsyncIterable<Uint8Array> | undefined;
  signal: AbortSignal;
  idleMs?: number | undefined;
  /** Named by nobody but a redirect: only public addresses are connected to. */
  isForeign?: boolean | undefined;
};

export type Call<T> = OpenCall & {
  path: string;
  /** The shape of `data`, or of the whole body where there is no envelope. */
  schema: z.ZodType<T>;
  /** What a 404 means here. */
  notFound: RefusalContext['notFound'];
  /** Longest time for the whole call where it is not the client's default, in ms. */
  timeoutMs?: number | undefined;
  /** The caller's own limit, in place of that time. It watches the call's signal, too. */
  watch?: Watch | undefined;
};

/** The API's own manners: headers, envelope, errors, repetition of reads. Knows no endpoint. */
export type Http = {
  /** Sends once and gives the raw answer. Throws `nemo.unreachable` alone, for an aborted signal too. */
  open(call: OpenCall): Promise<Dispatcher.ResponseData>;
  /** One JSON call; a GET is repeated after a passing failure. `text` is the body as received. */
  call<T>(call: Call<T>): Promise<{ data: T; text: string }>;
  /** Reads an answer that is no success and gives the error it means. */
  refusal(
    response: Dispatcher.ResponseData,
    about: { method: string; path: string; notFound: RefusalContext['notFound'] },
  ): Promise<Extract<Attempt<never>, { ok: false }>>;
  isApi(url: URL): boolean;
  url(path: string): URL;
};

export function createHttp(options: HttpOptions): Http {
  const { clock, log, transport, requestTimeoutMs } = options;
  const root = options.apiUrl.replace(/\/+$/, '');
  const apiOrigin = new URL(root).origin;
  const attribution = {
    'x-skill-source': 'ai-video-help',
    'x-skill-version': options.version,
    'x-skill-platform': options.platform,
  };
  const isApi = (url: URL) => url.origin === apiOrigin;
  const url = (path: string) => new URL(root + path);

  async function open(call: OpenCall): Promise<Dispatcher.ResponseData> {
    const { method, token, body, signal, idleMs, isForeign } = call;
    const target = typeof call.path === 'string' ? url(call.path) : call.path;
    // Who the caller is concerns the API alone: a storage host gets neither token nor attribution.
    const identity = isApi(target)
      ? { ...attribution, ...(token !== undefined && { authorization: `Bearer ${token}` }) }
      : {};
    const startedAt = clock.now();
    try {
      const headers = { ...call.headers, ...identity };
      const response = await transport({ method, url: target, headers, body, signal, idleMs, isForeign });
      const tookMs = clock.now() - startedAt;
      options.onAnswer?.(response.statusCode);
      log.debug({ method, path: target.pathname, status: response.statusCode, tookMs }, 'nemo answered');
      return response;
    } catch (error) {
      options.onAnswer?.(undefined);
      log.debug({ method, path: target.pathname, err: error }, 'nemo gave no answer');
      const problem = error instanceof Error ? certificateProblem(error.cause) : undefined;
      if (problem !== undefined) {
        const what =
          'the certificate there is not trusted; look at NEMO_API_URL, or name its authority in NODE_EXTRA_CA_CERTS';
        log.error({ origin: target.origin, problem }, what);
      }
      throw error;
    }
  }

  /** The text of an answer that is no success; what of it does not come in time is not missed. */
  async function readRefusal(
    { body }: Dispatcher.ResponseData,
    about: { method: string; path: string },
  ): Promise<string> {
    const toError = (_limit: unknown, afterMs: number) => new Error(`no end within ${afterMs} ms`);
    const watch = createWatch({ clock, totalMs: requestTimeoutMs, toError });
    watch.signal.addEventListener('abort', () => body.destroy());
    try {
      return await readText(body, about);
    } catch {
      return '';
    } finally {
      watch.stop();
    }
  }

  async function refusal(
    response: Dispatcher.ResponseData,
    about: { method: string; path: string; notFound: RefusalContext['notFound'] },
  ): Promise<Extract<Attempt<never>, { ok: false }>> {
    const status = response.statusCode;
    const wait = retryAfterMs(response.headers['retry-after'], clock.now());
    const json = parseJson(await readRefusal(response, about));
    const error =
      refusalOf({ ...about, status, json, retryAfterMs: wait }) ??
      new AppError('nemo.unreadable', { status }, `${about.method} ${about.path}`);
    return { ok: false, error, retryAfterMs: wait };
  }

  async function attempt<T>(call: Call<T>): Promise<Attempt<{ data: T; text: string }>> {
    const { method, path, notFound, timeoutMs = requestTimeoutMs } = call;
    const toError = (_limit: unknown, afterMs: number) => new Error(`no answer within ${afterMs} ms`);
    const watch = call.watch ?? createWatch({ clock, totalMs: timeoutMs, signal: call.signal, toError });
    try {
      const response = await open({ ...call, signal: watch.signal });
      const status = response.statusCode;
      const isRefusal = status >= 400;
      const text = await (isRefusal ? readRefusal(response, call) : readText(response.body, call));
      const json = parseJson(text);
      const wait = retryAfterMs(response.headers['retry-after'], clock.now());
      const refused = refusalOf({ method, path, status, json, retryAfterMs: wait, notFound });
      if (refused !== undefined) return { ok: false, error: refused, retryAfterMs: wait };
      const parsed = call.schema.safeParse(payloadOf(json));
      const isJson = json !== undefined || text === '';
      if (parsed.success && isJson) return { ok: true, value: { data: parsed.data, text } };
      const error = new AppError('nemo.unreadable', { status }, `${method} ${path}`, { cause: parsed.error });
      return { ok: false, error, retryAfterMs: undefined };
    } catch (error) {
      call.signal.throwIfAborted();
      if (error instanceof AppError) return { ok: false, error, retryAfterMs: undefined };
      throw error;
    } finally {
      watch.stop();
    }
  }

  return {
    open,
    refusal,
    isApi,
    url,
    async call(call) {
      if (call.method === 'GET') return withRetry(clock, call.signal, () => attempt(call));
      const once = await attempt(call);
      if (once.ok) return once.value;
      throw once.error;
    },
  };
}
