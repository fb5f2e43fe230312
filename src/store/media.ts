import type { Store } from '#src/ports.ts';
import { toMedia } from './rows.ts';
import type { Database } from './schema.ts';
import { tell } from './turn-events.ts';

export function mediaStore(db: Database): Store['media'] {
  return {
    add: (media, from) =>
      db.transaction().execute(async (trx) => {
        const known =
          from === undefined
            ? undefined
            : await trx
                .selectFrom('media')
                .selectAll()
                .where('thread_key', '=', media.threadKey)
                .where('message_id', '=', from.messageId)
                .where('place', '=', from.place)
                .executeTakeFirst();
        if (known?.name === media.name) return toMedia(known);
        return toMedia(
          await trx
            .insertInto('media')
            .values({
              id: media.id,
              thread_key: media.threadKey,
              project_id: media.projectId,
              name: media.name,
              mime: media.mime,
              bytes: media.bytes,
              source: media.source === null ? null : JSON.stringify(media.source),
              message_id: known === undefined ? (from?.messageId ?? null) : null,
              place: from?.place ?? null,
              state: 'uploading',
              created_at: Date.now(),
            })
            .returningAll()
            .executeTakeFirstOrThrow(),
        );
      }),
    async begin(id, filesBefore) {
      await db
        .updateTable('media')
        .set((of) => ({
          files_before: filesBefore,
          state: of.case().when('state', '=', 'failed').then('uploading').else(of.ref('state')).end(),
        }))
        .where('id', '=', id)
        .execute();
    },
    settle: (id, state, bytes, turnId) =>
      db.transaction().execute(async (trx) => {
        const what = state === 'uploaded' ? 'uploaded' : 'upload-failed';
        const settled = await trx
          .with('settled', (of) =>
            of
              .updateTable('media')
              .set({
                state,
                ...(bytes === null ? {} : { bytes }),
                ...(state === 'uploaded' && { files_before: null }),
              })
              .where('id', '=', id)
              .returning('project_id'),
          )
          .with('moved', (of) =>
            of
              .selectFrom('turns')
              .select('id as turn_id')
              .where('id', '=', turnId ?? ''),
          )
          .with('told', tell({ what, detail: { media: id } }))
          .selectFrom('settled')
          .select('project_id')
          .executeTakeFirst();
        if (settled === undefined || state !== 'uploaded') return;
        await trx
          .updateTable('media')
          .set((of) => ({ files_before: of('files_before', '+', 1) }))
          .where('project_id', '=', settled.project_id)
          .where('files_before', 'is not', null)
          .execute();
      }),
    async list(ids) {
      if (ids.length === 0) return [];
      const rows = await db.selectFrom('media').selectAll().where('id', 'in', ids).execute();
      const byId = new Map(rows.map((row) => [row.id, toMedia(row)]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
    async ofProject(projectId, state) {
      const rows = await db
        .selectFrom('media')
        .selectAll()
        .where('project_id', '=', projectId)
        .where('state', '=', state)
        .orderBy('seq')
        .execute();
      return rows.map(toMedia);
    },
    async stranded(projectId) {
      const rows = await db
        .selectFrom('media')
        .selectAll()
        .where('project_id', '=', projectId)
        .where('state', '=', 'uploading')
        .where('source', 'is not', null)
        .where((of) =>
          of.exists(
            of
              .selectFrom('turns')
              .select('turns.id')
              .whereRef('turns.project_id', '=', 'media.project_id')
              .where('turns.state', '=', 'failed')
              .where((turn) => turn(turn.fn<number>('strpos', ['turns.media_ids', 'media.id']), '>', 0)),
          ),
        )
        .orderBy('seq')
        .execute();
      return rows.map(toMedia);
    },
  };
}
