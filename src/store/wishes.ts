import type { Store } from '#src/ports.ts';
import { toWish } from './rows.ts';
import type { Database } from './schema.ts';

export function wishStore(db: Database): Store['wishes'] {
  return {
    async get(projectId, authorId) {
      const row = await db
        .selectFrom('wishes')
        .select('plan')
        .where('project_id', '=', projectId)
        .where('author_id', '=', authorId)
        .where('taken_by', 'is', null)
        .executeTakeFirst();
      return row === undefined ? undefined : toWish(row);
    },
    async keep(projectId, authorId, plan) {
      const row = { plan: JSON.stringify(plan), taken_by: null };
      await db
        .insertInto('wishes')
        .values({ project_id: projectId, author_id: authorId, ...row })
        .onConflict((conflict) => conflict.columns(['project_id', 'author_id']).doUpdateSet(row))
        .execute();
    },
    async take(projectId, authorId, turnId) {
      const row = await db
        .updateTable('wishes')
        .set({ taken_by: turnId })
        .where('project_id', '=', projectId)
        .where('author_id', '=', authorId)
        .where((of) => of.or([of('taken_by', 'is', null), of('taken_by', '=', turnId)]))
        .returning('plan')
        .executeTakeFirst();
      return row === undefined ? undefined : toWish(row);
    },
    async drop(projectId, authorId) {
      const row = await db
        .deleteFrom('wishes')
        .where('project_id', '=', projectId)
        .where('author_id', '=', authorId)
        .where('taken_by', 'is', null)
        .returning('project_id')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
