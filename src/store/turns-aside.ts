import { liveStates, type Turn } from '#src/core/turn.ts';
import type { OutboundMessage } from '#src/core/message.ts';
import type { Meter } from '#src/core/meter.ts';
import type { Store } from '#src/ports.ts';
import { toTurn } from './rows.ts';
import type { Database } from './schema.ts';
import { tell } from './turn-events.ts';

/** What may happen to a turn without its holder: it is cancelled, asked to stop, put off, looked up. */
export function turnsAsideStore(
  db: Database,
  meter: Meter,
): Pick<Store['turns'], 'cancelQueued' | 'stopLive' | 'putOff' | 'latest' | 'questionAnswered'> {
  const cancelled = ({ createdAt }: Turn): void =>
    meter.turnEnded({ outcome: 'cancelled', isQuick: false, tookMs: Date.now() - createdAt });

  return {
    async cancelQueued(threadKey, last) {
      const ended = await db.transaction().execute(async (trx) => {
        const rows = await trx
          .with('moved', (of) =>
            of
              .updateTable('turns')
              .set({ state: 'cancelled' })
              .where('thread_key', '=', threadKey)
              .where('state', '=', 'queued')
              .returningAll()
              .returning('id as turn_id'),
          )
          .with('told', tell({ what: 'ended', detail: { outcome: 'cancelled', kind: 'info' } }))
          .selectFrom('moved')
          .selectAll()
          .execute();
        const turns = rows.map(toTurn);
        for (const turn of turns) await addDelivery(trx, turn.id, threadKey, last(turn));
        return turns;
      });
      ended.forEach(cancelled);
      return ended;
    },

    async stopLive(threadKey, now, last) {
      const stopped = await db.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('turns')
          .selectAll()
          .where('thread_key', '=', threadKey)
          .where('state', 'in', [...liveStates])
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) return undefined;
        const turn = toTurn(row);
        const ended = turn.state === 'preparing' && (turn.notBefore ?? 0) > now;
        await trx
          .with('moved', (of) =>
            of
              .updateTable('turns')
              .set(ended ? { state: 'cancelled', attempt: null, stop_at: now } : { stop_at: now })
              .where('id', '=', turn.id)
              .returning('id as turn_id'),
          )
          .with(
            'told',
            tell(
              ended
                ? { what: 'ended', detail: { outcome: 'cancelled', kind: 'info' } }
                : { what: 'stop-asked', detail: { state: turn.state } },
            ),
          )
          .selectFrom('moved')
          .select('turn_id')
          .execute();
        if (ended) await addDelivery(trx, turn.id, threadKey, last(turn));
        return { turn, ended };
      });
      if (stopped?.ended === true) cancelled(stopped.turn);
      return stopped;
    },

    async putOff(id, notBefore, memory) {
      const detail = { why: 'nemo.rate-limited', untilMs: notBefore };
      const row = await db
        .with('moved', (of) =>
          of
            .updateTable('turns')
            .set({ state: 'queued', not_before: notBefore, memory: JSON.stringify(memory) })
            .where('id', '=', id)
            .where('state', '=', 'answering')
            .returningAll()
            .returning('id as turn_id'),
        )
        .with('told', tell({ what: 'waits', detail }))
        .selectFrom('moved')
        .selectAll()
        .executeTakeFirst();
      return row === undefined ? undefined : toTurn(row);
    },

    async latest(threadKey, state): Promise<Turn | undefined> {
      const row = await db
        .selectFrom('turns')
        .selectAll()
        .where('thread_key', '=', threadKey)
        .where('state', '=', state)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? undefined : toTurn(row);
    },

    async questionAnswered(id) {
      await db
        .with('moved', (of) =>
          of
            .updateTable('turns')
            .set({ state: 'done' })
            .where('project_id', '=', (one) =>
              one.selectFrom('turns').select('project_id').where('id', '=', id),
            )
            .where('state', '=', 'asking')
            .returning('id as turn_id'),
        )
        .with('told', tell({ what: 'answered' }))
        .selectFrom('moved')
        .select('turn_id')
        .execute();
    },
  };
}

/** The outbox's row; always written together with the turn's end. */
export async function addDelivery(
  trx: Database,
  turnId: string,
  threadKey: string,
  last: OutboundMessage,
): Promise<void> {
  await trx
    .insertInto('deliveries')
    .values({
      turn_id: turnId,
      thread_key: threadKey,
      message: JSON.stringify(last),
      message_id: null,
      created_at: Date.now(),
    })
    .execute();
}
