import { sql, type Kysely } from 'kysely';

/** Frames of a result, for platforms that keep no bytes themselves. They go with their render. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table reelay.strips (
        render_id text primary key references reelay.renders (id) on delete cascade,
        jpeg bytea not null,
        created_at bigint not null
      )`,
    )
    .execute(db);
}
