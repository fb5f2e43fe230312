import { isStoreAway } from '#src/errors.ts';
import { inBatches } from '#src/core/batches.ts';

/**
 * A read by id, of which ten thousand waiting renders make hundreds a second: those that are wanted at the same
 * time are one statement. `to` reads a row; one that cannot be read is an error for whoever asked for it alone.
 */
export function byId<Row extends { id: string }, T>(
  find: (ids: string[]) => Promise<Row[]>,
  to: (row: Row) => T,
): (id: string) => Promise<T | undefined> {
  const rowOf = inBatches(async (ids: string[]) => {
    const rows = new Map((await find([...new Set(ids)])).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id));
  }, isStoreAway);
  return async (id) => {
    const row = await rowOf(id);
    return row === undefined ? undefined : to(row);
  };
}
