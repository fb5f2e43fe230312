import { sql } from 'kysely';
import { z } from 'zod';
import { locales, type ThreadKey } from '#src/core/message.ts';
import type { AccessAsked } from '#src/core/records.ts';
import type { Store } from '#src/ports.ts';
import type { Database } from './schema.ts';

const rowSchema = z
  .object({
    owner: z.string(),
    thread_key: z.string().transform((key) => key as ThreadKey),
    locale: z.enum(locales),
    code: z.string(),
    good_until: z.coerce.number(),
  })
  .transform(({ thread_key: threadKey, good_until: goodUntil, ...row }): AccessAsked => ({
    ...row,
    threadKey,
    goodUntil,
  }));

const approvedRow = z
  .object({ owner: z.string(), approved_at: z.coerce.number() })
  .transform(({ owner, approved_at: at }) => ({ owner, at }));

export function accessStore(db: Database): Store['access'] {
  return {
    async isApproved(owner) {
      const row = await db
        .selectFrom('access')
        .select('owner')
        .where('owner', '=', owner)
        .where('approved_at', 'is not', null)
        .executeTakeFirst();
      return row !== undefined;
    },

    ask: (person, now, most) =>
      db.transaction().execute(async (trx) => {
        // Counting and adding are one step, or two processes could both take the last place.
        await sql`select pg_advisory_xact_lock(hashtextextended('access', 0))`.execute(trx);
        await trx
          .deleteFrom('access')
          .where('approved_at', 'is', null)
          .where('good_until', '<=', now)
          .execute();
        const waiting = await trx.selectFrom('access').selectAll().where('approved_at', 'is', null).execute();
        const known = waiting.find(({ owner }) => owner === person.owner);
        if (known !== undefined) return rowSchema.parse(known);
        if (waiting.length >= most) return undefined;
        const { owner, threadKey, locale, code, goodUntil } = person;
        await trx
          .insertInto('access')
          .values({ owner, thread_key: threadKey, locale, code, good_until: goodUntil, approved_at: null })
          .onConflict((conflict) => conflict.column('owner').doNothing())
          .execute();
        return person;
      }),

    async approve(code, now) {
      const row = await db
        .updateTable('access')
        .set((of) => ({ approved_at: of.fn.coalesce('approved_at', sql<number>`${now}::bigint`) }))
        .where('code', '=', code)
        .where('good_until', '>', now)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? undefined : rowSchema.parse(row);
    },

    async revoke(id) {
      const gone = await db
        .deleteFrom('access')
        // An owner ends with the platform's id, and no two platforms have an id in common.
        .where(sql<string>`split_part(owner, ':', 3)`, '=', id)
        .where('approved_at', 'is not', null)
        .returning('owner')
        .executeTakeFirst();
      return gone?.owner;
    },

    async approved(most) {
      const approved = db.selectFrom('access').where('approved_at', 'is not', null);
      const [rows, counted] = await Promise.all([
        approved
          .select(['owner', 'approved_at'])
          .orderBy('approved_at', 'desc')
          .orderBy('owner')
          .limit(most)
          .execute(),
        approved.select((of) => of.fn.countAll().as('count')).executeTakeFirstOrThrow(),
      ]);
      const people = rows.map((row) => approvedRow.parse(row));
      return { people, count: Number(counted.count) };
    },
  };
}
