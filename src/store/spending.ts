import { sql } from 'kysely';
import { fits, type Over } from '#src/core/limits.ts';
import type { Meter } from '#src/core/meter.ts';
import { countedOf, dayOf, type Counted } from '#src/core/spending.ts';
import { liveStates } from '#src/core/turn.ts';
import type { Store, Who } from '#src/ports.ts';
import type { Database } from './schema.ts';
import type { SecretBox } from './secret-box.ts';
import { tell } from './turn-events.ts';

/** Runs are kept this long after their end: nothing that began before can still be going on beside one of today. */
const keptMs = 24 * 60 * 60 * 1000;
/** So many of the newest runs tell what is usual, and fewer than that few tell nothing. */
const newest = 20;
const fewest = 3;
/** How the owner of a forgotten person's rows begins, until the day is over. */
const masked = 'masked:';
/** No spreadsheet takes many more rows than this. */
const mostRows = 500_000;

/** What a row counts for; one of a worker of the version before has only its two balances. */
const spentCredits = sql<number>`coalesce(credits, greatest(credits_before - credits_after, 0))`;

export function spendingStore(
  db: Database,
  meter: Meter,
  { masksOf }: Pick<SecretBox, 'masksOf'>,
): Store['spending'] {
  /** True where no other run went on at the account since this one began. */
  async function wasAlone(trx: Database, turnId: string, accountId: string): Promise<boolean> {
    const own = await trx
      .selectFrom('runs')
      .select(['account_id', 'begun_at'])
      .where('turn_id', '=', turnId)
      .executeTakeFirst();
    // A run that nobody noted may have been beside anything.
    if (own === undefined || own.account_id !== accountId) return false;
    const other = await trx
      .selectFrom('runs')
      .select('turn_id')
      .where('account_id', '=', accountId)
      .where('turn_id', '!=', turnId)
      .where((of) => of.or([of('ended_at', 'is', null), of('ended_at', '>=', own.begun_at)]))
      .limit(1)
      .executeTakeFirst();
    return other === undefined;
  }

  async function release(trx: Database, turnId: string, now: number): Promise<void> {
    await trx
      .updateTable('runs')
      .set({ ended_at: now })
      .where('turn_id', '=', turnId)
      .where('ended_at', 'is', null)
      .execute();
  }

  /** `butTurnId` = a turn that asks anew: what it reserved before is not in its own way. */
  async function usedToday(
    trx: Database,
    who: Who,
    now: number,
    butTurnId: string,
  ): Promise<{ used: number; reserved: number }> {
    const [column, name] = 'owner' in who ? (['owner', who.owner] as const) : (['place', who.place] as const);
    const used = await trx
      .selectFrom('spending')
      .select(sql<number | null>`sum(${spentCredits})`.as('sum'))
      .where(column, 'in', column === 'owner' ? [name, ...masksOf(name)] : [name])
      .where('kind', '!=', 'linked')
      .where('created_at', '>=', dayOf(now).start)
      .executeTakeFirst();
    const open = await trx
      .selectFrom('runs')
      .innerJoin('turns', 'turns.id', 'runs.turn_id')
      .select(({ fn }) => fn.sum<number | null>('runs.reserved').as('sum'))
      .where(`runs.${column}`, '=', name)
      .where('runs.kind', '!=', 'linked')
      .where('runs.ended_at', 'is', null)
      .where('runs.turn_id', '!=', butTurnId)
      .where('turns.state', 'in', [...liveStates])
      .executeTakeFirst();
    return { used: used?.sum ?? 0, reserved: open?.sum ?? 0 };
  }

  return {
    begin: ({ turnId, owner, place, accountId, kind, reserved }, now, budgets = {}) =>
      db.transaction().execute(async (trx): Promise<Over | undefined> => {
        const limits = [
          { of: 'user' as const, who: { owner }, budget: budgets.user },
          { of: 'place' as const, who: place === null ? undefined : { place }, budget: budgets.place },
        ];
        for (const { of, who, budget } of limits) {
          if (budget === undefined || who === undefined) continue;
          // Always the person first, then the place: nobody waits for somebody who waits for them.
          await sql`select pg_advisory_xact_lock(hashtextextended(${Object.values(who)[0]}, 3))`.execute(trx);
          const today = { budget, ...(await usedToday(trx, who, now, turnId)) };
          if (!fits(today, reserved)) return { of, ...today };
        }
        const row = { account_id: accountId, kind, owner, place, reserved, begun_at: now, ended_at: null };
        await trx
          .insertInto('runs')
          .values({ turn_id: turnId, ...row })
          .onConflict((conflict) => conflict.column('turn_id').doUpdateSet(row))
          .execute();
        return undefined;
      }),

    today: (who, now) => usedToday(db, who, now, ''),

    async record(spent, usual, now) {
      const counted = await db.transaction().execute(async (trx): Promise<Counted> => {
        const { turnId, owner, place, accountId, kind, projectId, step, work, before, after } = spent;
        const isAlone = await wasAlone(trx, turnId, accountId);
        const counted = countedOf(Math.max(0, before - after), isAlone, usual);
        await release(trx, turnId, now);
        const who = { account_id: accountId, owner, place, project_id: projectId, kind, work };
        await trx
          .with('recorded', (of) =>
            of
              .insertInto('spending')
              .values({
                turn_id: turnId,
                ...who,
                step,
                credits_before: before,
                credits_after: after,
                ...counted,
                created_at: now,
              })
              .onConflict((conflict) =>
                conflict.column('turn_id').doUpdateSet({
                  ...who,
                  step,
                  // The turn's first balance stays, unless it was this very step's.
                  credits_before: sql`case when spending.step = ${step} and spending.earlier = 0 then ${before} else spending.credits_before end`,
                  credits_after: after,
                  earlier: sql`case when spending.step < ${step} then coalesce(spending.credits, 0) else spending.earlier end`,
                  credits: sql`${counted.credits} + case when spending.step < ${step} then coalesce(spending.credits, 0) else spending.earlier end`,
                  exact: sql`${counted.exact} and (spending.exact or (spending.step = ${step} and spending.earlier = 0))`,
                }),
              )
              .returning('turn_id'),
          )
          .with('moved', (of) => of.selectFrom('turns').select('id as turn_id').where('id', '=', turnId))
          .with('told', tell({ what: 'credits', detail: { before, after, counted: counted.credits } }))
          .selectFrom('recorded')
          .select('turn_id')
          .execute();
        return counted;
      });
      meter.creditsSpent(counted.credits);
      return counted;
    },

    async hasGenerated(projectId, owner) {
      const row = await db
        .selectFrom('spending')
        .select('turn_id')
        .where('owner', '=', owner)
        .where('project_id', '=', projectId)
        .where('work', '=', 'generation')
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    release: (turnId, now) => release(db, turnId, now),

    async usual(work) {
      const row = await db
        .selectFrom((of) =>
          of
            .selectFrom('spending')
            .select('credits')
            .where('work', '=', work)
            .where('exact', '=', true)
            .where('earlier', '=', 0)
            .where('credits', '>', 0)
            .orderBy('created_at', 'desc')
            .limit(newest)
            .as('known'),
        )
        .select([
          sql<string>`count(*)`.as('n'),
          sql<number | null>`percentile_cont(0.5) within group (order by credits)`.as('median'),
        ])
        .executeTakeFirstOrThrow();
      return Number(row.n) < fewest || row.median === null ? undefined : Math.round(row.median);
    },

    async usage(since) {
      const day = sql<string>`to_char(to_timestamp(created_at / 1000) at time zone 'UTC', 'YYYY-MM-DD')`;
      const rows = await db
        .selectFrom('spending')
        .select([
          day.as('day'),
          'owner',
          'place',
          sql<number>`sum(${spentCredits})`.as('credits'),
          sql<string>`count(*)`.as('edits'),
          sql<string>`count(*) filter (where not exact)`.as('estimated'),
        ])
        .where('created_at', '>=', since)
        .groupBy([day, 'owner', 'place'])
        .orderBy('day', 'desc')
        .orderBy('credits', 'desc')
        .limit(mostRows)
        .execute();
      return rows.map((row) => ({
        ...row,
        owner: row.owner?.startsWith(masked) === true ? null : row.owner,
        edits: Number(row.edits),
        estimated: Number(row.estimated),
      }));
    },

    async tidy(now) {
      // A forgotten person's day is over. Rows of last week at the oldest: the sweep must not read them all.
      const { start, end } = dayOf(now);
      await db
        .updateTable('spending')
        .set({ owner: null })
        .where('created_at', '>=', start - 7 * (end - start))
        .where('created_at', '<', start)
        .where('owner', 'like', `${masked}%`)
        .execute();
      await db
        .updateTable('runs')
        .set({ ended_at: now })
        .where('ended_at', 'is', null)
        .where(({ not, exists, selectFrom, ref }) =>
          not(
            exists(
              selectFrom('turns')
                .select('id')
                .where('id', '=', ref('runs.turn_id'))
                .where('state', 'in', [...liveStates]),
            ),
          ),
        )
        .execute();
      await db
        .deleteFrom('runs')
        .where('ended_at', '<', now - keptMs)
        .execute();
    },
  };
}
