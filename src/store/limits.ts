import { sql, type Selectable } from 'kysely';
import { fromThreadKey, type ThreadKey } from '#src/core/message.ts';
import { liveStates } from '#src/core/turn.ts';
import type { HeldBack, Store } from '#src/ports.ts';
import type { Database, Tables } from './schema.ts';

/** Lanes to be woken at a time: more than come free at once. */
const wokenAtOnce = 10;

type Row = Selectable<Tables['turns']>;

/** The thread keys of a platform. Ids of people and places mean something within it alone. */
const onPlatform = (threadKey: string): string => `${fromThreadKey(threadKey)?.platform ?? ''}:%`;

/** When the person of a row of `waiting` was last served; 0 = never. */
const servedAt = (author: string, platform: string) =>
  sql<string>`coalesce((select max(served.started_at) from reelay.turns as served
    where served.author_id = ${sql.ref(author)} and served.slot = 'taken' and served.thread_key like ${platform}), 0)`;

export function limitStore(db: Database): Store['limits'] {
  const turnsOf = (trx: Database, { threadKey, authorId }: { threadKey: string; authorId: string }) =>
    trx
      .selectFrom('turns')
      .where('author_id', '=', authorId)
      .where('thread_key', 'like', onPlatform(threadKey));

  async function countRunning(trx: Database, row: Row, of: HeldBack['of']): Promise<number> {
    const { n } = await trx
      .selectFrom('turns')
      .select(({ fn }) => fn.countAll().as('n'))
      .where(of === 'user' ? 'author_id' : 'space', '=', of === 'user' ? row.author_id : row.space)
      .where('thread_key', 'like', onPlatform(row.thread_key))
      .where('slot', '=', 'taken')
      .where('state', 'in', [...liveStates])
      .executeTakeFirstOrThrow();
    return Number(n);
  }

  /** Turns of the same person that were held back and are older. */
  async function countOwnAhead(trx: Database, row: Row): Promise<number> {
    const { n } = await turnsOf(trx, { threadKey: row.thread_key, authorId: row.author_id })
      .select(({ fn }) => fn.countAll().as('n'))
      .where('slot', '=', 'waiting')
      .where('state', '=', 'queued')
      .where('seq', '<', row.seq)
      .executeTakeFirstOrThrow();
    return Number(n);
  }

  /** Others of the place who wait, could begin, and have been served longer ago than this person. */
  async function countOthersAhead(trx: Database, row: Row, mostOfUser: number | undefined): Promise<number> {
    const platform = onPlatform(row.thread_key);
    const most = mostOfUser ?? Number.MAX_SAFE_INTEGER;
    const { rows } = await sql<{ n: string }>`
      with waiting as (
        select author_id, min(seq) as seq from reelay.turns
        where space = ${row.space} and thread_key like ${platform} and author_id <> ${row.author_id}
          and slot = 'waiting' and state = 'queued'
        group by author_id
      )
      select count(*) as n from waiting
      where (${servedAt('waiting.author_id', platform)}, waiting.seq)
        < (coalesce((select max(started_at) from reelay.turns
            where author_id = ${row.author_id} and slot = 'taken' and thread_key like ${platform}), 0), ${row.seq}::bigint)
        and (select count(*) from reelay.turns as busy where busy.author_id = waiting.author_id
          and busy.thread_key like ${platform} and busy.slot = 'taken'
          and busy.state in (${sql.join([...liveStates])})) < ${most}`.execute(trx);
    return Number(rows[0]?.n ?? 0);
  }

  return {
    async recent(person, since, most) {
      const rows = await turnsOf(db, person)
        .select(({ ref }) => ref('created_at').$castTo<string>().as('at'))
        .where('created_at', '>', since)
        .where((of) => of.or([of('state', '=', 'queued'), of('started_at', 'is not', null)]))
        .orderBy('created_at', 'desc')
        .limit(most)
        .execute();
      return rows.map((row) => Number(row.at));
    },

    async waiting(person) {
      const { n } = await turnsOf(db, person)
        .select(({ fn }) => fn.countAll().as('n'))
        .where('state', '=', 'queued')
        .executeTakeFirstOrThrow();
      return Number(n);
    },

    enter: (turnId, attempt, most) =>
      db.transaction().execute(async (trx): Promise<HeldBack | undefined> => {
        const row = await trx.selectFrom('turns').selectAll().where('id', '=', turnId).executeTakeFirst();
        // Somebody else has it by now: its holder finds out at the next write.
        if (row === undefined || row.attempt !== attempt || row.slot === 'taken') return undefined;
        const platform = onPlatform(row.thread_key);
        const set = (values: Partial<Row>) =>
          trx
            .updateTable('turns')
            .set(values)
            .where('id', '=', turnId)
            .where('attempt', '=', attempt)
            .execute();
        const heldBack = async (of: HeldBack['of'], running: number): Promise<HeldBack> => {
          await set({ slot: 'waiting', state: 'queued', attempt: null, started_at: null });
          return { of, running };
        };
        if (most.user !== undefined) {
          await lock(trx, `user ${platform}${row.author_id}`);
          const running = await countRunning(trx, row, 'user');
          if (running + (await countOwnAhead(trx, row)) >= most.user) return heldBack('user', running);
        }
        if (most.place !== undefined && row.space !== null) {
          await lock(trx, `place ${platform}${row.space}`);
          const running = await countRunning(trx, row, 'place');
          const ahead = await countOthersAhead(trx, row, most.user);
          if (running + ahead >= most.place) return heldBack('place', running);
        }
        await set({ slot: 'taken' });
        return undefined;
      }),

    async next({ threadKey, authorId, space }) {
      const platform = onPlatform(threadKey);
      const { rows } = await sql<{ thread_key: string }>`
        select thread_key from (
          select distinct on (author_id) author_id, thread_key, seq from reelay.turns
          where slot = 'waiting' and state = 'queued' and thread_key like ${platform}
            and (author_id = ${authorId} or space = ${space})
          order by author_id, seq
        ) as waiting
        order by ${servedAt('waiting.author_id', platform)}, seq
        limit ${wokenAtOnce}`.execute(db);
      return rows.map((row) => row.thread_key as ThreadKey);
    },
  };
}

/** One at a time, in whatever process. A person's lock is always taken before that of a place. */
async function lock(trx: Database, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 4))`.execute(trx);
}
