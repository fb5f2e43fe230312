import { sql, type Kysely } from 'kysely';

/** Which account a project was made with. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table reelay.projects add column opened_with text`,
  `update reelay.projects set opened_with = account_id where session_id is not null`,
];
