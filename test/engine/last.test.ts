import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLast } from '#src/engine/last.ts';
import type { Results } from '#src/engine/results.ts';
import { openEmbedded } from '#src/store/embedded.ts';
import { migrate } from '#src/store/migrate.ts';
import { exported } from '#test/contracts/history-contract.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { addTurn, lastWord, newProject } from '#test/support/records.ts';
import { openStore } from '#test/support/store.ts';

let fixture: StoreFixture;
beforeAll(async () => {
  const pool = await openEmbedded(undefined);
  await migrate(pool);
  fixture = openStore(pool, () => pool.close());
});
afterAll(() => fixture.close());

const { signal } = new AbortController();

test('a result that its own place did not take comes where its person asks, and to nobody else', async () => {
  const { store } = fixture;
  const results = {
    refreshed: async (render) => render,
    finished: async (_, render) => lastWord(render.id),
  } as Partial<Results> as Results;
  const last = createLast({ store, results });
  const [gone, here] = [await newProject(store), await newProject(store)];
  const asks = async (authorId: string): Promise<string> =>
    (await last(await addTurn(store, here, { authorId, state: 'answering' }), undefined, signal)).text;

  await exported(store, here, 'render_older', 'ann');
  const missed = await exported(store, gone, 'render_missed', 'ann');
  await store.deliveries.giveUp(missed.turnId);
  await fixture.sql(`update reelay.renders set created_at = created_at + 1000 where id = 'render_missed'`);
  expect(await asks('ann')).toBe('render_missed');
  expect(await asks('bob')).toBe('render_older');

  await exported(store, here, 'render_newer', 'bob');
  await fixture.sql(`update reelay.renders set created_at = created_at + 2000 where id = 'render_newer'`);
  expect(await asks('ann')).toBe('render_newer');
});
