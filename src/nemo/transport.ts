import { Readable } from 'node:stream';
import { Agent, type Dispatcher, request } from 'undici';
import { AppError } from '#src/errors.ts';
import { certificateProblem } from './certificate.ts';

type WireRequest = {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: string | AsyncIterable<Uint8Array> | undefined;
  signal: AbortSignal;
  /** Longest wait for the headers, and between two reads of a body that is being read, in ms. 0 = none. */
  idleMs?: number | undefined;
  /** Named by nobody but a redirect: only public addresses are connected to. */
  isForeign?: boolean | undefined;
};

/** Sends one request, once, follows nothing, and gives the answer with its body still to be read. */
export type Transport = (wire: WireRequest) => Promise<Dispatcher.ResponseData>;

/**
 * The agent behind the client. HTTP/1.1 only: one connection a stream, so that a broken one takes nothing
 * else along and no session limit queues a stream behind others. The library's short keep-alive is kept:
 * a POST written to a connection the server has just closed cannot be repeated.
 */
export function createAgent(): Agent {
  return new Agent({ allowH2: false, connect: { timeout: 10_000 }, headersTimeout: 0, bodyTimeout: 0 });
}

/**
 * Makes a transport over a dispatcher, and one for foreign addresses. It throws `nemo.unreachable` and nothing else; `sent: false` where
 * the request was never handed to a connection (refused, no such host, connect timeout, failed TLS).
 */
export function createTransport(dispatcher: Dispatcher, forForeign: Dispatcher): Transport {
  return async ({ method, url, headers, body, signal, idleMs = 0, isForeign = false }) => {
    let sent = false;
    const onStart = () => (sent = true);
    const noticing = (isForeign ? forForeign : dispatcher).compose(
      (dispatch) => (options, handler) => dispatch(options, withStart(handler, onStart)),
    );
    try {
      return await request(url, {
        dispatcher: noticing,
        method,
        headers,
        body: toBody(body),
        signal,
        headersTimeout: idleMs,
        bodyTimeout: idleMs,
      });
    } catch (cause) {
      const problem = certificateProblem(cause);
      const params = problem === undefined ? { sent } : { sent, untrusted: true };
      throw new AppError('nemo.unreachable', params, `${method} ${url.pathname}`, { cause });
    }
  };
}

/**
 * What the library sends. It keeps a body until its answer has ended, and what it makes of a string lies in a buffer that
 * is shared: one stream would keep 64 KB alive. So a string becomes bytes of its own here.
 */
function toBody(body: WireRequest['body']): Readable | Uint8Array | null {
  if (typeof body === 'string') return new TextEncoder().encode(body);
  return body === undefined ? null : Readable.from(body, { objectMode: false });
}

/** Calls `onStart` when a connection stands and the request is about to be written to it. */
function withStart(handler: Dispatcher.DispatchHandler, onStart: () => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (controller, context) => {
      onStart();
      handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
    onResponseStart: (...args) => handler.onResponseStart?.(...args),
    onResponseData: (...args) => handler.onResponseData?.(...args),
    onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
    onResponseError: (...args) => handler.onResponseError?.(...args),
  };
}
