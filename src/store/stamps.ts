import { sql, type RawBuilder } from 'kysely';

/** Nothing is stamped so far ahead of now: what seems so was stamped before the clock was set back. */
const farAheadMs = 10 * 60_000;

/** True of stamps up to `until`, and of those that a clock set back has left hours ahead. */
export function isPast(column: string, until: number): RawBuilder<boolean> {
  const ref = sql.ref(column);
  return sql<boolean>`(${ref} <= ${until} or ${ref} > ${Date.now() + farAheadMs})`;
}
