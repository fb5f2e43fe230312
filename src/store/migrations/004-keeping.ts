import { sql, type Kysely } from 'kysely';

/**
 * How long things are kept, and which message a file came with. Only adds: rows of a worker of the version before have
 * the defaults, which say nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // A chat that was opened and never written in has no other date.
  `alter table reelay.chat_threads
    add column created_at bigint not null default (extract(epoch from now()) * 1000)::bigint`,
  `alter table reelay.media
    add column message_id text,
    add column place integer,
    add column files_before bigint`,
  `create unique index media_of_message on reelay.media (thread_key, message_id, place) where message_id is not null`,
];
