import { sql, type Kysely } from 'kysely';

/** What happened to each turn, in order. It goes with its turn, whichever version deletes that. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table reelay.turn_events (
    seq bigserial primary key,
    turn_id text not null references reelay.turns (id) on delete cascade,
    at bigint not null,
    what text not null,
    detail text not null default '{}'
  )`,
  `create index turn_events_of_turn on reelay.turn_events (turn_id, seq)`,
  `create index turns_gone_wrong on reelay.turns (seq) where state in ('failed', 'unknown')`,
];
