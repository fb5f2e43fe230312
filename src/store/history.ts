import type { Render } from '#src/core/records.ts';
import type { Store } from '#src/ports.ts';
import { toDelivery, toRender, toTurn } from './rows.ts';
import type { Database } from './schema.ts';

export function historyStore(db: Database): Store['history'] {
  const results = () =>
    db.selectFrom('renders').selectAll('renders').where('renders.state', '=', 'completed');
  const newestFirst = async (query: ReturnType<typeof results>): Promise<Render | undefined> => {
    const row = await query
      .orderBy('renders.version', 'desc')
      .orderBy('renders.seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? undefined : toRender(row);
  };
  const latest = async (query: ReturnType<typeof results>): Promise<Render | undefined> => {
    const row = await query.orderBy('renders.seq', 'desc').limit(1).executeTakeFirst();
    return row === undefined ? undefined : toRender(row);
  };

  return {
    async turnOf(threadKey, messageId) {
      // Three looks by index rather than one over all that was ever said in the thread.
      const ids = db
        .selectFrom('turns')
        .select('id')
        .where('thread_key', '=', threadKey)
        .where('message_id', '=', messageId)
        .union(
          db
            .selectFrom('turns')
            .select('id')
            .where('thread_key', '=', threadKey)
            .where('status_message_id', '=', messageId),
        )
        .union(
          db
            .selectFrom('deliveries')
            .select('turn_id as id')
            .where('thread_key', '=', threadKey)
            .where('message_id', '=', messageId),
        );
      const row = await db
        .selectFrom('turns')
        .selectAll()
        .where('id', 'in', ids)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? undefined : toTurn(row);
    },
    async shownBy(turnId) {
      const row = await db
        .selectFrom('deliveries')
        .select(['turn_id', 'thread_key', 'message'])
        .where('turn_id', '=', turnId)
        .executeTakeFirst();
      const shown = row === undefined ? undefined : toDelivery(row).message.files[0]?.renderId;
      return shown === undefined ? undefined : latest(results().where('renders.id', '=', shown));
    },
    async isShownIn(threadKey, renderId) {
      const row = await db
        .selectFrom('deliveries')
        .select('turn_id')
        .where('thread_key', '=', threadKey)
        .where('message', 'like', `%${JSON.stringify(renderId).replace(/[\\%_]/g, '\\$&')}%`)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    newest: (threadKey) => latest(results().where('renders.thread_key', '=', threadKey)),
    missed: (threadKey, authorId) =>
      latest(
        results()
          .innerJoin('turns', 'turns.id', 'renders.turn_id')
          .innerJoin('deliveries', 'deliveries.turn_id', 'renders.turn_id')
          .where('deliveries.given_up', '=', true)
          .where('turns.author_id', '=', authorId)
          .where('turns.thread_key', 'like', `${threadKey.split(':')[0]}:%`),
      ),
    newestOf: (projectId) => newestFirst(results().where('renders.project_id', '=', projectId)),
    version: (projectId, version) =>
      newestFirst(
        results().where('renders.project_id', '=', projectId).where('renders.version', '=', version),
      ),
    before: ({ projectId, version }) =>
      newestFirst(
        results().where('renders.project_id', '=', projectId).where('renders.version', '<', version),
      ),
  };
}
