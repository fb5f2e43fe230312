import { hostname } from 'node:os';
import { sql, type InsertQueryBuilder, type InsertResult, type QueryCreator } from 'kysely';
import type { Happening } from '#src/core/turn-event.ts';
import type { Tables } from './schema.ts';

/** Names this process to whoever looks for its log. */
export const thisProcess = `${hostname()}/${process.pid}`;

type Insert = InsertQueryBuilder<Tables, 'turn_events', InsertResult>;

/**
 * Writes an event down in the very statement that lets it happen. `moved` is that statement's CTE, which returns
 * the turn's id as `turn_id`: where it returns nothing, nothing is written. `atMostEveryMs`: nor where the same
 * happened so shortly before.
 *
 * ```
 * db.with('moved', change).with('told', tell({ what: 'started' })).selectFrom('moved').selectAll()
 * ```
 */
export const tell =
  ({ what, detail = {} }: Happening, atMostEveryMs = 0) =>
  (creator: unknown): Insert => {
    const db = creator as QueryCreator<Tables & { moved: { turn_id: string } }>;
    const now = Date.now();
    const events = db.selectFrom('moved').select(({ ref }) => [
      ref('moved.turn_id').as('turn_id'),
      sql<number>`${now}::bigint`.as('at'),
      // Parameters of a select have no type of their own.
      sql<string>`${what}::text`.as('what'),
      sql<string>`${JSON.stringify(detail)}::text`.as('detail'),
    ]);
    const due =
      atMostEveryMs === 0
        ? events
        : events.where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('turn_events as earlier')
                  .select('earlier.seq')
                  .whereRef('earlier.turn_id', '=', 'moved.turn_id')
                  .where('earlier.what', '=', what)
                  .where('earlier.at', '>', now - atMostEveryMs),
              ),
            ),
          );
    return db.insertInto('turn_events').columns(['turn_id', 'at', 'what', 'detail']).expression(due);
  };
