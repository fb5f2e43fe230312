import { randomUUID } from 'node:crypto';
import { sql, type Insertable } from 'kysely';
import type { Locale, ThreadKey } from '#src/core/message.ts';
import { liveStates } from '#src/core/turn.ts';
import type { Store } from '#src/ports.ts';
import { byId } from './by-id.ts';
import { toProject, toThread } from './rows.ts';
import type { Database, Tables } from './schema.ts';

function newProject(threadKey: ThreadKey, locale: Locale, id: string): Insertable<Tables['projects']> {
  return {
    id,
    thread_key: threadKey,
    name: null,
    locale,
    account_id: null,
    session_id: null,
    task_id: null,
    bind_id: null,
    opened_with: null,
    created_at: Date.now(),
  };
}

export function threadStore(db: Database): Omit<Store['threads'], 'look'> {
  const get: Store['threads']['get'] = async (key) => {
    const row = await db.selectFrom('threads').selectAll().where('key', '=', key).executeTakeFirst();
    return row === undefined ? undefined : toThread(row);
  };
  return {
    get,
    async ensure(key, locale) {
      const stored = await get(key);
      if (stored !== undefined) return stored;
      await db.transaction().execute(async (trx) => {
        const project = newProject(key, locale, randomUUID());
        await trx.insertInto('projects').values(project).execute();
        const added = await trx
          .insertInto('threads')
          .values({ key, project_id: project.id, locale: null })
          .onConflict((conflict) => conflict.column('key').doNothing())
          .returning('key')
          .executeTakeFirst();
        if (added === undefined) await trx.deleteFrom('projects').where('id', '=', project.id).execute();
      });
      return toThread(
        await db.selectFrom('threads').selectAll().where('key', '=', key).executeTakeFirstOrThrow(),
      );
    },
    async setLocale(key, locale) {
      await db.updateTable('threads').set({ locale }).where('key', '=', key).execute();
    },
    startProject: (key, locale, id) =>
      db.transaction().execute(async (trx) => {
        const added = await trx
          .insertInto('projects')
          .values(newProject(key, locale, id))
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returningAll()
          .executeTakeFirst();
        if (added === undefined) {
          return toProject(
            await trx.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
          );
        }
        await trx.updateTable('threads').set({ project_id: id }).where('key', '=', key).execute();
        return toProject(added);
      }),
    async turnTo(key, projectId) {
      await db
        .updateTable('threads')
        .set({ project_id: projectId })
        .where('key', '=', key)
        .where('key', '=', (of) => of.selectFrom('projects').select('thread_key').where('id', '=', projectId))
        .execute();
    },
    move: (from, to) =>
      db.transaction().execute(async (trx) => {
        // As claims do, so that none comes in between.
        for (const key of [from, to].toSorted())
          await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(trx);
        await makeRoom(trx, from, to);
        const there = await trx.selectFrom('threads').select('key').where('key', '=', to).executeTakeFirst();
        // Where the new place was written in already, its own project stays the current one.
        if (there === undefined) {
          await trx.updateTable('threads').set({ key: to }).where('key', '=', from).execute();
        } else await trx.deleteFrom('threads').where('key', '=', from).execute();
        await trx
          .updateTable('turns')
          .set((of) => ({
            thread_key: to,
            message_id: sql<string>`'moved:' || ${of.ref('message_id')}`,
            status_message_id: null,
          }))
          .where('thread_key', '=', from)
          .execute();
        await trx
          .updateTable('deliveries')
          .set((of) => ({ message_id: sql<string>`'moved:' || ${of.ref('message_id')}` }))
          .where('thread_key', '=', from)
          .execute();
        for (const table of ['projects', 'media', 'renders', 'deliveries', 'buttons'] as const) {
          await trx.updateTable(table).set({ thread_key: to }).where('thread_key', '=', from).execute();
        }
      }),
  };
}

/**
 * A thread has one live turn: where both have one, one that has not sent anything goes back into the queue, and its
 * holder finds it stale. Where both have sent theirs, moving fails, and is to be tried again when one of them is done.
 */
async function makeRoom(trx: Database, from: ThreadKey, to: ThreadKey): Promise<void> {
  const live = await trx
    .selectFrom('turns')
    .select(['id', 'state'])
    .where('thread_key', 'in', [from, to])
    .where('state', 'in', [...liveStates])
    .execute();
  const waiting = live.find(({ state }) => state === 'preparing');
  if (live.length < 2 || waiting === undefined) return;
  await trx
    .updateTable('turns')
    .set({ state: 'queued', attempt: null, slot: null })
    .where('id', '=', waiting.id)
    .where('state', '=', 'preparing')
    .execute();
}

export function projectStore(db: Database): Store['projects'] {
  return {
    get: byId((ids) => db.selectFrom('projects').selectAll().where('id', 'in', ids).execute(), toProject),
    async list(threadKey) {
      const rows = await db
        .selectFrom('projects')
        .selectAll()
        .where('thread_key', '=', threadKey)
        .orderBy('seq')
        .execute();
      return rows.map(toProject);
    },
    async rename(id, name) {
      await db.updateTable('projects').set({ name }).where('id', '=', id).execute();
    },
    async nameOnce(id, name) {
      await db.updateTable('projects').set({ name }).where('id', '=', id).where('name', 'is', null).execute();
    },
    async openSession(id, session) {
      await db
        .updateTable('projects')
        .set({
          account_id: session.accountId,
          session_id: session.sessionId,
          task_id: session.taskId,
          bind_id: session.bindId,
          opened_with: session.accountId,
        })
        .where('id', '=', id)
        .where('session_id', 'is', null)
        .execute();
      return toProject(
        await db.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
      );
    },
    async settlePayer(id, accountId) {
      await db
        .updateTable('projects')
        .set({ account_id: accountId })
        .where('id', '=', id)
        .where('session_id', 'is', null)
        .execute();
    },
    async openedWith(accountId) {
      const rows = await db
        .selectFrom('projects')
        .select('id')
        .where('account_id', '=', accountId)
        .where('session_id', 'is not', null)
        .execute();
      return rows.map(({ id }) => id);
    },
    closeSession: (id, sessionId) =>
      db.transaction().execute(async (trx) => {
        const closed = await trx
          .updateTable('projects')
          .set({ session_id: null, task_id: null, bind_id: null })
          .where('id', '=', id)
          .where('session_id', '=', sessionId)
          .returning('id')
          .executeTakeFirst();
        if (closed === undefined) return;
        const files = trx.updateTable('media').where('project_id', '=', id);
        await files.set({ state: 'lost' }).where('state', '=', 'uploaded').execute();
        // What they say of the number of files was about that session.
        await files.set({ files_before: null }).where('files_before', 'is not', null).execute();
      }),
  };
}
