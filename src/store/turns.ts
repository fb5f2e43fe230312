import { sql, type Selectable } from 'kysely';
import { isLive, liveStates, type Turn, type TurnState } from '#src/core/turn.ts';
import type { Meter } from '#src/core/meter.ts';
import { platformOf, type OutboundMessage, type ThreadKey } from '#src/core/message.ts';
import type { Store } from '#src/ports.ts';
import { inLane, type Arrivals } from './arrivals.ts';
import { toTurn } from './rows.ts';
import type { Database, Tables } from './schema.ts';
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
  ): Promise<boolean> {
    const ended = await db.transaction().execute(async (trx) => {
      const row = await trx
        .selectFrom('turns')
        .selectAll()
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      if (row === undefined || !still(row)) return undefined;
      await trx.updateTable('turns').set({ state, attempt: null }).where('id', '=', id).execute();
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

    get: (id) => first(db.selectFrom('turns').selectAll().where('id', '=', id).executeTakeFirst()),

    async claim(threadKey, attempt) {
      const claimed = await db.transaction().execute(async (trx) => {
        // One claim of a thread at a time, in whatever process: the loser sees what the winner did.
        await sql`select pg_advisory_xact_lock(hashtextextended(${threadKey}, 0))`.execute(trx);
        for (;;) {
          const candidate = await trx
            .selectFrom('turns')
            .select(['id', 'state', 'attempt', 'not_before'])
            .where('thread_key', '=', threadKey)
            .where('state', 'in', inLane)
            .orderBy((of) => of.case().when('state', '=', 'queued').then(1).else(0).end())
            .orderBy('seq')
            .limit(1)
            .executeTakeFirst();
          if (candidate === undefined) return undefined;
          // Its holder may write, or a cancel end it, between the look and this: the row as it is by now counts.
          const row = await trx
            .updateTable('turns')
            .set((of) => ({
              attempt,
              state: of.case().when('state', '=', 'queued').then('preparing').else(of.ref('state')).end(),
              started_at: of.fn.coalesce('started_at', of.val(Date.now())),
            }))
            .where('id', '=', candidate.id)
            .where('state', 'in', inLane)
            .returningAll()
            .executeTakeFirst();
          if (row !== undefined) return { was: candidate, turn: toTurn(row) };
        }
      });
      if (claimed === undefined) return undefined;
      const { was, turn } = claimed;
      if (was.state === 'queued') meter.turnStarted(Date.now() - turn.createdAt);
      else if (isLeftBehind(was)) meter.turnTakenOver();
      return turn;
    },

    advance: (id, attempt, patch) =>
      first(
        db
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
          .returningAll()
          .executeTakeFirst(),
      ),

    noteStatus: arrivals.noteStatus,

    end: (id, attempt, state, last) => end(id, (row) => row.attempt === attempt, state, last),
    endUnheld: (id, from, state, last) => end(id, (row) => row.state === from, state, last),

    async unanswered(olderThanMs) {
      const rows = await db
        .selectFrom('turns')
        .selectAll()
        .where('state', '=', 'answering')
        .where('created_at', '<=', Date.now() - olderThanMs)
        .orderBy('seq')
        .execute();
      return rows.map(toTurn);
    },

    async revise(threadKey, messageId, plan) {
      const revised = await db
        .updateTable('turns')
        .set({ plan: JSON.stringify(plan) })
        .where('thread_key', '=', threadKey)
        .where('message_id', '=', messageId)
        .where('state', '=', 'queued')
        .returning('id')
        .executeTakeFirst();
      return revised !== undefined;
    },

    async retract(threadKey, messageId) {
      const dropped = await db
        .updateTable('turns')
        .set({ state: 'cancelled' })
        .where('thread_key', '=', threadKey)
        .where('message_id', '=', messageId)
        .where('state', '=', 'queued')
        .returning('created_at')
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

/** True for a turn in which nobody waits: who had it is gone. */
function isLeftBehind(was: { state: string; attempt: string | null; not_before: number | null }): boolean {
  const streams = was.state === 'sending' || was.state === 'streaming';
  return streams || (was.state === 'preparing' && was.attempt !== null && was.not_before === null);
}
