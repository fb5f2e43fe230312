import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, type Pool } from 'pg';
import { z } from 'zod';
import { ok, reasonOf, warning, wrong, type Finding, type Health } from '#src/core/finding.ts';
import type { Check } from '#src/ports.ts';
import { FolderInUseError, lockFolder } from './folder-lock.ts';
import { migrationNames, schemaName } from './migrate.ts';

/** How the database can be looked at: by what this process has open, by an address, or by its files. */
export type DatabaseHome =
  | { kind: 'open'; pool: Pool; isEmbedded: boolean }
  | { kind: 'server'; url: string }
  | { kind: 'files'; dataDir: string };

const oldestVersion = 14;

/** What of a pool, and of a single connection, is used here. */
type Ask = (sql: string) => Promise<{ rows: unknown[] }>;

/** Version, migrations and clock of the database. Runs no migration and makes nothing. */
export function createDatabaseCheck(home: DatabaseHome, now: () => number): Check {
  return {
    name: 'database',
    async look(signal) {
      try {
        return await lookAt(home, signal, now);
      } catch (error) {
        if (signal.aborted) throw error;
        return { findings: [wrong('database.unreachable', { reason: reasonOf(error) })] };
      }
    },
  };
}

async function lookAt(home: DatabaseHome, signal: AbortSignal, now: () => number): Promise<Health> {
  if (home.kind === 'open') return read((sql) => home.pool.query(sql), home.isEmbedded, now);
  if (home.kind === 'files') return lookAtFiles(home.dataDir, now);
  const client = new Client({ connectionString: home.url });
  // Its errors come with the promises.
  client.on('error', () => undefined);
  const onAbort = (): void => void client.end().catch(() => undefined);
  signal.addEventListener('abort', onAbort);
  try {
    await client.connect();
    return await read((sql) => client.query(sql), false, now);
  } finally {
    signal.removeEventListener('abort', onAbort);
    void client.end().catch(() => undefined);
  }
}

/** A folder that another process holds, or that has none yet, is left as it is. */
async function lookAtFiles(dataDir: string, now: () => number): Promise<Health> {
  const dir = join(dataDir, 'database');
  if (!(await stat(join(dir, 'PG_VERSION')).catch(() => undefined)))
    return { findings: [ok('database.embedded-new', {})] };
  try {
    const lock = lockFolder(dataDir);
    try {
      return await lookInto(dir, now);
    } finally {
      lock.release();
    }
  } catch (error) {
    if (error instanceof FolderInUseError) return { findings: [ok('database.embedded-in-use', {})] };
    throw error;
  }
}

async function lookInto(dir: string, now: () => number): Promise<Health> {
  const { openEmbedded } = await import('./embedded.ts');
  const pool = await openEmbedded(dir);
  try {
    return await read((sql) => pool.query(sql), true, now);
  } finally {
    await pool.close();
  }
}

const about = z.object({ version: z.coerce.number(), shown: z.string(), at: z.coerce.number() });
const named = z.object({ name: z.string() });

async function read(ask: Ask, isEmbedded: boolean, now: () => number): Promise<Health> {
  const { rows } = await ask(
    `select current_setting('server_version_num') as version, current_setting('server_version') as shown,
      extract(epoch from clock_timestamp()) * 1000 as at`,
  );
  const { version, shown, at } = about.parse(rows[0]);
  const clocks = isEmbedded ? [] : [{ beside: 'PostgreSQL', aheadMs: at - now() }];
  const findings = databaseFindings({ version, shown, isEmbedded, migrations: await migrationsOf(ask) });
  return { findings, clocks };
}

async function migrationsOf(ask: Ask): Promise<string[]> {
  const table = `${schemaName}.kysely_migration`;
  const { rows } = await ask(`select to_regclass('${table}') is not null as there`);
  if (!z.object({ there: z.boolean() }).parse(rows[0]).there) return [];
  return z
    .array(named)
    .parse((await ask(`select name from ${table} order by name`)).rows)
    .map(({ name }) => name);
}

/** What the operator should know of a database like this. `version` is PostgreSQL's own number, 160004 for 16.4. */
export function databaseFindings(facts: {
  version: number;
  shown: string;
  isEmbedded: boolean;
  migrations: string[];
}): Finding[] {
  const { version, shown, isEmbedded, migrations } = facts;
  const findings: Finding[] = [];
  if (Math.floor(version / 10_000) < oldestVersion)
    findings.push(wrong('database.too-old', { version: shown, wanted: String(oldestVersion) }));
  const names = migrations.filter((name) => !migrationNames.includes(name));
  const missing = migrationNames.filter((name) => !migrations.includes(name));
  if (names.length > 0) findings.push(wrong('database.ahead', { names }));
  if (missing.length > 0) findings.push(warning('database.behind', { count: missing.length }));
  if (findings.length > 0) return findings;
  return [isEmbedded ? ok('database.embedded', {}) : ok('database.good', { version: shown })];
}
