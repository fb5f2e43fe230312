import type { Pool } from 'pg';
import type { Oversight } from '#src/ports.ts';
import { liveStates } from '#src/core/turn.ts';
import { openTables } from './schema.ts';

const open = ['answering', 'queued', 'rendering', ...liveStates];

/** What operators look at. Reads alone, and each by an index. */
export function createOversight({ pool }: { pool: Pool }): Oversight {
  const db = openTables(pool);
  return {
    async workAtHand() {
      const rows = await db
        .selectFrom('turns')
        .select(({ fn }) => ['state', fn.countAll().as('count'), fn.min('created_at').as('oldest')])
        .where('state', 'in', open)
        .groupBy('state')
        .execute();
      const { waiting } = await db
        .selectFrom('deliveries')
        .select(({ fn }) => fn.countAll().as('waiting'))
        .where('message_id', 'is', null)
        .where('given_up', '=', false)
        .executeTakeFirstOrThrow();
      const oldest = rows.find(({ state }) => state === 'queued')?.oldest;
      return {
        turns: Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)])),
        oldestWaitMs: oldest === undefined ? 0 : Math.max(0, Date.now() - oldest),
        deliveries: Number(waiting),
      };
    },
  };
}
