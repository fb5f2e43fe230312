import { AppError } from '#src/errors.ts';
import type { AgentEvent } from '#src/core/agent-event.ts';
import { emptyRun, isNews, looksFinished, reduceRun, type RunView } from '#src/core/progress.ts';
import type { SessionRef } from '#src/core/remote.ts';
import type { Clock, VideoAgent } from '#src/ports.ts';
import { mayHaveRun } from './outcome.ts';

type Run = {
  session: SessionRef;
  text: string;
  onOpen: () => Promise<void>;
  /** Called with each thing worth telling the person who waits. */
  onNews: (view: RunView) => void;
};

/**
 * All that was seen of a run. `broken`: the stream failed in a way that leaves open what the run did. `left`: it
 * looked finished, and was closed from here.
 */
export type Followed = { view: RunView; end: 'closed' | 'left' | 'broken' };

export type RunStream = (run: Run, signal: AbortSignal) => Promise<Followed>;

/**
 * Posts a message, once, and follows the run to its end. A stream is sometimes left open behind the last word
 * of a run; after `lingerMs` of nothing more it is closed from here. Refusals are thrown.
 */
export function createRunStream(deps: {
  agent: VideoAgent;
  clock: Clock;
  lingerMs: number;
  onBroken: (error: unknown) => void;
}): RunStream {
  const { agent, clock, lingerMs, onBroken } = deps;

  return async ({ session, text, onOpen, onNews }, signal) => {
    const leaving = new AbortController();
    let lingering: AbortController | undefined;
    const goesOn = (): void => {
      lingering?.abort();
      lingering = undefined;
    };
    const linger = (): void => {
      goesOn();
      lingering = new AbortController();
      clock.sleep(lingerMs, lingering.signal).then(
        () => leaving.abort(),
        () => undefined,
      );
    };
    let view = emptyRun;
    const onEvent = (event: AgentEvent): void => {
      view = reduceRun(view, event);
      if (event.type === 'heartbeat') return;
      if (isNews(event)) onNews(view);
      if (looksFinished(view)) linger();
      else goesOn();
    };
    try {
      const until = AbortSignal.any([signal, leaving.signal]);
      await agent.send(session, text, { onOpen, onEvent }, until);
      return { view, end: 'closed' };
    } catch (error) {
      signal.throwIfAborted();
      if (leaving.signal.aborted) return { view, end: 'left' };
      if (!(error instanceof AppError) || !mayHaveRun(error)) throw error;
      onBroken(error);
      return { view, end: 'broken' };
    } finally {
      goesOn();
    }
  };
}
