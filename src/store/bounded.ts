import type { Pool, PoolClient } from 'pg';

/** What the driver says of a query whose answer did not come in time. */
const silent = /query read timeout/i;

/**
 * A connection whose server has gone silent, as by a cable that was pulled, is never told so by the network: a query on
 * it would wait for a quarter of an hour, and the next one behind it. One that has waited for `query_timeout` ends its
 * connection, so that the pool opens another.
 */
export function endsSilentConnections(pool: Pool): void {
  pool.on('connect', (client: PoolClient) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const watched = (...args: unknown[]): unknown => {
      const result = query(...args);
      if (result instanceof Promise) result.catch((error: unknown) => isSilence(error) && leave(client));
      return result;
    };
    client.query = watched as typeof client.query;
  });
}

function leave(client: PoolClient): void {
  // A pooled client has it all the same: the pool's own way to let go asks the server first.
  const own = client as unknown as { end(): Promise<void> };
  own.end().catch(() => undefined);
}

const isSilence = (error: unknown): boolean => error instanceof Error && silent.test(error.message);
