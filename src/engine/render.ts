import { randomBytes } from 'node:crypto';
import { AppError, codeOf, isAppError, isStoreAway } from '#src/errors.ts';
import { textReply } from '#src/core/message.ts';
import type { RenderLook } from '#src/core/records.ts';
import type { RenderStatus } from '#src/core/remote.ts';
import { renderProgress } from '#src/core/stage-times.ts';
import { isExportable } from '#src/core/timeline.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Again } from '#src/ports.ts';
import type { Deliverer } from './deliver.ts';
import type { EngineDeps } from './deps.ts';
import { draftHashOf } from './draft-hash.ts';
import { busyWaitMs, mayPass } from './outcome.ts';
import type { Replies } from './replies.ts';
import type { Results } from './results.ts';
import type { Sessions } from './sessions.ts';
import { statusText } from './status.ts';
import type { Strips } from './strips.ts';

/** A render that is not ready after this long is given up on. Usual are 30 to 90 seconds. */
const giveUpMs = 60 * 60 * 1000;

export type Renders = {
  /**
   * Notes the export of the present draft under a new id. Gives words only where there is nothing to export,
   * and `sameAs`, a result's id, where that shows this very draft and no other is asked for by `again`.
   */
  prepare(turn: Turn, again: boolean, signal: AbortSignal): Promise<{ say: string[]; sameAs?: string }>;
  /** One activation: submits, or asks once, or ends the turn. */
  poll(renderId: string, signal: AbortSignal): Promise<Again>;
};

/** What a look has found. `said` = how far the render is by the backend's word, where it gave one. */
type Seen = { isOver: boolean; said?: number | undefined };

type RenderDeps = EngineDeps & {
  sessions: Sessions;
  deliverer: Deliverer;
  results: Results;
  replies: Replies;
  strips: Strips;
};

