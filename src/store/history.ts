import type { Store } from '#src/ports.ts';
import { toTurn } from './rows.ts';
import type { Database } from './schema.ts';

export function historyStore(db: Database): Store['history'] {
  return {
    async turnOf(threadKey, messageId) {
      // Three looks by index rather than one over all that was ever said in the thread.
      const ids = db
        .selectFrom('turns')
        .select('id')
        .where('thread_key', '=', threadKey)
        .where('message_id', '=', messageId)
        .union(
          db
            .selectFrom('turns')
            .select('id')
            .where('thread_key', '=', threadKey)
            .where('status_message_id', '=', messageId),
        )
        .union(
          db
            .selectFrom('deliveries')
            .select('turn_id as id')
            .where('thread_key', '=', threadKey)
            .where('message_id', '=', messageId),
        );
      const row = await db
        .selectFrom('turns')
        .selectAll()
        .where('id', 'in', ids)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? undefined : toTurn(row);
    },
  };
}
