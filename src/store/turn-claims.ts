import { sql } from 'kysely';
import type { Meter } from '#src/core/meter.ts';
import type { Happening } from '#src/core/turn-event.ts';
import type { Store } from '#src/ports.ts';
import { inLane } from './arrivals.ts';
import { toTurn } from './rows.ts';
import type { Database } from './schema.ts';
import { tell, thisProcess } from './turn-events.ts';

/** How a worker gets hold of the next turn of a thread. */
export function claimer(db: Database, meter: Meter): Store['turns']['claim'] {
  return async (threadKey, attempt) => {
    const claimed = await db.transaction().execute(async (trx) => {
      // One claim of a thread at a time, in whatever process: the loser sees what the winner did.
      await sql`select pg_advisory_xact_lock(hashtextextended(${threadKey}, 0))`.execute(trx);
      for (;;) {
        const candidate = await trx
          .selectFrom('turns')
          .select(['id', 'state', 'attempt', 'not_before'])
          .where('thread_key', '=', threadKey)
          .where('state', 'in', inLane)
          .orderBy((of) => of.case().when('state', '=', 'queued').then(1).else(0).end())
          .orderBy('seq')
          .limit(1)
          .executeTakeFirst();
        if (candidate === undefined) return undefined;
        // Its holder may write, or a cancel end it, between the look and this: the row as it is by now counts.
        const row = await trx
          .with('moved', (of) =>
            of
              .updateTable('turns')
              .set((of) => ({
                attempt,
                state: of.case().when('state', '=', 'queued').then('preparing').else(of.ref('state')).end(),
                started_at: of.fn.coalesce('started_at', of.val(Date.now())),
              }))
              .where('id', '=', candidate.id)
              .where('state', 'in', inLane)
              .returningAll()
              .returning('id as turn_id'),
          )
          .with('told', tell(...claimOf(candidate)))
          .selectFrom('moved')
          .selectAll()
          .executeTakeFirst();
        if (row !== undefined) return { was: candidate, turn: toTurn(row) };
      }
    });
    if (claimed === undefined) return undefined;
    const { was, turn } = claimed;
    if (was.state === 'queued') meter.turnStarted(Date.now() - turn.createdAt);
    else if (isLeftBehind(was)) meter.turnTakenOver();
    return turn;
  };
}

/** A lane that is woken before its time is told of once in this time. */
const earlyWakesMs = 60_000;

type Candidate = { state: string; attempt: string | null; not_before: number | null };

/** True for a turn in which nobody waits: who had it is gone. */
function isLeftBehind({ state, attempt, not_before: notBefore }: Candidate): boolean {
  const streams = state === 'sending' || state === 'streaming';
  return streams || (state === 'preparing' && attempt !== null && notBefore === null);
}

function claimOf(was: Candidate): [Happening, number?] {
  const detail = { by: thisProcess };
  if (was.state === 'queued') return [{ what: 'started', detail }];
  return isLeftBehind(was)
    ? [{ what: 'taken-over', detail: { ...detail, was: was.state } }]
    : [{ what: 'resumed', detail }, earlyWakesMs];
}
