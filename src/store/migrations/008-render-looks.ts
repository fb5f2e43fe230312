import { sql, type Kysely } from 'kysely';

/** When each render was last looked at, so that a sweep rings for those alone that nobody looks at any more. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table reelay.renders add column looked_at bigint`).execute(db);
}
