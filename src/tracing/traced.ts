import { AsyncLocalStorage } from 'node:async_hooks';
import { codeOf } from '#src/errors.ts';
import type { AgentEvent } from '#src/core/agent-event.ts';
import { platformOf } from '#src/core/message.ts';
import type { InboundHandler, Messenger, Store, TurnRunner, VideoAgent } from '#src/ports.ts';
import { traceStore, type Work } from './traced-store.ts';
import type { Tracer, TurnSpan } from './tracer.ts';

/** Puts the ports' work into traces, from outside: neither the engine nor an edge knows of it. */
export type Traced = {
  store(store: Store): Store;
  agent(agent: VideoAgent): VideoAgent;
  messenger(messenger: Messenger): Messenger;
  handler(handler: InboundHandler): InboundHandler;
  runner(runner: TurnRunner): TurnRunner;
};

/** Names of calls that are a stage of the turn; the others go by their own. */
const stages: Partial<Record<keyof VideoAgent, string>> = {
  send: 'edit stream',
  upload: 'upload',
  uploadUrls: 'upload',
  submitRender: 'submit render',
  renderStatus: 'look at render',
  state: 'read state',
  credits: 'read credits',
};

/** So many files may be on their way to a message that is still to come. */
const remembered = 1_000;

/** For a process whose traces nobody collects. */
export const untraced: Traced = {
  store: (store) => store,
  agent: (agent) => agent,
  messenger: (messenger) => messenger,
  handler: (handler) => handler,
  runner: (runner) => runner,
};

export function createTraced({ tell }: Pick<Tracer, 'tell'>): Traced {
  /** What the present flow of calls works on. A lane goes from one turn to the next, so it changes. */
  const work = new AsyncLocalStorage<Work>();
  /** Files that were received before their message was, and so before there was a turn. */
  const received = new Map<string, Omit<TurnSpan, 'turnId'>[]>();

  function call(name: keyof VideoAgent, from: number, error?: unknown, attributes = {}): void {
    const now = work.getStore();
    if (now === undefined) return;
    const span = {
      name: stages[name] ?? name,
      from,
      to: Date.now(),
      isCall: true,
      failedWith: error === undefined ? undefined : codeOf(error),
      attributes: { 'reelay.call': name, ...attributes },
    };
    if (now.turnId === undefined) now.before.push(span);
    else tell({ turnId: now.turnId, ...span });
  }

  const timed =
    <A extends unknown[], T>(name: keyof VideoAgent, run: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      const from = Date.now();
      try {
        const answer = await run(...args);
        call(name, from);
        return answer;
      } catch (error) {
        call(name, from, error);
        throw error;
      }
    };

  const begin = (): Work => ({
    turnId: undefined,
    before: [],
    startedAt: Date.now(),
    claimedAt: undefined,
  });

  return {
    store: (store) => traceStore(store, { tell, work: () => work.getStore(), received }),

    agent: (agent) => ({
      anonymousToken: timed('anonymousToken', agent.anonymousToken),
      credits: timed('credits', agent.credits),
      createSession: timed('createSession', agent.createSession),
      claimLink: timed('claimLink', agent.claimLink),
      state: timed('state', agent.state),
      async send(session, text, { onOpen, onEvent }, signal) {
        const from = Date.now();
        let failure: unknown;
        let events = 0;
        const counting = (event: AgentEvent): void => {
          events += 1;
          onEvent(event);
        };
        try {
          await agent.send(session, text, { onOpen, onEvent: counting }, signal);
        } catch (error) {
          failure = error;
          throw error;
        } finally {
          call('send', from, failure, { 'reelay.events': events });
        }
      },
      upload: timed('upload', agent.upload),
      uploadUrls: timed('uploadUrls', agent.uploadUrls),
      submitRender: timed('submitRender', agent.submitRender),
      renderStatus: timed('renderStatus', agent.renderStatus),
      openRender: timed('openRender', agent.openRender),
    }),

    messenger: (messenger) => ({
      ...messenger,
      async post(threadKey, message, nonce, open) {
        const from = Date.now();
        // The nonce of all that belongs to a turn begins with its id.
        const [turnId = ''] = nonce.split(':');
        const name = message.kind === 'ack' || message.kind === 'status' ? 'acknowledge' : 'delivery';
        const attributes = { 'reelay.platform': platformOf(threadKey), 'reelay.kind': message.kind };
        const span = { turnId, name, from, isCall: true, attributes };
        try {
          const messageId = await messenger.post(threadKey, message, nonce, open);
          tell({ ...span, to: Date.now() });
          return messageId;
        } catch (error) {
          tell({ ...span, to: Date.now(), failedWith: codeOf(error) });
          throw error;
        }
      },
    }),

    handler: (handler) => ({
      ...handler,
      handle: (message, stored) => work.run(begin(), () => handler.handle(message, stored)),
      press: (press) => work.run(begin(), () => handler.press(press)),
      receive: (file, message) =>
        work.run(begin(), async () => {
          const mediaId = await handler.receive(file, message);
          received.set(mediaId, work.getStore()?.before ?? []);
          if (received.size > remembered) received.delete(received.keys().next().value ?? '');
          return mediaId;
        }),
    }),

    runner: (runner) => ({
      ...runner,
      runLane: (threadKey, signal) => work.run(begin(), () => runner.runLane(threadKey, signal)),
      pollRender: (renderId, signal) => work.run(begin(), () => runner.pollRender(renderId, signal)),
    }),
  };
}
