import { platformOf } from '#src/core/message.ts';
import type { Turn } from '#src/core/turn.ts';
import type { Store } from '#src/ports.ts';
import type { TurnSpan } from './tracer.ts';

/** What a flow of calls works on. */
export type Work = {
  turnId: string | undefined;
  /** What was done before the turn was known. */
  before: Omit<TurnSpan, 'turnId'>[];
  startedAt: number;
  /** When the turn was claimed, in a lane. */
  claimedAt: number | undefined;
};

/** The store, which knows best when a turn begins, changes hands and ends. */
export function traceStore(
  store: Store,
  deps: {
    tell: (span: TurnSpan) => void;
    work: () => Work | undefined;
    received: Map<string, Work['before']>;
  },
): Store {
  const { tell, work, received } = deps;

  function takeUp(turnId: string): void {
    const now = work();
    if (now === undefined) return;
    now.turnId = turnId;
    for (const span of now.before.splice(0)) tell({ turnId, ...span });
  }

  async function tellEnd(id: string): Promise<void> {
    const turn = await store.turns.get(id).catch(() => undefined);
    if (turn !== undefined) tell(spanOf(turn));
  }

  return {
    ...store,
    turns: {
      ...store.turns,
      async add(turn) {
        const added = await store.turns.add(turn);
        const now = work();
        if (!added.isNew || now === undefined) return added;
        const { id: turnId, mediaIds, threadKey } = added.turn;
        takeUp(turnId);
        for (const span of mediaIds.flatMap((id) => received.get(id) ?? [])) tell({ turnId, ...span });
        for (const id of mediaIds) received.delete(id);
        const attributes = { 'reelay.platform': platformOf(threadKey) };
        tell({ turnId, name: 'intake', from: now.startedAt, to: Date.now(), attributes });
        return added;
      },
      async claim(threadKey, attempt) {
        const askedAt = Date.now();
        const turn = await store.turns.claim(threadKey, attempt);
        if (turn === undefined) return turn;
        takeUp(turn.id);
        const now = work();
        if (now !== undefined) now.claimedAt = askedAt;
        const { id: turnId, createdAt, startedAt } = turn;
        // Only the first claim sets it.
        if (startedAt !== null && startedAt >= askedAt)
          tell({ turnId, name: 'wait', from: createdAt, to: startedAt });
        return turn;
      },
      async advance(id, attempt, patch) {
        const turn = await store.turns.advance(id, attempt, patch);
        const { what, detail } = patch.happened ?? {};
        if (turn !== undefined && what === 'looked') {
          const attributes = { 'reelay.found': String(detail?.['found']) };
          const to = Date.now();
          tell({ turnId: id, name: 'recovery', from: work()?.claimedAt ?? to, to, attributes });
        }
        return turn;
      },
      async end(id, ...rest) {
        const isEnded = await store.turns.end(id, ...rest);
        if (isEnded) await tellEnd(id);
        return isEnded;
      },
      async endUnheld(id, ...rest) {
        const isEnded = await store.turns.endUnheld(id, ...rest);
        if (isEnded) await tellEnd(id);
        return isEnded;
      },
      async cancelQueued(...args) {
        const turns = await store.turns.cancelQueued(...args);
        for (const turn of turns) tell(spanOf({ ...turn, state: 'cancelled' }));
        return turns;
      },
      async stopLive(...args) {
        const stopped = await store.turns.stopLive(...args);
        if (stopped?.ended === true) tell(spanOf({ ...stopped.turn, state: 'cancelled' }));
        return stopped;
      },
    },
    renders: {
      ...store.renders,
      async look(id) {
        const render = await store.renders.look(id);
        const now = work();
        if (render !== undefined && now !== undefined && now.turnId === undefined) takeUp(render.turnId);
        return render;
      },
      async advance(id, from, patch) {
        const isMoved = await store.renders.advance(id, from, patch);
        const isOver = patch.state === 'completed' || patch.state === 'failed';
        if (!isMoved || !isOver || from.includes('completed')) return isMoved;
        const render = await store.renders.get(id).catch(() => undefined);
        if (render !== undefined) {
          const { turnId, createdAt, version } = render;
          const attributes = { 'reelay.render': id, 'reelay.version': version };
          const failedWith = patch.state === 'failed' ? 'render.failed' : undefined;
          tell({ turnId, name: 'render', from: createdAt, to: Date.now(), attributes, failedWith });
        }
        return isMoved;
      },
    },
  };
}

/** The turn itself, from its message to its end. */
function spanOf({ id, threadKey, state, plan, createdAt }: Turn): TurnSpan {
  return {
    turnId: id,
    name: 'turn',
    from: createdAt,
    to: Date.now(),
    isTurn: true,
    failedWith: state === 'failed' || state === 'unknown' ? state : undefined,
    attributes: {
      'reelay.platform': platformOf(threadKey),
      'reelay.outcome': state,
      'reelay.steps': plan.map((step) => step.do).join(' '),
    },
  };
}
