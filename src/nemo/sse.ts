import type { Readable } from 'node:stream';
import { AppError } from '#src/errors.ts';
import type { AgentEvent } from '#src/core/agent-event.ts';
import type { SessionRef } from '#src/core/remote.ts';
import type { Clock } from '#src/ports.ts';
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
export async function* send(
  options: SseOptions,
  session: SessionRef,
  text: string,
  onOpen: () => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent> {
  signal.throwIfAborted();
  const watch = createWatch({
    clock: options.clock,
    totalMs: options.totalMs,
    silenceMs: options.silenceMs,
    toError: (limit, afterMs) => new AppError('nemo.silent', { limit, afterMs }, 'POST /run_sse'),
  });
  const reader = createAdkReader();
  try {
    const body = await open(options.http, session, text, AbortSignal.any([signal, watch.signal]));
    await onOpen().catch((error: unknown) => {
      // Nobody will read the body now. Its own complaint about that is of no use.
      body.on('error', () => undefined).destroy();
      throw error;
    });
    let refused: AppError | undefined;
    let isFirst = true;
    const read = (frame: Frame): AgentEvent[] => {
      if (isTorn(frame)) throw new Error('the stream ended within an event');
      const events = reader.read(frame).map((event) => withoutToken(event, session.token));
      if (events.every((event) => event.type === 'heartbeat')) return events;
      refused = isFirst && frame.kind === 'event' ? refusalInStream(parseJson(frame.data)) : undefined;
      if (refused !== undefined) throw refused;
      isFirst = false;
      watch.touch();
      return events;
    };
    try {
      const frames = createFrameReader();
      for await (const bytes of body as AsyncIterable<Uint8Array>) {
        for (const frame of frames.feed(bytes)) for (const event of read(frame)) yield event;
      }
      for (const frame of frames.end()) yield* read(frame);
    } catch (cause) {
      if (refused !== undefined) throw refused;
      if (!signal.aborted) yield* reader.end().map((event) => withoutToken(event, session.token));
      throw new AppError('nemo.cut', {}, 'POST /run_sse', { cause });
    }
    yield* reader.end().map((event) => withoutToken(event, session.token));
  } catch (error) {
    // Whatever a limit or the caller broke off has its own reason, which says more.
    signal.throwIfAborted();
    watch.signal.throwIfAborted();
    throw error;
  } finally {
    watch.stop();
  }
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
