import { expect, test } from 'vitest';
import { toThreadKey, type ThreadKey } from '#src/core/message.ts';
import { addTurn, lastWord, newKey, newProject } from '#test/support/records.ts';
import { history } from './people-contract.ts';
import { runOf, spentOf } from './spending-contract.ts';
import type { Opened, StoreFixture } from './store-contract.ts';

const day = 24 * 60 * 60_000;
const tables =
  'threads projects turns media wishes renders deliveries buttons spending chat_threads chat_events';

/** A thread with everything that a thread may have, all of it so many days old. */
async function lived(fixture: StoreFixture, key: ThreadKey, days: number): Promise<ThreadKey> {
  const { store, chatLog, sql } = fixture;
  const project = await newProject(store, key);
  const turn = await history(store, project, 'ann');
  const run = runOf({ turnId: turn.id });
  await store.spending.begin({ ...run, reserved: 1 }, Date.now());
  await store.spending.record(spentOf(run, 90), 10, Date.now());
  await chatLog.createThread(key);
  await chatLog.append(key, { event: 'message', id: 'm', message: lastWord('hello') });
  await age(sql, key, days);
  return key;
}

async function age(sql: StoreFixture['sql'], key: ThreadKey, days: number): Promise<void> {
  const at = Date.now() - days * day;
  for (const table of ['turns', 'projects', 'media', 'renders', 'deliveries'])
    await sql(`update reelay.${table} set created_at = $1 where thread_key = $2`, [at, key]);
  await sql('update reelay.chat_events set at = $1 where thread_key = $2', [at, key]);
  await sql('update reelay.chat_threads set created_at = $1 where key = $2', [at, key]);
}

/** How long threads are kept in which nothing happens. */
export function retentionContract(opened: Opened): void {
  const before = (): number => Date.now() - 90 * day;
  const idle = (): Promise<ThreadKey[]> => opened().store.retention.idleThreads(before(), 100);

  test('an idle thread goes with all that hangs on it; one with a sign of life keeps everything', async () => {
    const { store, sql } = opened();
    const old = await lived(opened(), newKey(), 91);
    const young = await lived(opened(), newKey(), 89);
    const counts = async (): Promise<number[]> =>
      Promise.all(
        tables.split(' ').map(async (table) => (await sql(`select 1 from reelay.${table}`)).length),
      );
    const all = await counts();
    expect(all.every((count) => count >= 2)).toBe(true);
    expect(await idle()).toEqual([old]);
    expect(await store.retention.deleteThread(old, before())).toBe(true);
    expect(await counts()).toEqual(all.map((count) => count / 2));
    expect(await store.threads.get(old)).toBeUndefined();
    expect(await store.retention.deleteThread(old, before())).toBe(false);
    expect(await store.retention.deleteThread(young, before())).toBe(false);
    expect(await idle()).toEqual([]);
  });

  test.each(['a queued turn', 'a turn that renders', 'a word in the chat', 'a new project'])(
    '%s keeps a thread, however old the rest of it is',
    async (what) => {
      const { store, chatLog, sql } = opened();
      const key = await lived(opened(), newKey(), 400);
      const project = (await store.projects.list(key))[0]!;
      if (what === 'a word in the chat')
        await chatLog.append(key, { event: 'message', id: 'late', message: lastWord('w') });
      else if (what === 'a new project') await store.threads.startProject(key, 'en', 'late');
      else {
        const turn = await addTurn(store, project, { plan: [{ do: 'export' }] });
        if (what === 'a turn that renders') {
          await store.turns.claim(key, 'a');
          await store.turns.advance(turn.id, 'a', { state: 'rendering' });
        }
        await age(sql, key, 400);
      }
      expect(await idle()).toEqual([]);
      expect(await store.retention.deleteThread(key, before())).toBe(false);
      expect(await store.projects.get(project.id)).toBeDefined();
    },
  );

  test('a question that nobody has answered in all that time keeps nothing', async () => {
    const { store, sql } = opened();
    const project = await newProject(store);
    const turn = await addTurn(store, project);
    await store.turns.claim(project.threadKey, 'a');
    await store.turns.end(turn.id, 'a', 'asking', lastWord('which one?'));
    await age(sql, project.threadKey, 91);
    expect(await idle()).toEqual([project.threadKey]);
  });

  test('a web chat in which nobody ever wrote goes, too, but not the one that was just opened', async () => {
    const { store, chatLog, sql } = opened();
    const [old, fresh] = [toThreadKey('web', 'old'), toThreadKey('web', 'fresh')];
    for (const key of [old, fresh]) await chatLog.createThread(key);
    await age(sql, old, 91);
    expect(await idle()).toEqual([old]);
    expect(await store.retention.deleteThread(old, before())).toBe(true);
    expect([await chatLog.hasThread(old), await chatLog.hasThread(fresh)]).toEqual([false, true]);
  });

  test('no more are found than were asked for', async () => {
    for (let n = 0; n < 3; n += 1) await lived(opened(), newKey(), 91);
    expect(await opened().store.retention.idleThreads(before(), 2)).toHaveLength(2);
  });

  test('codes that are good no more go; who was let in stays', async () => {
    const { store, sql } = opened();
    const ask = (owner: string, code: string, goodUntil: number) =>
      store.access.ask({ owner, threadKey: newKey(), locale: 'en', code, goodUntil }, 0, 10);
    await ask('a', 'AAAA', 100);
    await ask('b', 'BBBB', 100);
    await ask('c', 'CCCC', 300);
    await store.access.approve('BBBB', 50);
    await store.retention.dropCodes(200);
    const left = await sql('select owner from reelay.access order by owner');
    expect(left.map(({ owner }) => owner)).toEqual(['b', 'c']);
  });
}
