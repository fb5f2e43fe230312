/**
 * Every failure Reelay knows, by a dotted code. The code is also the key of the words the user gets
 * (`src/i18n`), and its parameters are what those words need. Two families are kept apart on purpose:
 * `nemo.*` codes mean "the backend said no", except `nemo.unreachable`, `nemo.cut` and `nemo.silent`,
 * which mean "no answer reached us".
 */
export type ErrorParams = {
  /** 1001: token expired or invalid. Of an anonymous account it gets this far only where a fresh one did no better. */
  'nemo.token-expired': {};
  /** 1002, or a 404 of an endpoint that names a session, where the answer says so. */
  'nemo.session-not-found': {};
  /** 2001. `bindId` goes into the registration link of an anonymous account. */
  'nemo.out-of-credits': { bindId?: string | undefined };
  /** 4001: the backend does not take this file type. */
  'nemo.unsupported-type': { name?: string | undefined };
  /** 4002: the backend finds the file too large. */
  'nemo.too-large': { name?: string | undefined; sizeMb?: number | undefined };
  /** 400 without X-Client-Id. */
  'nemo.client-id-missing': {};
  /** 402: the plan does not include exports. Not a matter of credits. */
  'nemo.export-blocked': {};
  /** 429. `retryAfterMs` only where the answer named it. `starter`: no further starter token is given to this address. */
  'nemo.rate-limited': { retryAfterMs?: number | undefined; starter?: true | undefined };
  /** A 404 of something that is not a session, for example a render id never seen. */
  'nemo.not-found': {};
  /** Any other refusal, with the backend's own code and status for the log. */
  'nemo.refused': { status: number; code?: number | undefined; message?: string | undefined };
  /** An answer that no schema fits: HTML of a gateway, a changed shape. */
  'nemo.unreadable': { status: number };
  /**
   * The request never got an answer. `sent: false` = certainly never arrived, so nothing was charged. `untrusted`: who
   * answered there did not prove to be the backend.
   */
  'nemo.unreachable': { sent: boolean; untrusted?: boolean };
  /** A stream that broke off after it had begun. What the run did is not known. */
  'nemo.cut': {};
  /** A stream with no news for too long (`silence`), or longer than the backend allows (`total`). */
  'nemo.silent': { limit: 'silence' | 'total'; afterMs: number };
  /** A render ended as failed, twice. */
  'render.failed': {};
  /** A render that never became ready within the time we watch it. */
  'render.timeout': { minutes: number };

  'file.unsupported': { name: string };
  /** Name and content disagree, for example a program called clip.mp4. */
  'file.mismatch': { name: string };
  'file.empty': { name: string };
  'file.too-large': { name?: string | undefined; limitMb: number; sizeMb?: number | undefined };
  'file.too-many': { limit: number };
  /** The sender's connection ended before the whole file was here. */
  'file.interrupted': { name: string };
  'message.empty': {};
  'message.too-long': { limit: number };
  'message.malformed': {};
  /** More of the web chat's requests from one address than it takes; good again after `seconds`. */
  'web.too-many': { seconds: number };
  'thread.not-found': {};
  'button.unknown': {};
  'button.not-yours': {};

  /** The platform has the file no longer, or does not give it to us. */
  'file.gone': { name: string };
  /** The backend could not fetch a linked file. */
  'file.not-fetched': { name: string };
  /** A link that leads into a private network, to this machine, or to none. */
  'file.private-link': { name: string };
  /** A link with a user name or password in it. */
  'file.link-with-password': { name: string };
  /** The platform gives files up to `limitMb` only. The size is missing where the platform did not tell it. */
  'file.over-platform-limit': { name: string; limitMb: number; sizeMb?: number | undefined };

  /** The place is gone, or closed to us: blocked, kicked, deleted, locked. */
  'chat.gone': {};
  /** The platform refuses this very message for good. */
  'chat.refused': {};
  /** The platform is down, or asks to wait. */
  'chat.busy': { retryAfterMs?: number | undefined };

  /** 1001 of a token that only its owner can replace. */
  'account.expired': { kind: 'operator' | 'shared' | 'linked' };
  /** The account that a project's session belongs to is no longer linked, or the operator took it away. */
  'account.gone': {};
  /** An account is linked for everybody in a server or group by those alone who may manage it. */
  'account.managers-only': {};
  /** The backend does not know this token. */
  'account.refused': {};

  /** This person may not use Reelay here. */
  'access.closed': {};

  /** A daily budget that the request does not fit into. `usual` is what such a one mostly costs. */
  'limit.daily': {
    of: 'user' | 'place';
    budget: number;
    used: number;
    reserved: number;
    usual: number;
    opensInMs: number;
  };
  /** More requests a minute than a person may send. */
  'limit.rate': { perMinute: number; opensInMs: number };
  /** As many requests of the person wait already as may. */
  'limit.waiting': { most: number };

  /** A bug or a broken machine. `incident` stands in the log as well. */
  internal: { incident: string };
};

export type ErrorCode = keyof ErrorParams;

export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AppError';
  readonly code: C;
  readonly params: ErrorParams[C];

  /** `detail` is for the log alone and never reaches a user. */
  constructor(code: C, params: ErrorParams[C], detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? code : `${code}: ${detail}`, options);
    this.code = code;
    this.params = params;
  }
}

/** True for an `AppError` of this very code; narrows its parameters. */
export function isAppError<C extends ErrorCode>(error: unknown, code: C): error is AppError<C> {
  return error instanceof AppError && error.code === code;
}

/** The code by which an error is counted and told of: ours, or `internal` for one that nobody foresaw. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof AppError ? error.code : 'internal';
}

/** What drivers and PostgreSQL call a connection that is gone, a server that starts or stops, and a disk that is full. */
const awayCodes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'ENOSPC',
  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  '08000',
  '08003',
  '08006',
  '25006',
  '53100',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  // A statement, a lock or a transaction that took too long: the server is busy, or the network silent.
  '57014',
  '55P03',
  '25P03',
]);

/**
 * True where the database is away for the moment: nothing is wrong with the work at hand, which stays as it is and
 * is gone on with later. Calls to the backend and the platforms never throw such errors; theirs have codes of ours.
 */
export function isStoreAway(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof AppError) return false;
  if ('code' in error && awayCodes.has(error.code)) return true;
  // The driver's own errors have words alone.
  return /connection (?:terminated|ended|error)|connect(?:ion)? timeout|read timeout|when trying to connect|not queryable/i.test(
    error.message,
  );
}
