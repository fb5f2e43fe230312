import { Readable } from 'node:stream';
import { DefaultRestOptions, REST, type RESTOptions, type ResponseLike } from '@discordjs/rest';
import { errors, request } from 'undici';
import type { Log } from '#src/ports.ts';

/** An answer that has not come by then will not come. */
const answerTimeoutMs = 15_000;
/** The same for a request that carries a video. */
const uploadTimeoutMs = 10 * 60 * 1000;
/** Longer waits for a rate limit are somebody else's to wait: the sender is told. */
const longestWaitMs = 30_000;
/** Short waits are the usual pace of edits. */
const notableWaitMs = 5_000;
/** Discord bans an address for a while after 10,000 refused requests in ten minutes. */
const warnEveryInvalid = 500;

/** A body that is opened anew for each try, and streamed: no video is ever held in memory. */
export class StreamedBody {
  readonly bytes: number;
  readonly open: () => AsyncIterable<Uint8Array>;

  constructor(bytes: number, open: () => AsyncIterable<Uint8Array>) {
    this.bytes = bytes;
    this.open = open;
  }
}

/** A JSON body that knows how often it was sent: the library tries again by itself, and tells nobody. */
export class CountedBody {
  readonly json: string;
  sent = 0;

  constructor(value: object) {
    this.json = JSON.stringify(value);
  }
}

export type RestOptions = {
  token: string;
  /** Without the version. */
  apiUrl: string;
  /** The library waits with more than that. Default: Discord's own 50. */
  requestsPerSecond?: number | undefined;
  log: Log;
  /** Discord does not know the token any more; nothing can be sent from then on. */
  onRefused: () => void;
  /** Discord said 429. */
  onBusy?: (() => void) | undefined;
};

/** Discord's REST interface for one token. It waits for rate limits by itself, as the headers tell. */
export function createRest(options: RestOptions): REST {
  const { token, apiUrl, log, onRefused, onBusy } = options;
  const { requestsPerSecond = DefaultRestOptions.globalRequestsPerSecond } = options;
  const rest = new REST({
    api: apiUrl,
    version: '10',
    timeout: uploadTimeoutMs,
    globalRequestsPerSecond: requestsPerSecond,
    async makeRequest(url, init) {
      const response = await makeRequest(url, init);
      if (response.status === 401 && isOurs(init.headers)) onRefused();
      if (response.status === 429) onBusy?.();
      return response;
    },
    invalidRequestWarningInterval: warnEveryInvalid,
    rejectOnRateLimit: ({ route, scope, global, retryAfter, timeToReset }) => {
      const waitMs = Math.max(retryAfter, timeToReset);
      log[waitMs > notableWaitMs ? 'warn' : 'debug'](
        { route, scope, global, waitMs },
        'Discord asks to wait',
      );
      return waitMs > longestWaitMs;
    },
    userAgentAppendix: `Reelay ${DefaultRestOptions.userAgentAppendix}`,
  });
  rest.on('invalidRequestWarning', ({ count, remainingTime }) =>
    log.error({ count, withinMs: remainingTime }, 'Discord refuses many requests and may ban this address'),
  );
  return rest.setToken(token);
}

/** Answers to interactions carry no token of ours, so their refusals say nothing about it. */
const isOurs = (headers: unknown): boolean =>
  new Headers(headers as Record<string, string>).has('authorization');

/** One try. Where its time is up it ends as an abort, which the library tries again. */
const makeRequest: RESTOptions['makeRequest'] = async (url, init) => {
  const upload: unknown = init.body;
  const streamed = upload instanceof StreamedBody ? upload : undefined;
  const counted = upload instanceof CountedBody ? upload : undefined;
  if (counted !== undefined) counted.sent += 1;
  const body = counted?.json ?? (init.body as string | null | undefined) ?? null;
  const patienceMs = streamed === undefined ? answerTimeoutMs : uploadTimeoutMs;
  const headers = { ...(init.headers as Record<string, string>) };
  if (streamed !== undefined) headers['content-length'] = String(streamed.bytes);
  try {
    const response = await request(url, {
      method: (init.method ?? 'GET') as 'GET',
      headers,
      body: streamed === undefined ? body : Readable.from(streamed.open()),
      signal: init.signal ?? null,
      headersTimeout: patienceMs,
      bodyTimeout: patienceMs,
    });
    return toResponse(response);
  } catch (error) {
    if (error instanceof errors.HeadersTimeoutError) throw Object.assign(error, { name: 'AbortError' });
    // A connection that broke, under the name by which the library knows to try again.
    if (error instanceof errors.SocketError) throw Object.assign(error, { code: 'ECONNRESET' });
    throw error;
  }
};

function toResponse({ statusCode, headers, body }: Awaited<ReturnType<typeof request>>): ResponseLike {
  return {
    status: statusCode,
    statusText: String(statusCode),
    ok: statusCode >= 200 && statusCode < 300,
    headers: new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body,
    get bodyUsed() {
      return body.bodyUsed;
    },
    arrayBuffer: () => body.arrayBuffer(),
    json: () => body.json(),
    text: () => body.text(),
  };
}
