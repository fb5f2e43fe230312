import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { ThreadKey } from '#src/core/message.ts';
import { liveStates } from '#src/core/turn.ts';
import type { Oversight } from '#src/ports.ts';
import { openTables, type Database } from './schema.ts';
import { readStory } from './story.ts';
import { toLine, toTime } from './story-rows.ts';
import { inLane } from './arrivals.ts';

const open = ['answering', 'queued', 'rendering', ...liveStates];
const weekMs = 7 * 24 * 60 * 60_000;
/** A last message that is on its way for longer is worth a look. */
const lateMs = 60_000;
/** The newest turns are found by the newest events. */
const newestEvents = 2_000;

/** What operators look at. Reads alone. */
export function createOversight({ pool }: { pool: Pool }): Oversight {
  const db = openTables(pool);
  return {
    workAtHand: () => workAtHand(db),
    story: (id) => readStory(db, id),

    async turns(limit) {
      const since = Date.now() - weekMs;
      const failed = lines(db)
        .where('turns.state', 'in', ['failed', 'unknown'])
        .where('turns.created_at', '>', since)
        .orderBy('turns.seq', 'desc')
        .limit(limit);
      const unsaid = lines(db)
        .where('deliveries.message_id', 'is', null)
        .where((of) =>
          of.or([
            of('deliveries.given_up', '=', true),
            of('deliveries.created_at', '<', Date.now() - lateMs),
          ]),
        )
        .where('turns.created_at', '>', since)
        .orderBy('deliveries.created_at', 'desc')
        .limit(limit);
      const newest = db
        .selectFrom((of) =>
          of
            .selectFrom('turn_events')
            .select(['turn_id', 'seq'])
            .orderBy('seq', 'desc')
            .limit(newestEvents)
            .as('e'),
        )
        .select(({ fn }) => ['e.turn_id', fn.max('e.seq').as('last')])
        .groupBy('e.turn_id')
        .orderBy('last', 'desc')
        .limit(limit);
      const recent = lines(db)
        .innerJoin(newest.as('newest'), 'newest.turn_id', 'turns.id')
        .orderBy('turns.seq', 'desc');
      const [a, b, c] = await Promise.all([failed.execute(), unsaid.execute(), recent.execute()]);
      const wrong = new Map([...a, ...b].map((row) => [row.id, toLine(row)]));
      return {
        wrong: [...wrong.values()].sort((one, other) => other.createdAt - one.createdAt).slice(0, limit),
        recent: c.map(toLine),
      };
    },

    async find(words, limit) {
      // Discord's message ids are the end of ours, and a channel's id is the end of its thread's key.
      const ending = `%${words.replace(/[\\%_]/g, '\\$&')}`;
      const rows = await lines(db)
        .where((of) =>
          of.or([
            of('turns.id', '=', words),
            of('turns.message_id', 'like', ending),
            of('turns.thread_key', 'like', ending),
            of('turns.status_message_id', 'like', ending),
            of('deliveries.message_id', 'like', ending),
          ]),
        )
        .orderBy('turns.seq', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toLine);
    },

    async lanes(limit) {
      const lanes = await db
        .selectFrom('turns')
        .select(({ fn }) => [
          'thread_key',
          fn.countAll().as('turns'),
          fn.min('created_at').as('oldest'),
          sql<boolean>`bool_or(state <> 'queued')`.as('is_running'),
        ])
        .where('state', 'in', inLane)
        .groupBy('thread_key')
        .orderBy('oldest')
        .limit(limit)
        .execute();
      const renders = await db
        .selectFrom('renders')
        .innerJoin('turns', 'turns.id', 'renders.turn_id')
        .where('turns.state', '=', 'rendering')
        .select(['renders.id', 'renders.turn_id', 'renders.state', 'renders.polls', 'renders.created_at'])
        .orderBy('renders.created_at')
        .limit(limit)
        .execute();
      return {
        lanes: lanes.map((row) => ({
          threadKey: row.thread_key as ThreadKey,
          turns: Number(row.turns),
          isRunning: row.is_running,
          oldestAt: toTime(row.oldest),
        })),
        renders: renders.map((row) => ({
          id: row.id,
          turnId: row.turn_id,
          state: row.state,
          polls: row.polls,
          createdAt: toTime(row.created_at),
        })),
      };
    },
  };
}

function lines(db: Database) {
  return db
    .selectFrom('turns')
    .leftJoin('deliveries', 'deliveries.turn_id', 'turns.id')
    .select((of) => [
      'turns.id',
      'turns.thread_key',
      'turns.message_id',
      'turns.state',
      'turns.plan',
      'turns.created_at',
      'deliveries.message_id as said_as',
      'deliveries.given_up',
      of
        .selectFrom('turn_events')
        .whereRef('turn_events.turn_id', '=', 'turns.id')
        .select(({ fn }) => fn.max('turn_events.at').as('at'))
        .as('last_at'),
    ]);
}

async function workAtHand(db: Database): ReturnType<Oversight['workAtHand']> {
  const rows = await db
    .selectFrom('turns')
    .select(({ fn }) => ['state', fn.countAll().as('count'), fn.min('created_at').as('oldest')])
    .where('state', 'in', open)
    .groupBy('state')
    .execute();
  const { waiting } = await db
    .selectFrom('deliveries')
    .select(({ fn }) => fn.countAll().as('waiting'))
    .where('message_id', 'is', null)
    .where('given_up', '=', false)
    .executeTakeFirstOrThrow();
  const oldest = rows.find(({ state }) => state === 'queued')?.oldest;
  return {
    turns: Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)])),
    oldestWaitMs: oldest === undefined ? 0 : Math.max(0, Date.now() - oldest),
    deliveries: Number(waiting),
  };
}
