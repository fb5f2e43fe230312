import { AppError, type ErrorCode } from '#src/errors.ts';
import { bindIdOf, refusalBody } from './schema.ts';

export type RefusalContext = {
  method: string;
  path: string;
  status: number;
  /** The parsed body; undefined where it was no JSON. */
  json: unknown;
  retryAfterMs: number | undefined;
  /** What a 404 means at this endpoint. */
  notFound: 'nemo.session-not-found' | 'nemo.not-found';
};

/** The backend's own codes and the HTTP statuses it or a gateway in front of it answers with. */
const meanings: Record<number, ErrorCode> = {
  1001: 'nemo.token-expired',
  1002: 'nemo.session-not-found',
  2001: 'nemo.out-of-credits',
  4001: 'nemo.unsupported-type',
  4002: 'nemo.too-large',
  401: 'nemo.token-expired',
  402: 'nemo.export-blocked',
  413: 'nemo.too-large',
  415: 'nemo.unsupported-type',
  429: 'nemo.rate-limited',
};

/** True for a success, for a code that has a meaning here, and for one that is an HTTP status beside it. */
export const isKnownCode = (code: number): boolean =>
  code === 0 || code === 400 || code === 404 || code in meanings;

/** What an answer refuses, by its `code` first and its HTTP status second; nothing where it is a success. */
export function refusalOf(context: RefusalContext): AppError | undefined {
  const { method, path, status, json, retryAfterMs, notFound } = context;
  const parsed = refusalBody.safeParse(json);
  const { code, message, data } = parsed.success ? parsed.data : {};
  const isOk = status >= 200 && status < 300;
  if (isOk && (code === undefined || code === 0)) return undefined;

  const detail = `${method} ${path} answered ${status}${code === undefined ? '' : `, code ${code}`}`;
  const refused = () => new AppError('nemo.refused', { status, code, message }, detail);
  for (const sign of [code, status]) {
    if (sign === 404)
      return saysGone(context, code, message) ? new AppError(notFound, {}, detail) : refused();
    if (sign === 400 && /client[-_ ]?id/i.test(message ?? '')) {
      return new AppError('nemo.client-id-missing', {}, detail);
    }
    const meaning = sign === undefined ? undefined : meanings[sign];
    if (meaning === 'nemo.rate-limited') return new AppError(meaning, { retryAfterMs }, detail);
    if (meaning === 'nemo.out-of-credits') return new AppError(meaning, { bindId: bindIdOf(data) }, detail);
    if (meaning !== undefined) return new AppError(meaning, {}, detail);
  }
  return refused();
}

/**
 * A 404 ends a session, and the timeline with it, only where the answer itself says so. A gateway that lost its
 * way answers 404 too, with a page or with words about routes.
 */
function saysGone(
  { notFound }: RefusalContext,
  code: number | undefined,
  message: string | undefined,
): boolean {
  return notFound === 'nemo.not-found' || code === 404 || /session|task/i.test(message ?? '');
}

/**
 * What a frame refuses that stands in a stream in place of events. Only codes that mean "nothing was begun"
 * count; any other error of a stream is the run's own.
 */
export function refusalInStream(json: unknown): AppError | undefined {
  const error = refusalOf({
    method: 'POST',
    path: '/run_sse',
    status: 200,
    json,
    retryAfterMs: undefined,
    notFound: 'nemo.session-not-found',
  });
  return error?.code === 'nemo.refused' ? undefined : error;
}

/** `Retry-After` in ms from now: seconds or an HTTP date. Nothing where it is missing or senseless. */
export function retryAfterMs(header: string | string[] | undefined, now: number): number | undefined {
  const value = (Array.isArray(header) ? header[0] : header)?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
