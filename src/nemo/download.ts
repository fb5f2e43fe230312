import type { Dispatcher } from 'undici';
import { AppError } from '#src/errors.ts';
import type { SessionRef } from '#src/core/remote.ts';
import type { OpenedResult } from '#src/core/remote.ts';
import { addressOf, isPublicAddress } from '#src/core/web-link.ts';
import type { Clock } from '#src/ports.ts';
import { parseJson, readText } from './body.ts';
import type { Http } from './http.ts';
import { PrivateAddressError } from './public-agent.ts';
import { refusalOf } from './refusal.ts';
import { downloadPath } from './renders.ts';
import { type Attempt, withRetry } from './retry.ts';
import { fileElsewhere, payloadOf } from './schema.ts';

export type DownloadOptions = { http: Http; clock: Clock; requestTimeoutMs: number; maxBytes: number };

const maxRedirects = 3;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** How storage hosts say that a link has run out. */
const gone: ReadonlySet<number> = new Set([401, 403, 404, 410]);

type Opened = { url: URL; response: Dispatcher.ResponseData };

/**
 * Opens a finished video by its link and, where that has run out, by the API's own download. The token and
 * the attribution headers go along only to the API's origin, also over redirects. The API and its link may be
 * anywhere; whatever else a redirect names must be a public address. The body is not buffered, and ends in
 * `nemo.unreadable` past `maxBytes`; it must be read or its signal aborted, else the connection stays taken.
 */
export async function openRender(
  options: DownloadOptions,
  session: SessionRef,
  render: { id: string; url: string },
  range: string | undefined,
  signal: AbortSignal,
): Promise<OpenedResult> {
  const { http, clock } = options;
  const fallback = http.url(downloadPath(render.id));
  const link = URL.parse(render.url);
  const isForeign = (url: URL): boolean => !http.isApi(url) && url.origin !== link?.origin;

  if (isHttp(link)) {
    const opened = await follow(link);
    if (!gone.has(opened.response.statusCode)) return toResult(options, opened, signal);
    await opened.response.body.dump();
  }
  return toResult(options, await follow(fallback), signal);

  async function follow(start: URL): Promise<Opened> {
    let url = start;
    for (let hops = 0; hops <= maxRedirects; hops++) {
      const response = await withRetry(clock, signal, () => attempt(url));
      const next = await locationOf({ url, response });
      if (next === undefined) return { url, response };
      const address = addressOf(next);
      if (isForeign(next) && address !== undefined && !isPublicAddress(address)) throw intoPrivate(url);
      url = next;
    }
    throw new AppError('nemo.unreadable', { status: 302 }, `GET ${start.pathname}: too many redirects`);
  }

  async function attempt(url: URL): Promise<Attempt<Dispatcher.ResponseData>> {
    try {
      const response = await http.open({
        method: 'GET',
        path: url,
        token: session.token,
        headers: range === undefined ? {} : { range },
        idleMs: options.requestTimeoutMs,
        isForeign: isForeign(url),
        signal,
      });
      const { statusCode } = response;
      if (statusCode < 400 || gone.has(statusCode)) return { ok: true, value: response };
      const path = url.pathname;
      const refusal = await http.refusal(response, { method: 'GET', path, notFound: 'nemo.not-found' });
      if (http.isApi(url)) return refusal;
      // A storage host's 402 or 429 says nothing about the account.
      const error = new AppError('nemo.refused', { status: statusCode }, `GET ${path}`);
      return { ...refusal, error };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Error && error.cause instanceof PrivateAddressError) throw intoPrivate(url);
      if (error instanceof AppError) return { ok: false, error, retryAfterMs: undefined };
      throw error;
    }
  }
}

/** Where the answer points in place of the file; nothing where it is to be taken as it is. */
async function locationOf({ url, response }: Opened): Promise<URL | undefined> {
  const { statusCode: status, headers, body } = response;
  const location = headers['location'];
  const about = { method: 'GET', path: url.pathname };
  if (redirects.has(status) && typeof location === 'string') {
    await body.dump();
    return toHttpUrl(URL.parse(location, url.href), status, about.path);
  }
  if (status >= 400 || !/\bjson\b/.test(String(headers['content-type']))) return undefined;
  const json = parseJson(await readText(body, about));
  const refusal = refusalOf({
    ...about,
    status,
    json,
    retryAfterMs: undefined,
    notFound: 'nemo.not-found',
  });
  if (refusal !== undefined) throw refusal;
  const elsewhere = fileElsewhere.safeParse(payloadOf(json)).data;
  return toHttpUrl(elsewhere === undefined ? null : URL.parse(elsewhere), status, about.path);
}

function intoPrivate(from: URL): AppError {
  return new AppError(
    'nemo.unreadable',
    { status: 302 },
    `GET ${from.pathname} leads into a private network`,
  );
}

function isHttp(url: URL | null): url is URL {
  return url?.protocol === 'https:' || url?.protocol === 'http:';
}

function toHttpUrl(url: URL | null, status: number, from: string): URL {
  if (isHttp(url)) return url;
  throw new AppError('nemo.unreadable', { status }, `GET ${from} points nowhere`);
}

async function toResult(
  { http, maxBytes }: DownloadOptions,
  { url, response }: Opened,
  signal: AbortSignal,
): Promise<OpenedResult> {
  const { statusCode: status, headers, body } = response;
  const detail = `GET ${url.pathname}`;
  const isPage = /^text\/html\b/.test(String(headers['content-type']));
  if ((status !== 200 && status !== 206) || isPage) {
    const about = { method: 'GET', path: url.pathname, notFound: 'nemo.not-found' } as const;
    if (http.isApi(url)) throw (await http.refusal(response, about)).error;
    await body.dump();
    if (gone.has(status)) throw new AppError('nemo.not-found', {}, detail);
    throw new AppError('nemo.unreadable', { status }, detail);
  }
  const length = headers['content-length'];
  const range = headers['content-range'];
  if (Number(length) > maxBytes) {
    body.on('error', () => undefined).destroy();
    throw tooLarge(detail);
  }
  return {
    status,
    bytes: typeof length === 'string' ? Number(length) : undefined,
    range: typeof range === 'string' ? range : undefined,
    body: read(body, maxBytes, detail, signal),
  };
}

const tooLarge = (detail: string): AppError =>
  new AppError('nemo.unreadable', { status: 200 }, `${detail}: too large`);

async function* read(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  detail: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      // Leaving the loop destroys the body, and the connection with it.
      if (bytes > maxBytes) break;
      yield chunk;
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw new AppError('nemo.cut', {}, detail, { cause });
  }
  if (bytes > maxBytes) throw tooLarge(detail);
}
