import type { Pool } from 'pg';
import { openEmbedded } from '#src/store/embedded.ts';
import { migrate } from '#src/store/migrate.ts';
import { createChatLog } from '#src/store/chat-log.ts';
import { createOversight } from '#src/store/oversight.ts';
import { createStore } from '#src/store/store.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';

/** A store on this pool, with a key of its own. `closePool` is called last. */
export function openStore(pool: Pool, closePool: () => Promise<void>): StoreFixture {
  const store = createStore({ pool, secretKeys: { key: new Uint8Array(32).fill(7), others: [] } });
  const chatLog = createChatLog({ pool });
  return {
    store,
    chatLog,
    oversight: createOversight({ pool }),
    sql: async (text, values) => (await pool.query<Record<string, unknown>>(text, values)).rows,
    async close() {
      await chatLog.close();
      await closePool();
    },
  };
}

/** A store of its own in memory, with nothing in it. */
export async function openMemoryStore(): Promise<StoreFixture> {
  const pool = await openEmbedded(undefined);
  await migrate(pool);
  return openStore(pool, () => pool.close());
}