export function createRenders(deps: RenderDeps): Renders {
  const { store, agent, messenger, queue, clock, log, settings, times } = deps;
  const { sessions, deliverer, results, replies, strips } = deps;

  /** The id is what finds a render again, so it is stored before the backend hears of it. */
  const newId = (): string => `render_${clock.now()}_${randomBytes(6).toString('hex')}`;

  async function submit({ id, projectId }: RenderLook, signal: AbortSignal): Promise<void> {
    await sessions.withSession(
      projectId,
      async (session) => {
        const render = await store.renders.get(id);
        // Another process may have submitted it while this one was asleep.
        if (render?.state === 'submitting') await agent.submitRender(session, render, signal);
      },
      signal,
    );
    await deps.reached('render submitted');
    await store.renders.advance(id, ['submitting'], { state: 'rendering' });
  }

  /** After a crash in mid-submission only the backend knows; a 404 means that it never heard of this id. */
  async function resubmit(render: RenderLook, signal: AbortSignal): Promise<void> {
    try {
      await sessions.withSession(
        render.projectId,
        (session) => agent.renderStatus(session, render.id, signal),
        signal,
        'keep',
      );
      await store.renders.advance(render.id, ['submitting'], { state: 'rendering' });
    } catch (error) {
      if (!isAppError(error, 'nemo.not-found')) throw error;
      await submit(render, signal);
    }
  }

  /** Notes the end of a render, good or bad. */
  async function ask(render: RenderLook, signal: AbortSignal): Promise<Seen> {
    const status = await sessions
      .withSession(
        render.projectId,
        (session) => agent.renderStatus(session, render.id, signal),
        signal,
        'keep',
      )
      .catch((error: unknown): RenderStatus => {
        // It had taken this id: what it does not know any more will never be ready.
        if (isAppError(error, 'nemo.not-found')) return { state: 'failed', reason: 'no longer known' };
        throw error;
      });
    if (status.state === 'completed') {
      const done = { state: 'completed', url: status.url } as const;
      const isNews = await store.renders.advance(render.id, ['rendering'], done);
      if (isNews) times.took('rendering', clock.now() - render.createdAt);
      return { isOver: true };
    }
    if (status.state === 'failed') {
      log.warn({ renderId: render.id, reason: status.reason }, 'a render failed');
      await store.renders.advance(render.id, ['rendering'], { state: 'failed' });
      return { isOver: true };
    }
    return { isOver: false, said: status.progress };
  }

  async function showProgress(turn: Turn, render: RenderLook, said: number | undefined): Promise<void> {
    if (turn.statusMessageId === null) return;
    const now = clock.now();
    const since = render.createdAt;
    const progress = renderProgress(said, now - since, times.usual('rendering'));
    const lastNewsAt = said === undefined ? (turn.startedAt ?? turn.createdAt) : now;
    const text = statusText(deps, turn, { stage: 'rendering', since, progress, now, lastNewsAt });
    const message = textReply(turn.messageId, 'status', text);
    await messenger
      .edit(turn.threadKey, turn.statusMessageId, message)
      .catch((error: unknown) => log.warn({ turnId: turn.id, err: error }, 'a status edit failed'));
  }

  /** The end of a render is the end of its turn, or the beginning of a second try. */
  async function settle(renderId: string, turn: Turn, signal: AbortSignal): Promise<Again> {
    const render = await store.renders.get(renderId);
    if (render === undefined) return {};
    if (render.state === 'completed') {
      await deps.reached('render completed');
      const message = await results.finished(turn, render, signal);
      await store.turns.endUnheld(turn.id, 'rendering', 'done', message);
      await deps.reached('last message stored');
      const messageId = await deliverer.deliver(turn.id);
      if (messageId !== undefined) await strips.add(turn, render, { messageId, message });
      return {};
    }
    if (render.retryOf !== null) return fail(turn, new AppError('render.failed', {}));
    const { turnId, threadKey, projectId, draft, draftHash } = render;
    const again = await store.renders.add({
      // Two looks at the same failure make one second try.
      id: `${render.id}-2`,
      turnId,
      threadKey,
      projectId,
      draft,
      draftHash,
      retryOf: render.id,
    });
    await queue.enqueueRender(again.id);
    return {};
  }

  async function fail(turn: Turn, error: unknown): Promise<Again> {
    log.warn({ turnId: turn.id, err: error }, 'an export failed');
    const last = await replies.error(turn, error, new AbortController().signal);
    await store.turns.endUnheld(turn.id, 'rendering', 'failed', last, codeOf(error));
    await deliverer.deliver(turn.id);
    return {};
  }

  async function step(render: RenderLook, signal: AbortSignal): Promise<Seen> {
    if (render.state === 'rendering') return ask(render, signal);
    if (render.state === 'submitting') await resubmit(render, signal);
    else if (await store.renders.advance(render.id, ['intent'], { state: 'submitting' })) {
      await deps.reached('render submitting');
      await submit(render, signal);
    }
    return { isOver: false };
  }

  /** Whether another look has found its end, perhaps while this process slept: the rest is that one's to tell. */
  async function isOver(renderId: string): Promise<boolean> {
    const render = await store.renders.get(renderId);
    return render === undefined || render.state === 'completed' || render.state === 'failed';
  }

  return {
    async prepare(turn, again, signal) {
      // A crash after this step's write must not export a second time.
      if ((await store.renders.ofTurn(turn.id)) !== undefined) return { say: [] };
      const { draft } = await sessions.withSession(turn.projectId, (s) => agent.state(s, signal), signal);
      if (draft === undefined || !isExportable(draft.value))
        return { say: [messagesFor(turn.locale).nothingToExport] };
      const draftHash = draftHashOf(draft.raw);
      const newest = again ? undefined : await store.history.newestOf(turn.projectId);
      if (newest?.draftHash === draftHash && (await results.refreshed(newest, signal)) !== undefined)
        return { say: [], sameAs: newest.id };
      await store.renders.add({
        id: newId(),
        turnId: turn.id,
        threadKey: turn.threadKey,
        projectId: turn.projectId,
        draft: draft.raw,
        draftHash,
        retryOf: null,
      });
      return { say: [] };
    },

    async poll(renderId, signal) {
      const render = await store.renders.look(renderId);
      const turn = render === undefined ? undefined : await store.turns.get(render.turnId);
      if (render === undefined || turn?.state !== 'rendering') return {};
      if (render.state === 'completed' || render.state === 'failed') return settle(renderId, turn, signal);
      const isSubmitted = render.state === 'rendering';
      if (!isSubmitted) {
        await showProgress(turn, render, undefined);
        if (await isOver(renderId)) return {};
      }
      // The clock may have been set on, or nobody looked for hours: the looks count as well.
      const isOld = clock.now() - render.createdAt > giveUpMs;
      if (isOld && render.polls * settings.renderPollMs > giveUpMs / 2) {
        return fail(turn, new AppError('render.timeout', { minutes: giveUpMs / 60_000 }));
      }
      let seen: Seen;
      try {
        seen = await step(render, signal);
      } catch (error) {
        // The next look finds it as it is.
        if (signal.aborted || isStoreAway(error)) throw error;
        const againInMs = waitAfter(error, isSubmitted || render.polls === 1, settings);
        if (againInMs === undefined) return (await isOver(renderId)) ? {} : fail(turn, error);
        log.warn({ renderId, err: error }, 'a look at a render failed; it is looked at again');
        return { againInMs };
      }
      if (seen.isOver) return settle(renderId, turn, signal);
      if (isSubmitted) await showProgress(turn, render, seen.said);
      return { againInMs: settings.renderPollMs };
    },
  };
}

/** How long to wait before the next look after an error; nothing where another look cannot help. */
function waitAfter(
  error: unknown,
  mayAskAgain: boolean,
  settings: EngineDeps['settings'],
): number | undefined {
  if (isAppError(error, 'nemo.rate-limited')) {
    return mayAskAgain ? busyWaitMs(error, settings.rateLimitWaitMs) : undefined;
  }
  return mayPass(error) ? settings.renderPollMs : undefined;
}
