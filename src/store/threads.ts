import { randomUUID } from 'node:crypto';
import { sql, type Insertable } from 'kysely';
import type { Locale, ThreadKey } from '#src/core/message.ts';
import type { Store } from '#src/ports.ts';
import { toProject, toThread } from './rows.ts';
import type { Database, Tables } from './schema.ts';

function newProject(threadKey: ThreadKey, locale: Locale): Insertable<Tables['projects']> {
  return {
    id: randomUUID(),
    thread_key: threadKey,
    name: 'project',
    locale,
    account_id: null,
    session_id: null,
    task_id: null,
    bind_id: null,
    created_at: Date.now(),
  };
}

export function threadStore(db: Database): Store['threads'] {
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
        const project = newProject(key, locale);
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
    startProject: (key, locale) =>
      db.transaction().execute(async (trx) => {
        const project = newProject(key, locale);
        const row = await trx.insertInto('projects').values(project).returningAll().executeTakeFirstOrThrow();
        await trx.updateTable('threads').set({ project_id: project.id }).where('key', '=', key).execute();
        return toProject(row);
      }),
    move: (from, to) =>
      db.transaction().execute(async (trx) => {
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
        for (const table of ['projects', 'media', 'renders', 'deliveries', 'buttons'] as const) {
          await trx.updateTable(table).set({ thread_key: to }).where('thread_key', '=', from).execute();
        }
      }),
  };
}

export function projectStore(db: Database): Store['projects'] {
  return {
    async get(id) {
      const row = await db.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : toProject(row);
    },
    async openSession(id, session) {
      await db
        .updateTable('projects')
        .set({
          account_id: session.accountId,
          session_id: session.sessionId,
          task_id: session.taskId,
          bind_id: session.bindId,
        })
        .where('id', '=', id)
        .where('session_id', 'is', null)
        .execute();
      return toProject(
        await db.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
      );
    },
    async closeSession(id, sessionId) {
      await db
        .updateTable('projects')
        .set({ session_id: null, task_id: null, bind_id: null, account_id: null })
        .where('id', '=', id)
        .where('session_id', '=', sessionId)
        .execute();
    },
  };
}
