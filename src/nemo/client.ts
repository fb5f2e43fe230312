import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import type { Clock, Log, VideoAgent } from '#src/ports.ts';
import { getAnonymousToken, getCredits } from './account.ts';
import { createBreaker } from './breaker.ts';
import { openRender } from './download.ts';
import { createHttp } from './http.ts';
import { upload, uploadUrls } from './media.ts';
import { createPublicAgent } from './public-agent.ts';
import { getRenderStatus, submitRender } from './renders.ts';
import { createSession, getClaimLink, getState } from './sessions.ts';
import { send } from './sse.ts';
import { createAgent, createTransport } from './transport.ts';

export type NemoClientOptions = {
  /** Root of the API, for example `https://mega-api-prod.nemovideo.ai`. */
  apiUrl: string;
  /** Root of the editor's web address, for links. */
  webUrl: string;
  /** Reelay's own version, sent as `X-Skill-Version`. */
  version: string;
  /** Where Reelay is installed, sent as `X-Skill-Platform`; see `detectPlatform`. */
  platform: string;
  log: Log;
  clock: Clock;
  /** Told of every HTTP answer, and with `undefined` of every request that got none. */
  onAnswer?: ((status: number | undefined) => void) | undefined;
  /** Carries the requests. Default: an agent of the client's own. Only that one is closed by `close`. */
  dispatcher?: Dispatcher | undefined;
  /** Sees every request and every answer on its way, as a probe does. */
  observe?: Dispatcher.DispatcherComposeInterceptor | undefined;
  /** Looks up the hosts that redirects name. Default: the system's. */
  lookup?: LookupFunction | undefined;
  /** The largest finished video that is passed on. Default 4 GiB, twice what any chat takes. */
  maxResultBytes?: number | undefined;
  /** Longest time of one stream in all. Default 900000 (15 min). */
  sseTimeoutMs?: number | undefined;
  /** Longest time of one stream without news; heartbeats are none. Default 600000 (10 min). */
  sseSilenceMs?: number | undefined;
  /** Longest time of one try of any other call, and longest wait in a download. Default 30000. */
  requestTimeoutMs?: number | undefined;
  /** Longest time in which nothing of an upload moves. Default 300000 (5 min). */
  uploadTimeoutMs?: number | undefined;
};

const defaults = {
  sseTimeoutMs: 900_000,
  sseSilenceMs: 600_000,
  requestTimeoutMs: 30_000,
  uploadTimeoutMs: 300_000,
  maxResultBytes: 4 * 1024 ** 3,
} as const satisfies Partial<NemoClientOptions>;

export type NemoClient = VideoAgent & {
  /** Drops every connection. What still runs is cut, so the caller ends its work first. */
  close(): Promise<void>;
};

/** The Nemo backend over HTTP. Holds no account and no session: every call names its own. */
export function createNemoClient(options: NemoClientOptions): NemoClient {
  const { clock, webUrl } = options;
  const requestTimeoutMs = options.requestTimeoutMs ?? defaults.requestTimeoutMs;
  const observed = (dispatcher: Dispatcher): Dispatcher =>
    options.observe === undefined ? dispatcher : dispatcher.compose(options.observe);
  const agent = createAgent();
  const publicAgent = createPublicAgent(options.lookup);
  const http = createHttp({
    apiUrl: options.apiUrl,
    version: options.version,
    platform: options.platform,
    log: options.log,
    clock,
    requestTimeoutMs,
    onAnswer: options.onAnswer,
    transport: createBreaker(
      createTransport(observed(options.dispatcher ?? agent), observed(options.dispatcher ?? publicAgent)),
      options,
    ),
  });
  const media = { http, clock, uploadTimeoutMs: options.uploadTimeoutMs ?? defaults.uploadTimeoutMs };
  const download = {
    http,
    clock,
    requestTimeoutMs,
    maxBytes: options.maxResultBytes ?? defaults.maxResultBytes,
  };
  const stream = {
    http,
    clock,
    totalMs: options.sseTimeoutMs ?? defaults.sseTimeoutMs,
    silenceMs: options.sseSilenceMs ?? defaults.sseSilenceMs,
  };

  return {
    anonymousToken: (clientId, signal) => getAnonymousToken(http, clock, clientId, signal),
    credits: (token, signal) => getCredits(http, token, signal),
    createSession: (token, session, signal) => createSession(http, token, session, signal),
    claimLink: (session, signal) => getClaimLink(http, webUrl, session, signal),
    state: (session, signal) => getState(http, session, signal),
    send: (session, text, listener, signal) => send(stream, session, text, listener, signal),
    upload: (session, file, signal) => upload(media, session, file, signal),
    uploadUrls: (session, urls, signal) => uploadUrls(media, session, urls, signal),
    submitRender: (session, render, signal) => submitRender(http, session, render, signal),
    renderStatus: (session, renderId, signal) => getRenderStatus(http, session, renderId, signal),
    openRender: (session, render, range, signal) => openRender(download, session, render, range, signal),
    async close() {
      await agent.destroy();
      await publicAgent.destroy();
    },
  };
}
