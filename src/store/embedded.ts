import { EventEmitter } from 'node:events';
import { PGlite, types, type Results } from '@electric-sql/pglite';
import type { Pool } from 'pg';

/** The shape of `pg.Pool` that Kysely and BullMQ use, over one PGlite. */
export type EmbeddedPool = Pool & { close(): Promise<void> };

type Statement = 'begin' | 'end' | { listen: string } | { unlisten: string } | 'other';
type PgResult = { rows: unknown[]; rowCount: number; command: string; fields: unknown[] };

/** node-postgres gives these as text; both databases must look the same to their users. */
const asText = (value: string): string => value;

/** PostgreSQL's own default of 128 MB would be taken at once and for good; the data of one bot fits into far less. */
const bufferMb = 16;

/**
 * Opens PGlite (PostgreSQL in this process) behind the shape of a connection pool. `dir` undefined keeps it
 * in memory. There is one connection, so each client waits its turn: for one statement, or from BEGIN to
 * COMMIT or ROLLBACK.
 */
export async function openEmbedded(dir: string | undefined): Promise<EmbeddedPool> {
  const db = await PGlite.create({
    startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${bufferMb}MB`],
    ...(dir === undefined ? {} : { dataDir: dir }),
    parsers: { [types.INT8]: asText, [types.NUMERIC]: asText },
  });
  // BullMQ's statements name its tables without a schema.
  await db.exec('SET search_path TO bullmq, public');
  const turn = createTurnstile();

  async function run(sql: string, values: readonly unknown[] | undefined): Promise<PgResult> {
    if (values !== undefined && values.length > 0) return toPg(await db.query(sql, [...values]), sql);
    // Only the simple protocol takes several statements at once, as migrations have them.
    const results = await db.exec(sql);
    return toPg(results.at(-1) ?? { rows: [], fields: [] }, sql);
  }

  class Client extends EventEmitter {
    readonly #statements = createTurnstile();
    readonly #heard = new Map<string, () => Promise<void>>();
    #leave: (() => void) | undefined;

    /** Statements of one client run in the order in which they were given, waited for or not. */
    async query(
      query: string | { text: string; values?: unknown[] },
      values?: readonly unknown[],
    ): Promise<PgResult> {
      const sql = typeof query === 'string' ? query : query.text;
      const parameters = typeof query === 'string' ? values : (query.values ?? values);
      const done = await this.#statements.enter();
      try {
        return await this.#query(classify(sql), sql, parameters);
      } finally {
        done();
      }
    }

    async #query(
      statement: Statement,
      sql: string,
      parameters: readonly unknown[] | undefined,
    ): Promise<PgResult> {
      const leave = this.#leave ?? (await turn.enter());
      if (statement === 'begin') this.#leave = leave;
      try {
        return typeof statement === 'object' ? await this.#hear(statement) : await run(sql, parameters);
      } finally {
        if (statement === 'end') this.#leave = undefined;
        if (this.#leave === undefined) leave();
      }
    }

    async #hear(statement: { listen: string } | { unlisten: string }): Promise<PgResult> {
      if ('listen' in statement) {
        const channel = statement.listen;
        if (!this.#heard.has(channel)) {
          const stop = await db.listen(`"${channel}"`, (payload) =>
            this.emit('notification', { channel, payload, processId: process.pid }),
          );
          this.#heard.set(channel, stop);
        }
      } else await this.#deafen(statement.unlisten);
      return { rows: [], rowCount: 0, command: 'LISTEN', fields: [] };
    }

    async #deafen(channel: string): Promise<void> {
      for (const [heard, stop] of this.#heard) {
        if (channel !== '*' && channel !== heard) continue;
        this.#heard.delete(heard);
        await stop();
      }
    }

    release(): void {
      void (async () => {
        const done = await this.#statements.enter();
        const leave = this.#leave ?? (await turn.enter());
        try {
          // A client given back in mid-transaction must not leave its statements to the next one.
          if (this.#leave !== undefined) await db.exec('ROLLBACK');
          this.#leave = undefined;
          await this.#deafen('*');
        } catch (error) {
          if (!db.closed) this.emit('error', error);
        } finally {
          leave();
          done();
          this.removeAllListeners();
        }
      })();
    }
  }

  const pool = Object.assign(new EventEmitter(), {
    options: { keepAlive: true },
    connect: async () => new Client(),
    async query(sql: string, values?: readonly unknown[]) {
      const client = new Client();
      try {
        return await client.query(sql, values);
      } finally {
        client.release();
      }
    },
    /** Users of the pool end their use; the database itself ends with `close`. */
    end: async () => undefined,
    close: async () => {
      const leave = await turn.enter();
      try {
        await db.close();
      } finally {
        leave();
      }
    },
  });
  return pool as unknown as EmbeddedPool;
}

/** Lets one in at a time, in order of arrival. */
function createTurnstile(): { enter(): Promise<() => void> } {
  let last: Promise<void> = Promise.resolve();
  return {
    async enter() {
      const before = last;
      let leave: () => void = () => undefined;
      last = new Promise((resolve) => (leave = resolve));
      await before;
      return leave;
    },
  };
}

/** Tells transaction control and LISTEN apart; BullMQ's statements begin with comments. */
function classify(sql: string): Statement {
  const bare = sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/)+/, '').slice(0, 200);
  if (/^(?:begin|start\s+transaction)\b/i.test(bare)) return 'begin';
  if (/^(?:commit|end|rollback|abort)\b(?!(?:\s+(?:work|transaction))?\s+to\b)/i.test(bare)) return 'end';
  const heard = /^(listen|unlisten)\s+(?:"([^"]+)"|([\w$]+|\*))/i.exec(bare);
  // PostgreSQL folds a name without quotes.
  const channel = heard?.[2] ?? heard?.[3]?.toLowerCase();
  if (heard === null || channel === undefined) return 'other';
  return heard[1]?.toLowerCase() === 'listen' ? { listen: channel } : { unlisten: channel };
}

function toPg(result: Results, sql: string): PgResult {
  const command = result.command ?? /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? '';
  const rowCount = result.rowCount ?? result.affectedRows ?? result.rows.length;
  return { rows: result.rows, rowCount, command, fields: result.fields };
}
