import { join } from 'node:path';
import { Pool, type PoolConfig } from 'pg';
import type { Log } from '#src/ports.ts';
import { endsSilentConnections } from './bounded.ts';
import { lockFolder } from './folder-lock.ts';
import { migrate } from './migrate.ts';

/** Connections of one process: statements are short, and turns mostly wait for the backend. */
const maxConnections = 20;

/** A database that does not answer is an error after this long, not a request that hangs. */
const connectionTimeoutMillis = 10_000;

/**
 * The longest that one statement may take, and a transaction may do nothing: all of ours are short. A process that
 * was put to sleep in the middle of one holds nobody up for longer.
 */
const statementMs = 15_000;

/** After so long without a word an idle connection is asked for a sign of life. */
const keepAliveMs = 10_000;

export type OpenPool = {
  pool: Pool;
  kind: 'embedded' | 'postgres';
  close(): Promise<void>;
};

/** Opens the database with all migrations run: PostgreSQL where an address is given, else files below `dataDir`. */
export async function openPool(options: {
  databaseUrl: string | undefined;
  dataDir: string;
  log: Log;
  /** How long a statement may take. @default 15 s */
  statementTimeoutMs?: number;
}): Promise<OpenPool> {
  const { databaseUrl, dataDir, log, statementTimeoutMs = statementMs } = options;
  if (databaseUrl === undefined) {
    const opened = await openFiles(dataDir);
    await migrate(opened.pool);
    return opened;
  }
  // Migrations wait for one another, and may take as long as they need.
  const patient = connect(databaseUrl, log, {});
  try {
    await migrate(patient);
  } finally {
    await patient.end();
  }
  const pool = connect(databaseUrl, log, {
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    // The server's own word comes first, where it has one.
    query_timeout: statementTimeoutMs * 1.2,
  });
  endsSilentConnections(pool);
  return { pool, kind: 'postgres', close: () => pool.end() };
}

function connect(connectionString: string, log: Log, limits: PoolConfig): Pool {
  const pool = new Pool({
    connectionString,
    max: maxConnections,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
    connectionTimeoutMillis,
    ...limits,
  });
  const onBroken = (error: Error): void => log.warn({ err: error }, 'a database connection broke');
  pool.on('error', onBroken);
  // The pool listens to idle connections alone; an error of one in use would be the end of the process.
  pool.on('connect', (client) => client.on('error', onBroken));
  return pool;
}

async function openFiles(dataDir: string): Promise<OpenPool> {
  const lock = lockFolder(dataDir);
  // The database itself, which a process with a PostgreSQL beside it has no use for.
  const { openEmbedded } = await import('./embedded.ts');
  const pool = await openEmbedded(join(dataDir, 'database'));
  return {
    pool,
    kind: 'embedded',
    async close() {
      await pool.close();
      lock.release();
    },
  };
}
