import { sql, type Kysely } from 'kysely';

/**
 * Who spent what, where and for what. Only adds: a worker of the version before goes on writing rows without
 * these columns, which then count for nobody.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table reelay.turns
    add column space text,
    add column slot text`,
  `create index turns_slots on reelay.turns (author_id, seq)
    where slot is not null and state in ('queued', 'preparing', 'sending', 'streaming', 'recovering')`,
  `create index turns_begun on reelay.turns (author_id, started_at) where slot = 'taken'`,
  `alter table reelay.spending
    add column owner text,
    add column place text,
    add column project_id text,
    add column kind text,
    add column work text,
    add column step integer not null default 0,
    add column earlier double precision not null default 0,
    add column credits double precision,
    add column exact boolean not null default false`,
  `create index spending_of_owner on reelay.spending (owner, created_at)`,
  `create index spending_of_place on reelay.spending (place, created_at)`,
  `create index spending_by_time on reelay.spending (created_at)`,
  `create index spending_of_work on reelay.spending (work, created_at) where exact`,
  `create table reelay.runs (
    turn_id text primary key,
    account_id text not null,
    kind text not null,
    owner text not null,
    place text,
    reserved double precision not null,
    begun_at bigint not null,
    ended_at bigint
  )`,
  `create index runs_open on reelay.runs (owner, place) where ended_at is null`,
  `create index runs_of_account on reelay.runs (account_id, ended_at)`,
];
