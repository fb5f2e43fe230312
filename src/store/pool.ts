import { join } from 'node:path';
import { Pool } from 'pg';
import type { Log } from '#src/ports.ts';
import { openEmbedded } from './embedded.ts';
import { lockFolder } from './folder-lock.ts';
import { migrate } from './migrate.ts';

/** Connections of one process: statements are short, and turns mostly wait for the backend. */
const maxConnections = 20;

/** A database that does not answer is an error after this long, not a request that hangs. */
const connectionTimeoutMillis = 10_000;

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
}): Promise<OpenPool> {
  const { databaseUrl, dataDir, log } = options;
  const opened = databaseUrl === undefined ? await openFiles(dataDir) : openServer(databaseUrl, log);
  await migrate(opened.pool);
  return opened;
}

function openServer(connectionString: string, log: Log): OpenPool {
  const pool = new Pool({ connectionString, max: maxConnections, keepAlive: true, connectionTimeoutMillis });
  const onBroken = (error: Error): void => log.warn({ err: error }, 'a database connection broke');
  pool.on('error', onBroken);
  // The pool listens to idle connections alone; an error of one in use would be the end of the process.
  pool.on('connect', (client) => client.on('error', onBroken));
  return { pool, kind: 'postgres', close: () => pool.end() };
}

async function openFiles(dataDir: string): Promise<OpenPool> {
  const lock = lockFolder(dataDir);
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
