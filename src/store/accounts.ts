import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Account } from '#src/core/records.ts';
import type { Store } from '#src/ports.ts';
import { byId } from './by-id.ts';
import type { Database } from './schema.ts';
import type { SecretBox } from './secret-box.ts';

/** `token` is still sealed here. */
const accountRow = z
  .object({
    id: z.string(),
    kind: z.enum(['anonymous', 'operator', 'linked']),
    owner: z.string(),
    client_id: z.string(),
    token: z.string().nullable(),
    expires_at: z.coerce.number().nullable(),
  })
  .transform(({ client_id, expires_at, ...row }): Account => ({
    ...row,
    clientId: client_id,
    expiresAt: expires_at,
  }));

export function accountStore(db: Database, box: SecretBox): Store['accounts'] {
  const opened = (row: unknown): Account => {
    const account = accountRow.parse(row);
    if (account.token === null) return account;
    const token = box.open(account.token, account.id);
    // SECRET_KEY was changed or lost: a starter token is had again with the same client id.
    return token === undefined ? { ...account, token: null, expiresAt: null } : { ...account, token };
  };

  const find: Store['accounts']['find'] = async (owner) => {
    const row = await db.selectFrom('accounts').selectAll().where('owner', '=', owner).executeTakeFirst();
    return row === undefined ? undefined : opened(row);
  };

  return {
    find,
    get: byId((ids) => db.selectFrom('accounts').selectAll().where('id', 'in', ids).execute(), opened),
    async ensure(owner, kind, clientId) {
      const known = await find(owner);
      if (known !== undefined) return known;
      // Somebody who was forgotten and came back: known by their client id alone, which is theirs again.
      await db
        .updateTable('accounts')
        .set({ owner })
        .where('owner', 'in', box.masksOf(owner))
        .where('kind', '=', kind)
        .execute();
      await db
        .insertInto('accounts')
        .values({ id: randomUUID(), kind, owner, client_id: clientId, token: null, expires_at: null })
        .onConflict((conflict) => conflict.column('owner').doNothing())
        .execute();
      return opened(
        await db.selectFrom('accounts').selectAll().where('owner', '=', owner).executeTakeFirstOrThrow(),
      );
    },
    async setToken(id, token, expiresAt) {
      await db
        .updateTable('accounts')
        .set({ token: box.seal(token, id), expires_at: expiresAt })
        .where('id', '=', id)
        .execute();
    },
    async move(from, to) {
      await db
        .updateTable('accounts')
        .set({ owner: to })
        .where('owner', '=', from)
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('accounts').select('id').where('owner', '=', to))),
        )
        .execute();
    },
    async clearToken(id) {
      await db.updateTable('accounts').set({ token: null, expires_at: null }).where('id', '=', id).execute();
    },
  };
}
