import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { AppError } from '#src/errors.ts';
import type { AgentEvent } from '#src/core/agent-event.ts';
import type { SessionRef } from '#src/core/remote.ts';
import type { Clock, StreamListener } from '#src/ports.ts';
import { createAdkReader } from './adk.ts';
import { parseJson } from './body.ts';
import { createFrameReader, type Frame } from './frames.ts';
import type { Http } from './http.ts';
import { refusalInStream } from './refusal.ts';
import { createWatch } from './watch.ts';

export type SseOptions = { http: Http; clock: Clock; totalMs: number; silenceMs: number };

const about = { method: 'POST', path: '/run_sse', notFound: 'nemo.session-not-found' } as const;

/**
 * `POST /run_sse`, once, never repeated. Heartbeats keep no stream alive: without other news for `silenceMs`,
 * or after `totalMs` in all, it ends in `nemo.silent`. A stream that breaks off, or ends within an event,
 * is `nemo.cut`. A refusal may stand in the stream's first frame. Texts that were only there in pieces are given before either is thrown.
 */
export async function send(
  options: SseOptions,
  session: SessionRef,
  text: string,
  { onOpen, onEvent }: StreamListener,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const watch = createWatch({
    clock: options.clock,
    totalMs: options.totalMs,
    silenceMs: options.silenceMs,
    signal,
    toError: (limit, afterMs) => new AppError('nemo.silent', { limit, afterMs }, 'POST /run_sse'),
  });
  const reader = createAdkReader();
  /** Why the stream was left from here, where it was: a refusal, or what `onEvent` threw. */
  let left: { because: unknown } | undefined;
  const leave = (because: unknown): never => {
    left = { because };
    throw because;
  };
  const tell = (event: AgentEvent): void => {
    try {
      onEvent(withoutToken(event, session.token));
    } catch (error) {
      leave(error);
    }
  };
  let isFirst = true;
  const take = (frame: Frame): void => {
    if (isTorn(frame)) throw new Error('the stream ended within an event');
    const events = reader.read(frame);
    if (!events.every((event) => event.type === 'heartbeat')) {
      const refused = isFirst && frame.kind === 'event' ? refusalInStream(parseJson(frame.data)) : undefined;
      if (refused !== undefined) leave(refused);
      isFirst = false;
      watch.touch();
    }
    for (const event of events) tell(event);
  };
  try {
    const body = await open(options.http, session, text, watch.signal);
    await onOpen().catch((error: unknown) => {
      // Nobody will read the body now. Its own complaint about that is of no use.
      body.on('error', () => undefined).destroy();
      throw error;
    });
    try {
      // What was on its way already comes all the same after an error, or an abort.
      const frames = createFrameReader((frame) => body.errored === null && take(frame));
      await readPieces(body, frames.feed);
      frames.end();
    } catch (cause) {
      if (left !== undefined) throw left.because;
      if (!signal.aborted) for (const event of reader.end()) tell(event);
      throw new AppError('nemo.cut', {}, 'POST /run_sse', { cause });
    }
    for (const event of reader.end()) tell(event);
  } catch (error) {
    // Whatever a limit or the caller broke off has its own reason, which says more.
    signal.throwIfAborted();
    watch.signal.throwIfAborted();
    throw error;
  } finally {
    watch.stop();
  }
}

/**
 * Reads a body to its end. No promise waits for the next piece: of thousands of streams whose pieces come seconds apart
 * each would outlive the young part of the heap. What `take` throws ends the body, and is thrown.
 */
async function readPieces(body: Readable, take: (bytes: Uint8Array) => void): Promise<void> {
  body.on('data', (bytes: Uint8Array) => {
    try {
      take(bytes);
    } catch (error) {
      body.destroy(error instanceof Error ? error : new Error('left', { cause: error }));
    }
  });
  await finished(body, { writable: false });
}

/** Gives the body of a stream, or throws what the answer means where it is none. */
async function open(http: Http, session: SessionRef, text: string, signal: AbortSignal): Promise<Readable> {
  const response = await http.open({
    ...about,
    token: session.token,
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    // The role is not optional: without it one of the agent servers answers to nothing.
    body: JSON.stringify({
      app_name: 'nemo_agent',
      user_id: 'me',
      session_id: session.sessionId,
      new_message: { role: 'user', parts: [{ text }] },
    }),
    signal,
  });
  const isDocument = /\b(json|html)\b/.test(String(response.headers['content-type']));
  if (response.statusCode === 200 && !isDocument) return response.body;
  throw (await http.refusal(response, about)).error;
}

/** Whatever its shape, the token of this very call is nothing that the agent may say. */
function withoutToken(event: AgentEvent, token: string): AgentEvent {
  return event.type === 'text' || event.type === 'delta'
    ? { ...event, text: event.text.replaceAll(token, '***') }
    : event;
}

/** True for an event without its closing blank line that is not whole but for that. */
function isTorn(frame: Frame): boolean {
  if (frame.kind === 'comment' || !frame.isTail || frame.data === '[DONE]') return false;
  return parseJson(frame.data) === undefined;
}
