import type { Updateable } from 'kysely';
import type { Happening } from '#src/core/turn-event.ts';
import type { Store } from '#src/ports.ts';
import { toButton, toDelivery } from './rows.ts';
import type { Database, Tables } from './schema.ts';
import { isPast } from './stamps.ts';
import { tell } from './turn-events.ts';

/** A place that stays closed for hours is told of once in this time. */
const putOffAgainMs = 10 * 60_000;

export function deliveryStore(db: Database): Store['deliveries'] {
  async function change(
    turnId: string,
    patch: Updateable<Tables['deliveries']>,
    happened: Happening,
    atMostEveryMs?: number,
  ): Promise<void> {
    await db
      .with('moved', (of) =>
        of.updateTable('deliveries').set(patch).where('turn_id', '=', turnId).returning('turn_id'),
      )
      .with('told', tell(happened, atMostEveryMs))
      .selectFrom('moved')
      .select('turn_id')
      .execute();
  }

  return {
    async pending(turnId) {
      const row = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('turn_id', '=', turnId)
        .where('message_id', 'is', null)
        .where('given_up', '=', false)
        .executeTakeFirst();
      return row === undefined ? undefined : toDelivery(row);
    },
    async allPending(olderThanMs) {
      const now = Date.now();
      const rows = await db
        .selectFrom('deliveries')
        .select('turn_id')
        .where('message_id', 'is', null)
        .where('given_up', '=', false)
        .where(isPast('created_at', now - olderThanMs))
        .where(isPast('taken_until', now))
        .orderBy('created_at')
        .execute();
      return rows.map((row) => row.turn_id);
    },
    async take(turnId, forMs) {
      const now = Date.now();
      const row = await db
        .updateTable('deliveries')
        .set({ taken_until: now + forMs })
        .where('turn_id', '=', turnId)
        .where('message_id', 'is', null)
        .where('given_up', '=', false)
        .where(isPast('taken_until', now))
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? undefined : toDelivery(row);
    },
    async keep(turnId, forMs) {
      const takenUntil = Date.now() + forMs;
      await db
        .updateTable('deliveries')
        .set({ taken_until: takenUntil })
        .where('turn_id', '=', turnId)
        .execute();
    },
    async freeAll() {
      await db
        .updateTable('deliveries')
        .set({ taken_until: 0 })
        .where('message_id', 'is', null)
        .where('taken_until', '>', 0)
        .execute();
    },
    putOff: (turnId, why) =>
      change(turnId, { taken_until: 0 }, { what: 'put-off', detail: { why } }, putOffAgainMs),
    receipt: (turnId, messageId) =>
      change(turnId, { message_id: messageId }, { what: 'delivered', detail: { message: messageId } }),
    giveUp: (turnId, why) => change(turnId, { given_up: true }, { what: 'given-up', detail: { why } }),
  };
}

export function buttonStore(db: Database): Store['buttons'] {
  return {
    async add(buttons) {
      if (buttons.length === 0) return;
      await db
        .insertInto('buttons')
        .values(
          buttons.map((button) => ({
            token: button.token,
            thread_key: button.threadKey,
            turn_id: button.turnId,
            label: button.label,
            action: JSON.stringify(button.action),
            used_by: null,
          })),
        )
        .execute();
    },
    async get(threadKey, token) {
      const row = await db
        .selectFrom('buttons')
        .selectAll()
        .where('thread_key', '=', threadKey)
        .where('token', '=', token)
        .executeTakeFirst();
      return row === undefined ? undefined : toButton(row);
    },
    async use(threadKey, token, pressId) {
      const used = await db
        .updateTable('buttons')
        .set({ used_by: pressId })
        .where('thread_key', '=', threadKey)
        .where('token', '=', token)
        .where((of) => of.or([of('used_by', 'is', null), of('used_by', '=', pressId)]))
        .returning('token')
        .executeTakeFirst();
      return used !== undefined;
    },
  };
}
