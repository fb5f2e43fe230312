import type { Dispatcher } from 'undici';

/** One request and what came back, as the bytes had it. */
export type Exchange = {
  method: string;
  /** Without the query, which may hold a signature. */
  path: string;
  status: number;
  type: string;
  /** The body of JSON and of event streams; of anything else only its length is kept. */
  text: string;
  bytes: number;
};

/** Far more than any answer of this API; what is beyond is counted, and not kept. */
const mostKept = 32 * 1024 * 1024;

/** Writes down every answer on its way to whoever asked. */
export function createRecorder(): {
  exchanges: Exchange[];
  observe: Dispatcher.DispatcherComposeInterceptor;
} {
  const exchanges: Exchange[] = [];
  return {
    exchanges,
    observe: (dispatch) => (options, handler) => {
      const exchange = newExchange(options);
      const decoder = new TextDecoder();
      return dispatch(options, {
        onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
        onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
        onResponseStart(controller, status, headers, message) {
          Object.assign(exchange, { status, type: String(headers['content-type'] ?? '') });
          exchanges.push(exchange);
          return handler.onResponseStart?.(controller, status, headers, message);
        },
        onResponseData(controller, chunk) {
          exchange.bytes += chunk.length;
          if (isText(exchange.type) && exchange.bytes <= mostKept)
            exchange.text += decoder.decode(chunk, { stream: true });
          return handler.onResponseData?.(controller, chunk);
        },
        onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
        onResponseError: (...args) => handler.onResponseError?.(...args),
      });
    },
  };
}

const isText = (type: string): boolean => type === '' || /\b(?:json|event-stream|text)\b/.test(type);

function newExchange({ method, path }: Dispatcher.DispatchOptions): Exchange {
  return { method, path: path.split('?')[0] ?? '', status: 0, type: '', text: '', bytes: 0 };
}
