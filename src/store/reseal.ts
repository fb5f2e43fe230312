import type { Pool } from 'pg';
import { openTables, type Database } from './schema.ts';
import { createSecretBox, type SecretBox } from './secret-box.ts';
import type { SecretKeys } from './store.ts';

/** What a round of sealing anew has found. */
export type Resealed = {
  /** Sealed texts there are. */
  all: number;
  /** Those that the present key has sealed by now, in this round. */
  resealed: number;
  /** Those that none of the keys opens. */
  unreadable: number;
};

const portion = 100;

/**
 * Seals with the present key whatever another one of `secretKeys` has sealed. Processes may go on beside it: a text that
 * changed meanwhile is left as it is. Cut off anywhere, it goes on when called again.
 */
export async function resealAll(options: { pool: Pool; secretKeys: SecretKeys }): Promise<Resealed> {
  const { key, others } = options.secretKeys;
  const db = openTables(options.pool);
  const box = createSecretBox(key, others);
  let resealed = 0;
  let unreadable = 0;
  let after = '';
  for (;;) {
    const rows = await db
      .selectFrom('accounts')
      .select(['id', 'token'])
      .where('id', '>', after)
      .where('token', 'is not', null)
      .where('token', 'not like', `${box.prefix}%`)
      .orderBy('id')
      .limit(portion)
      .execute();
    if (rows.length === 0) break;
    for (const { id, token } of rows) {
      const opened = token === null ? undefined : box.open(token, id);
      if (opened === undefined) unreadable += 1;
      else if (await replaced(db, box, { id, token, opened })) resealed += 1;
    }
    after = rows.at(-1)?.id ?? '';
  }
  const { all } = await db
    .selectFrom('accounts')
    .select((of) => of.fn.count<string>('token').as('all'))
    .executeTakeFirstOrThrow();
  return { all: Number(all), resealed, unreadable };
}

/** False where somebody else wrote that token meanwhile. */
async function replaced(
  db: Database,
  box: SecretBox,
  { id, token, opened }: { id: string; token: string | null; opened: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('accounts')
    .set({ token: box.seal(opened, id) })
    .where('id', '=', id)
    .where('token', '=', token)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
