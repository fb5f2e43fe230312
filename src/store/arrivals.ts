import type { Pool } from 'pg';
import { z } from 'zod';
import { isStoreAway } from '#src/errors.ts';
import { inBatches } from '#src/core/batches.ts';
import type { Arrival, NewTurn } from '#src/core/records.ts';
import { liveStates, type Turn, type TurnState } from '#src/core/turn.ts';
import type { Happening } from '#src/core/turn-event.ts';
import type { Store } from '#src/ports.ts';
import { schemaName } from './migrate.ts';
import { toThread } from './rows.ts';

/** States in which a turn stands in its thread's lane. */
export const inLane: TurnState[] = ['queued', ...liveStates];

/**
 * What happens to every message that arrives. Under load these are nearly all statements that there are, so those
 * that are wanted at the same time are one: docs/performance.md#intake.
 */
export type Arrivals = Pick<Store['threads'], 'look'> &
  Pick<Store['turns'], 'noteStatus'> & {
    /** Stores a turn. Nothing where its message is stored already. */
    insert(turn: NewTurn): Promise<{ turn: Turn; ahead: number } | undefined>;
  };

const laneStates = inLane.map((state) => `'${state}'`).join(', ');

const lookSql = `
  select asked.n, threads.key, threads.project_id, threads.locale,
    (select id from ${schemaName}.turns where thread_key = asked.key and message_id = asked.message) as turn_id,
    exists (select from ${schemaName}.turns where thread_key = asked.key and state = 'asking') as asks
  from json_to_recordset($1) as asked(n int, key text, message text)
  left join ${schemaName}.threads on threads.key = asked.key`;

// The count sees the table as it was before the insert, so what came along is not in it.
const insertSql = `
  with wanted as (
    select * from json_to_recordset($1) as one(id text, thread_key text, project_id text, message_id text,
      author_id text, space text, locale text, plan text, media_ids text, state text, created_at bigint, told text)
  ), fresh as (
    insert into ${schemaName}.turns
      (id, thread_key, project_id, message_id, author_id, space, locale, plan, media_ids, state, created_at)
    select id, thread_key, project_id, message_id, author_id, space, locale, plan, media_ids, state, created_at
    from wanted
    on conflict (thread_key, message_id) do nothing
    returning id, thread_key
  ), told as (
    insert into ${schemaName}.turn_events (turn_id, at, what, detail)
    select id, created_at, 'taken', told from wanted join fresh using (id)
  )
  select fresh.id, (
    select count(*)::int from ${schemaName}.turns
    where turns.thread_key = fresh.thread_key and turns.state in (${laneStates})
  ) as ahead from fresh`;

// By its index, however few rows there are: of rows made from JSON a plan expects a hundred, and would read the whole table.
const noteSql = `
  update ${schemaName}.turns set status_message_id = $1::jsonb ->> id
  where id = any (array(select jsonb_object_keys($1::jsonb)))`;

const seenRow = z.object({
  n: z.number(),
  key: z.string().nullable(),
  turn_id: z.string().nullable(),
  asks: z.boolean(),
});
const freshRow = z.object({ id: z.string(), ahead: z.number() });

export function createArrivals(pool: Pool): Arrivals {
  /** A statement with a name is planned once a connection: planning took longer than running these. */
  const rows = async (name: string, text: string, given: object): Promise<unknown[]> =>
    (await pool.query<Record<string, unknown>>({ name, text, values: [JSON.stringify(given)] })).rows;

  const look = inBatches(async (asked: { key: string; message: string }[]) => {
    const seen = new Map<number, Arrival>();
    for (const row of await rows(
      'look',
      lookSql,
      asked.map((one, n) => ({ ...one, n })),
    )) {
      const { n, key, turn_id: turnId, asks } = seenRow.parse(row);
      const thread = key === null ? undefined : toThread(row);
      seen.set(n, { thread, turnId: turnId ?? undefined, asks });
    }
    return asked.map((_, n) => seen.get(n) ?? { thread: undefined, turnId: undefined, asks: false });
  }, isStoreAway);

  const insert = inBatches(async (turns: (NewTurn & { createdAt: number })[]) => {
    const wanted = turns.map((turn) => ({
      id: turn.id,
      thread_key: turn.threadKey,
      project_id: turn.projectId,
      message_id: turn.messageId,
      author_id: turn.authorId,
      space: turn.space ?? null,
      locale: turn.locale,
      plan: JSON.stringify(turn.plan),
      media_ids: JSON.stringify(turn.mediaIds),
      state: turn.state,
      created_at: turn.createdAt,
      told: JSON.stringify(takenOf(turn)),
    }));
    const found = (await rows('insert turns', insertSql, wanted)).map((row) => freshRow.parse(row));
    const fresh = new Map(found.map(({ id, ahead }) => [id, ahead]));
    const before = new Map<string, number>();
    return turns.map((turn): { turn: Turn; ahead: number } | undefined => {
      const stored = fresh.get(turn.id);
      if (stored === undefined) return undefined;
      const inBatch = before.get(turn.threadKey) ?? 0;
      if (turn.state === 'queued') before.set(turn.threadKey, inBatch + 1);
      return { turn: { ...turn, space: turn.space ?? null, ...untouched }, ahead: stored + inBatch };
    });
  }, isStoreAway);

  const note = inBatches(async (noted: { id: string; message: string }[]) => {
    await rows('note status', noteSql, Object.fromEntries(noted.map(({ id, message }) => [id, message])));
    return noted;
  }, isStoreAway);

  return {
    look: (key, messageId) => look({ key, message: messageId }),
    insert: (turn) => insert({ ...turn, createdAt: Date.now() }),
    async noteStatus(id, messageId) {
      await note({ id, message: messageId });
    },
  };
}

/** How a turn's story begins. */
const takenOf = ({ plan, mediaIds, state }: NewTurn): Happening['detail'] => ({
  steps: plan.map((step) => step.do).join(', '),
  files: mediaIds.length,
  isQuick: state === 'answering',
});

/** A turn to which nothing has happened yet, as the table's defaults have it. */
const untouched = {
  step: 0,
  attempt: null,
  statusMessageId: null,
  memory: {},
  notBefore: null,
  stopAt: null,
  slot: null,
  startedAt: null,
} satisfies Partial<Turn>;
