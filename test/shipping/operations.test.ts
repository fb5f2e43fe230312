import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { openEmbedded } from '#src/store/embedded.ts';
import { migrate } from '#src/store/migrate.ts';
import { openStore } from '#test/support/store.ts';
import { newKey } from '#test/support/records.ts';

const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const day = 24 * 60 * 60_000;

let pool: Pool;
let database: StoreFixture;

beforeAll(async () => {
  const opened = await openEmbedded(undefined);
  pool = opened;
  await migrate(pool);
  database = openStore(pool, () => opened.close());
});
afterAll(() => database.close());

test('the page’s SQL deletes threads idle for 90 days, with all that hangs on them, and no other', async () => {
  const { store, sql } = database;
  const [idle, busy, waiting] = [newKey(), newKey(), newKey()];
  for (const [key, days, state] of [
    [idle, 91, 'done'],
    [busy, 89, 'done'],
    [waiting, 91, 'queued'],
  ] as const) {
    const { projectId } = await store.threads.ensure(key, 'en');
    const { turn } = await store.turns.add({
      id: randomUUID(),
      threadKey: key,
      messageId: randomUUID(),
      authorId: 'ann',
      locale: 'en',
      projectId,
      plan: [{ do: 'help' }],
      mediaIds: [],
      state: 'queued',
    });
    await store.media.add({
      id: randomUUID(),
      threadKey: key,
      projectId,
      name: 'a.mp4',
      mime: 'video/mp4',
      bytes: 1,
      source: null,
    });
    const at = Date.now() - days * day;
    await sql('update reelay.turns set created_at = $1, state = $2 where id = $3', [at, state, turn.id]);
    await sql('update reelay.projects set created_at = $1 where thread_key = $2', [at, key]);
  }
  const script = /```sql\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  await sql(script);
  for (const table of ['turns', 'media', 'projects']) {
    const left = await sql(`select distinct thread_key from reelay.${table}`);
    expect(new Set(left.map((row) => row['thread_key']))).toEqual(new Set([busy, waiting]));
  }
  const threads = await sql('select key from reelay.threads');
  expect(new Set(threads.map((row) => row['key']))).toEqual(new Set([busy, waiting]));
});

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
