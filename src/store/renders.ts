import type { Meter } from '#src/core/meter.ts';
import type { Store } from '#src/ports.ts';
import { byId } from './by-id.ts';
import { toRender } from './rows.ts';
import type { Database } from './schema.ts';
import { isPast } from './stamps.ts';
import { tell } from './turn-events.ts';

export function renderStore(db: Database, look: Store['renders']['look'], meter: Meter): Store['renders'] {
  return {
    add: (render) =>
      db.transaction().execute(async (trx) => {
        // The project's row is the lock under which its versions are numbered.
        await trx
          .selectFrom('projects')
          .select('id')
          .where('id', '=', render.projectId)
          .forUpdate()
          .executeTakeFirstOrThrow();
        const retried =
          render.retryOf === null
            ? undefined
            : await trx
                .selectFrom('renders')
                .select('version')
                .where('id', '=', render.retryOf)
                .executeTakeFirst();
        const newest = await trx
          .selectFrom('renders')
          .select(({ fn }) => fn.max('version').as('version'))
          .where('project_id', '=', render.projectId)
          .executeTakeFirst();
        const version = retried?.version ?? (newest?.version ?? 0) + 1;
        const detail = { render: render.id, version, retryOf: render.retryOf ?? undefined };
        await trx
          .with('moved', (of) =>
            of
              .insertInto('renders')
              .values({
                id: render.id,
                turn_id: render.turnId,
                thread_key: render.threadKey,
                project_id: render.projectId,
                version,
                draft: render.draft,
                draft_hash: render.draftHash,
                state: 'intent',
                url: null,
                retry_of: render.retryOf,
                created_at: Date.now(),
              })
              .onConflict((conflict) => conflict.column('id').doNothing())
              .returning('turn_id'),
          )
          .with('told', tell({ what: 'render-noted', detail }))
          .selectFrom('moved')
          .select('turn_id')
          .execute();
        return toRender(
          await trx.selectFrom('renders').selectAll().where('id', '=', render.id).executeTakeFirstOrThrow(),
        );
      }),
    get: byId((ids) => db.selectFrom('renders').selectAll().where('id', 'in', ids).execute(), toRender),
    async ofTurn(turnId) {
      const row = await db
        .selectFrom('renders')
        .selectAll()
        .where('turn_id', '=', turnId)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? undefined : toRender(row);
    },
    async advance(id, from, patch) {
      const moved = await db
        .with('moved', (of) =>
          of
            .updateTable('renders')
            .set(patch)
            .where('id', '=', id)
            .where('state', 'in', from)
            .returning(['turn_id', 'created_at']),
        )
        .with('told', tell({ what: 'render-moved', detail: { render: id, state: patch.state } }))
        .selectFrom('moved')
        .select('created_at')
        .executeTakeFirst();
      if (moved === undefined) return false;
      const isOver = patch.state === 'completed' || patch.state === 'failed';
      if (isOver && !from.includes('completed')) meter.stageTook('render', Date.now() - moved.created_at);
      return true;
    },
    look,
    async unattended(withinMs) {
      const rows = await db
        .selectFrom((of) =>
          of
            .selectFrom('renders')
            .innerJoin('turns', 'turns.id', 'renders.turn_id')
            .where('turns.state', '=', 'rendering')
            .distinctOn('renders.turn_id')
            .select(['renders.id', 'renders.state', 'renders.looked_at'])
            .orderBy('renders.turn_id')
            .orderBy('renders.seq', 'desc')
            .as('newest'),
        )
        .select('id')
        .where((of) =>
          of.or([
            of('state', '!=', 'rendering'),
            of('looked_at', 'is', null),
            isPast('looked_at', Date.now() - withinMs),
          ]),
        )
        .execute();
      return rows.map((row) => row.id);
    },
  };
}
