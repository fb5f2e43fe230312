import type { QueryCreator, Selectable } from 'kysely';
import { isLive, liveStates, type Turn, type TurnState } from '#src/core/turn.ts';
import type { Meter } from '#src/core/meter.ts';
import { platformOf, type OutboundMessage, type ThreadKey } from '#src/core/message.ts';
import type { Store } from '#src/ports.ts';
import { byId } from './by-id.ts';
import { inLane, type Arrivals } from './arrivals.ts';
import { toTurn } from './rows.ts';
import type { Database, Tables } from './schema.ts';
import { isPast } from './stamps.ts';
import { claimer } from './turn-claims.ts';
import { tell } from './turn-events.ts';
import { addDelivery, type turnsAsideStore } from './turns-aside.ts';

/** The turns themselves, but for what happens to them from beside the lane: see `turns-aside.ts`. */
export function turnStore(
  db: Database,
  arrivals: Arrivals,
  meter: Meter,
): Omit<Store['turns'], keyof ReturnType<typeof turnsAsideStore>> {
  /** The end of a turn and its last message are one write: neither is ever there without the other. */
  async function end(
    id: string,
    still: (row: Selectable<Tables['turns']>) => boolean,
    state: TurnState,
    last: OutboundMessage,
    why: string | undefined,
  ): Promise<boolean> {
    const ended = await db.transaction().execute(async (trx) => {
      const row = await trx
        .selectFrom('turns')
        .selectAll()
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      if (row === undefined || !still(row)) return undefined;
      await trx
        .with('moved', (of) =>
          of
            .updateTable('turns')
            .set({ state, attempt: null })
            .where('id', '=', id)
            .returning('id as turn_id'),
        )
        .with('told', tell({ what: 'ended', detail: { outcome: state, kind: last.kind, why } }))
        .selectFrom('moved')
        .select('turn_id')
        .execute();
      await addDelivery(trx, id, row.thread_key, last);
      return row;
    });
    if (ended === undefined) return false;
    const tookMs = Date.now() - ended.created_at;
    meter.turnEnded({ outcome: state, isQuick: ended.state === 'answering', tookMs });
    return true;
  }

  const first = async (rows: Promise<unknown>): Promise<Turn | undefined> => {
    const row = await rows;
    return row === undefined ? undefined : toTurn(row);
  };

  return {
    async add(turn) {
      const added = await arrivals.insert(turn);
      if (added !== undefined) {
        meter.turnTaken({ platform: platformOf(turn.threadKey), isQuick: turn.state === 'answering' });
        return { ...added, isNew: true };
      }
      const stored = await db
        .selectFrom('turns')
        .selectAll()
        .where('thread_key', '=', turn.threadKey)
        .where('message_id', '=', turn.messageId)
        .executeTakeFirstOrThrow();
      return { turn: toTurn(stored), isNew: false, ahead: 0 };
    },

    ofMessage: (threadKey, messageId) =>
      first(
        db
          .selectFrom('turns')
          .selectAll()
          .where('thread_key', '=', threadKey)
          .where('message_id', '=', messageId)
          .executeTakeFirst(),
      ),

    get: byId((ids) => db.selectFrom('turns').selectAll().where('id', 'in', ids).execute(), toTurn),

    claim: claimer(db, meter),

    advance(id, attempt, patch) {
      const change = <D extends Tables>(of: QueryCreator<D>) =>
        (of as unknown as Database)
          .updateTable('turns')
          .set({
            ...(patch.state === undefined ? {} : { state: patch.state }),
            ...(patch.plan === undefined ? {} : { plan: JSON.stringify(patch.plan) }),
            ...(patch.step === undefined ? {} : { step: patch.step }),
            ...(patch.memory === undefined ? {} : { memory: JSON.stringify(patch.memory) }),
            ...(patch.notBefore === undefined ? {} : { not_before: patch.notBefore }),
            attempt: patch.state === undefined || isLive(patch.state) ? attempt : null,
          })
          .where('id', '=', id)
          .where('attempt', '=', attempt)
          .returningAll();
      const { happened } = patch;
      if (happened === undefined) return first(change(db).executeTakeFirst());
      return first(
        db
          .with('moved', (of) => change(of).returning('id as turn_id'))
          .with('told', tell(happened))
          .selectFrom('moved')
          .selectAll()
          .executeTakeFirst(),
      );
    },

    noteStatus: arrivals.noteStatus,

    end: (id, attempt, state, last, why) => end(id, (row) => row.attempt === attempt, state, last, why),
    endUnheld: (id, from, state, last, why) => end(id, (row) => row.state === from, state, last, why),

    async unanswered(olderThanMs) {
      const rows = await db
        .selectFrom('turns')
        .selectAll()
        .where('state', '=', 'answering')
        .where(isPast('created_at', Date.now() - olderThanMs))
        .orderBy('seq')
        .execute();
      return rows.map(toTurn);
    },

    async revise(threadKey, messageId, plan) {
      const steps = plan.map((step) => step.do).join(', ');
      const revised = await db
        .with('moved', (of) =>
          of
            .updateTable('turns')
            .set({ plan: JSON.stringify(plan) })
            .where('thread_key', '=', threadKey)
            .where('message_id', '=', messageId)
            .where('state', '=', 'queued')
            .returning('id as turn_id'),
        )
        .with('told', tell({ what: 'revised', detail: { steps } }))
        .selectFrom('moved')
        .select('turn_id')
        .executeTakeFirst();
      return revised !== undefined;
    },

    async retract(threadKey, messageId) {
      const dropped = await db
        .with('moved', (of) =>
          of
            .updateTable('turns')
            .set({ state: 'cancelled' })
            .where('thread_key', '=', threadKey)
            .where('message_id', '=', messageId)
            .where('state', '=', 'queued')
            .returning(['id as turn_id', 'created_at']),
        )
        .with('told', tell({ what: 'retracted' }))
        .selectFrom('moved')
        .select('created_at')
        .executeTakeFirst();
      if (dropped === undefined) return false;
      const tookMs = Date.now() - dropped.created_at;
      meter.turnEnded({ outcome: 'cancelled', isQuick: false, tookMs });
      return true;
    },

    live: (threadKey) =>
      first(
        db
          .selectFrom('turns')
          .selectAll()
          .where('thread_key', '=', threadKey)
          .where('state', 'in', [...liveStates])
          .executeTakeFirst(),
      ),

    async threadsWithWork() {
      const rows = await db
        .selectFrom('turns')
        .select('thread_key')
        .distinct()
        .where('state', 'in', inLane)
        .execute();
      return rows.map((row) => row.thread_key as ThreadKey);
    },
  };
}
