import { Kysely, PostgresDialect } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import type { Pool } from 'pg';
import * as first from './migrations/001-first.ts';
import * as accounts from './migrations/002-accounts.ts';
import * as budgets from './migrations/003-budgets.ts';
import * as keeping from './migrations/004-keeping.ts';
import * as turnEvents from './migrations/006-turn-events.ts';
import * as strips from './migrations/007-strips.ts';
import * as renderLooks from './migrations/008-render-looks.ts';

/** One file a step, in order, run once; never changed after a release. */
const steps: Record<string, Migration> = {
  '001-first': first,
  '002-accounts': accounts,
  '003-budgets': budgets,
  '004-keeping': keeping,
  '006-turn-events': turnEvents,
  '007-strips': strips,
  '008-render-looks': renderLooks,
};

export const schemaName = 'reelay';

/** All migrations of this version. */
export const migrationNames: readonly string[] = Object.keys(steps);

/** Brings the database to this version. Several processes at once wait for one another. */
export async function migrate(pool: Pool): Promise<void> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => steps },
    migrationTableSchema: schemaName,
    // Steps are made side by side, and each adds to what no other touches.
    allowUnorderedMigrations: true,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
