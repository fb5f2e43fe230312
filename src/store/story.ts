import type { TurnStory } from '#src/ports.ts';
import type { Database } from './schema.ts';
import { toEvent, toFile, toLastMessage, toLine, toMediaIds, toTime } from './story-rows.ts';
import { inLane } from './arrivals.ts';

/** Everything that is kept about one turn, but for the words. */
export async function readStory(db: Database, id: string): Promise<TurnStory | undefined> {
  const turn = await db.selectFrom('turns').selectAll().where('id', '=', id).executeTakeFirst();
  if (turn === undefined) return undefined;
  const mediaIds = toMediaIds(turn.media_ids);
  const [events, files, renders, delivery, spent, project, ahead] = await Promise.all([
    db.selectFrom('turn_events').selectAll().where('turn_id', '=', id).orderBy('seq').execute(),
    mediaIds.length === 0
      ? []
      : db.selectFrom('media').selectAll().where('id', 'in', mediaIds).orderBy('seq').execute(),
    db.selectFrom('renders').selectAll().where('turn_id', '=', id).orderBy('seq').execute(),
    db.selectFrom('deliveries').selectAll().where('turn_id', '=', id).executeTakeFirst(),
    db.selectFrom('spending').selectAll().where('turn_id', '=', id).executeTakeFirst(),
    db
      .selectFrom('projects')
      .leftJoin('accounts', 'accounts.id', 'projects.account_id')
      .select(['projects.session_id', 'projects.task_id', 'accounts.kind'])
      .where('projects.id', '=', turn.project_id)
      .executeTakeFirst(),
    db
      .selectFrom('turns')
      .select(({ fn }) => fn.countAll().as('n'))
      .where('thread_key', '=', turn.thread_key)
      .where('state', 'in', inLane)
      .where('seq', '<', turn.seq)
      .executeTakeFirstOrThrow(),
  ]);
  const said = delivery === undefined ? undefined : toLastMessage(delivery);
  const read = events.map(toEvent);
  return {
    ...toLine({
      ...turn,
      said_as: delivery?.message_id ?? null,
      given_up: delivery?.given_up ?? null,
      last_at: read.at(-1)?.at ?? null,
    }),
    projectId: turn.project_id,
    step: turn.step,
    startedAt: turn.started_at && toTime(turn.started_at),
    notBefore: turn.not_before && toTime(turn.not_before),
    ahead: Number(ahead.n),
    session:
      project?.session_id == null
        ? undefined
        : { sessionId: project.session_id, taskId: project.task_id, account: project.kind },
    events: read,
    files: files.map(toFile),
    renders: renders.map((render) => ({
      id: render.id,
      version: render.version,
      state: render.state,
      polls: render.polls,
      createdAt: toTime(render.created_at),
    })),
    lastMessage: said,
    credits: spent && {
      before: spent.credits_before,
      after: spent.credits_after,
      counted: spent.credits ?? undefined,
    },
  };
}
