import { sql, type RawBuilder } from 'kysely';
import type { ThreadKey } from '#src/core/message.ts';
import { liveStates } from '#src/core/turn.ts';
import type { RetentionStore } from '#src/ports.ts';
import type { Database } from './schema.ts';

/** A turn in one of these has something to come. A question that nobody has answered in all that time has not. */
const open = ['answering', 'queued', 'rendering', ...liveStates];

export function retentionStore(db: Database): RetentionStore {
  return {
    idleThreads: (before, most) => idle(db, before, sql`limit ${most}`),

    deleteThread: (key, before) =>
      db.transaction().execute(async (trx) => {
        // A turn that is written at this moment needs its project: it waits for this, or this for it.
        await trx.selectFrom('projects').select('id').where('thread_key', '=', key).forUpdate().execute();
        if ((await idle(trx, before, sql`and key = ${key}`)).length === 0) return false;
        await deleteAll(trx, key);
        return true;
      }),

    async dropCodes(before) {
      await db
        .deleteFrom('access')
        .where('approved_at', 'is', null)
        .where('good_until', '<=', before)
        .execute();
    },
  };
}

/** Threads without a sign of life since `before`. A web chat has rows of its own, and may have no others. */
async function idle(db: Database, before: number, rest: RawBuilder<unknown>): Promise<ThreadKey[]> {
  const found = await sql<{ key: ThreadKey }>`
    select key from (select key from reelay.threads union select key from reelay.chat_threads) as places
    where not exists (select 1 from reelay.turns as t where t.thread_key = places.key
        and (t.created_at > ${before} or t.state in (${sql.join(open)})))
      and not exists (select 1 from reelay.projects as p where p.thread_key = places.key and p.created_at > ${before})
      and not exists (select 1 from reelay.chat_events as e where e.thread_key = places.key and e.at > ${before})
      and not exists (select 1 from reelay.chat_threads as c where c.key = places.key and c.created_at > ${before})
      ${rest}`.execute(db);
  return found.rows.map(({ key }) => key);
}

/** In the order in which the tables lean on one another. */
async function deleteAll(trx: Database, key: ThreadKey): Promise<void> {
  const turns = trx.selectFrom('turns').select('id').where('thread_key', '=', key);
  const projects = trx.selectFrom('projects').select('id').where('thread_key', '=', key);
  for (const table of ['deliveries', 'buttons', 'renders', 'spending', 'runs'] as const) {
    await trx.deleteFrom(table).where('turn_id', 'in', turns).execute();
  }
  for (const table of ['wishes', 'renders', 'media'] as const) {
    await trx.deleteFrom(table).where('project_id', 'in', projects).execute();
  }
  await trx.deleteFrom('turns').where('thread_key', '=', key).execute();
  await trx.deleteFrom('threads').where('key', '=', key).execute();
  await trx.deleteFrom('projects').where('thread_key', '=', key).execute();
  await trx.deleteFrom('chat_events').where('thread_key', '=', key).execute();
  await trx.deleteFrom('chat_threads').where('key', '=', key).execute();
}
