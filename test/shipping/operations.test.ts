import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { openEmbedded } from '#src/store/embedded.ts';
import { migrate } from '#src/store/migrate.ts';
import { openStore } from '#test/support/store.ts';
import { newKey } from '#test/support/records.ts';

let pool: Pool;
let database: StoreFixture;

beforeAll(async () => {
  const opened = await openEmbedded(undefined);
  pool = opened;
  await migrate(pool);
  database = openStore(pool, () => opened.close());
});
afterAll(() => database.close());

test('a process goes on beside a newer version’s migration, and one that starts later refuses', async () => {
  const { store, sql } = database;
  await sql(
    "insert into reelay.kysely_migration (name, timestamp) values ('999-later', '2030-01-01T00:00:00Z')",
  );
  await sql('alter table reelay.turns add column later text not null default $$$$');
  const key = newKey();
  const { projectId } = await store.threads.ensure(key, 'en');
  const { isNew } = await store.turns.add({
    id: randomUUID(),
    threadKey: key,
    messageId: 'm',
    authorId: 'ann',
    locale: 'en',
    projectId,
    plan: [{ do: 'help' }],
    mediaIds: [],
    state: 'queued',
  });
  expect(isNew).toBe(true);
  await expect(migrate(pool)).rejects.toThrow(/999-later/);
});
