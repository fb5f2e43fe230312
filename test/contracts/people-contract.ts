import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { toThreadKey } from '#src/core/message.ts';
import { starterOf } from '#src/core/owner.ts';
import type { Project } from '#src/core/records.ts';
import type { Turn } from '#src/core/turn.ts';
import type { Store } from '#src/ports.ts';
import { addTurn, lastWord, newKey, newProject } from '#test/support/records.ts';
import { exported } from './history-contract.ts';
import { runOf, spentOf } from './spending-contract.ts';
import type { Opened } from './store-contract.ts';

const owner = 'user:test:ann';

/** A turn of this person that is over, with a file, a button, a wish and something spent. */
export async function history(store: Store, project: Project, authorId: string): Promise<Turn> {
  const { threadKey, id: projectId } = project;
  const mediaId = randomUUID();
  const file = { name: `${authorId}.mp4`, mime: 'video/mp4', bytes: 5, source: null };
  await store.media.add({ id: mediaId, threadKey, projectId, ...file });
  const turn = await addTurn(store, project, { authorId, mediaIds: [mediaId], state: 'answering' });
  await store.turns.endUnheld(turn.id, 'answering', 'done', lastWord(`to ${authorId}`));
  const action = { do: 'plan' as const, plan: turn.plan };
  await store.buttons.add([{ token: randomUUID(), label: 'x', threadKey, turnId: turn.id, action }]);
  await store.wishes.keep(projectId, authorId, turn.plan);
  await exported(store, project, `render_${randomUUID()}`, authorId);
  return turn;
}

/** Accounts of people's own, and what goes when somebody wishes to be forgotten. */
export function peopleContract(opened: Opened): void {
  const count = async (table: string, where: string, values: unknown[]): Promise<number> =>
    (await opened().sql(`select 1 from reelay.${table} where ${where}`, values)).length;

  test('an account is found by its owner, and keeps its id without its token', async () => {
    const { store } = opened();
    expect(await store.accounts.find(owner)).toBeUndefined();
    const { id } = await store.accounts.ensure(owner, 'linked', 'c');
    await store.accounts.setToken(id, 'nmv_usr_a', 5);
    expect(await store.accounts.find(owner)).toMatchObject({ id, token: 'nmv_usr_a', expiresAt: 5 });
    await store.accounts.clearToken(id);
    expect(await store.accounts.find(owner)).toMatchObject({ id, token: null, expiresAt: null });
    expect((await store.accounts.ensure(owner, 'linked', 'd')).id).toBe(id);
  });

  test('who pays is settled until there is a session, and stays when it is lost', async () => {
    const { store } = opened();
    const { id } = await newProject(store);
    await store.projects.settlePayer(id, 'a1');
    await store.projects.settlePayer(id, 'a2');
    expect(await store.projects.openedWith('a2')).toEqual([]);
    await store.projects.openSession(id, { accountId: 'a2', sessionId: 's', taskId: 't', bindId: null });
    await store.projects.settlePayer(id, 'a3');
    expect(await store.projects.openedWith('a2')).toEqual([id]);
    await store.projects.closeSession(id, 's');
    expect(await store.projects.get(id)).toMatchObject({ accountId: 'a2', sessionId: null });
    expect(await store.projects.openedWith('a2')).toEqual([]);
  });

  test('of a forgotten person nothing is left, of others everything', async () => {
    const { store, sql } = opened();
    const [alone, shared] = [await newProject(store), await newProject(store)];
    const elsewhere = await newProject(store, toThreadKey('other', 'x'));
    const mine = [await history(store, alone, 'ann'), await history(store, shared, 'ann')];
    const theirs = await history(store, shared, 'bob');
    await history(store, elsewhere, 'ann');
    const { id: accountId } = await store.accounts.ensure(owner, 'linked', 'c');
    for (const [n, turn] of [...mine, theirs].entries()) {
      const run = runOf({ turnId: turn.id, owner, accountId: n === 2 ? 'everyone' : accountId });
      await store.spending.begin({ ...run, reserved: 1 }, 1);
      await store.spending.record(spentOf(run, 90 - n), 1, 2);
    }
    const asks = await addTurn(store, alone, { authorId: 'ann', state: 'answering' });
    expect(await store.people.hasWork(asks.threadKey, 'ann', asks.id)).toBe(false);
    const letIn = { owner, threadKey: alone.threadKey, locale: 'en' as const, code: 'ANN', goodUntil: 5 };
    await store.access.ask(letIn, 1, 3);
    await store.access.approve('ANN', 1);
    const person = { threadKey: alone.threadKey, authorId: 'ann', owner, turnId: asks.id };
    await store.people.forget({ ...person, projectId: 'fresh' });

    expect(await store.accounts.find(owner)).toBeUndefined();
    expect(await store.access.isApproved(owner)).toBe(false);
    expect(await count('turns', `author_id = 'ann' and thread_key like 'test:%'`, [])).toBe(0);
    expect(await count('media', `name = 'ann.mp4' and thread_key like 'test:%'`, [])).toBe(0);
    expect(await count('deliveries', `message like '%to ann%' and thread_key like 'test:%'`, [])).toBe(0);
    expect(await count('wishes', `author_id = 'ann' and project_id = any($1)`, [[alone.id, shared.id]])).toBe(
      0,
    );
    for (const turn of mine) {
      for (const table of ['buttons', 'renders', 'spending', 'runs']) {
        expect(await count(table, 'turn_id = $1', [turn.id])).toBe(0);
      }
    }
    expect(await count('spending', 'account_id = $1', [accountId])).toBe(0);
    expect(await sql('select credits_after from reelay.spending order by 1')).toEqual([
      { credits_after: 88 },
      { credits_after: 89 },
      { credits_after: 90 },
    ]);

    // The thread where nobody else wrote begins anew; the shared one and the other platform are as they were.
    expect(await store.projects.get(alone.id)).toBeUndefined();
    expect(await store.projects.list(alone.threadKey)).toMatchObject([{ id: 'fresh', name: null }]);
    expect((await store.threads.get(alone.threadKey))?.projectId).toBe('fresh');
    expect(await store.turns.get(asks.id)).toMatchObject({ projectId: 'fresh', state: 'answering' });
    expect(await store.projects.get(shared.id)).toEqual(shared);
    expect(await store.turns.get(theirs.id)).toBeDefined();
    expect(await count('renders', 'project_id = $1', [shared.id])).toBe(1);
    expect(await count('turns', 'thread_key = $1', [elsewhere.threadKey])).toBe(2);
  });

  test('a forgotten person who comes back has the client id that they had, and no other trace', async () => {
    const { store, sql } = opened();
    const project = await newProject(store);
    const starter = await store.accounts.ensure(starterOf(owner), 'anonymous', 'c1');
    await store.accounts.setToken(starter.id, 'nmv_usr_a', 5);
    const turn = await history(store, project, 'ann');
    const run = runOf({ turnId: turn.id, owner, accountId: starter.id, kind: 'anonymous' });
    await store.spending.record(spentOf(run, 95), 1, 1);
    const asks = await addTurn(store, project, { authorId: 'ann', state: 'answering' });
    const { threadKey } = project;
    await store.people.forget({ threadKey, authorId: 'ann', owner, turnId: asks.id, projectId: 'fresh' });

    const left = await sql('select owner, client_id, token from reelay.accounts');
    expect(left).toEqual([{ owner: expect.stringMatching(/^masked:/), client_id: 'c1', token: null }]);
    expect(JSON.stringify(left)).not.toContain('ann');
    expect(await count('spending', 'account_id = $1', [starter.id])).toBe(0);
    const others = await store.accounts.ensure(starterOf('user:test:bob'), 'anonymous', 'c2');
    expect(others.clientId).toBe('c2');
    const back = await Promise.all(
      ['c3', 'c4'].map((id) => store.accounts.ensure(starterOf(owner), 'anonymous', id)),
    );
    expect(back.map(({ clientId }) => clientId)).toEqual(['c1', 'c1']);
  });

  test('the answer itself goes last, once it has arrived', async () => {
    const { store } = opened();
    const { threadKey } = await newProject(store);
    const project = (await store.projects.list(threadKey))[0]!;
    const asks = await addTurn(store, project, { authorId: 'ann', state: 'answering' });
    await store.people.forget({ threadKey, authorId: 'ann', owner, turnId: asks.id, projectId: 'fresh' });
    await store.people.purge(0);
    expect(await store.turns.get(asks.id)).toBeDefined();
    await store.turns.endUnheld(asks.id, 'answering', 'done', lastWord('gone'));
    await store.people.purge(0);
    expect((await store.deliveries.pending(asks.id))?.message.text).toBe('gone');
    await store.deliveries.receipt(asks.id, 'm1');
    await store.people.purge(60_000);
    expect(await store.turns.get(asks.id)).toBeDefined();
    await store.people.purge(0);
    expect(await store.turns.get(asks.id)).toBeUndefined();
    expect(await store.threads.get(threadKey)).toBeUndefined();
    expect(await store.projects.get('fresh')).toBeUndefined();
  });

  test('a thread that was begun anew meanwhile stays', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const { threadKey } = project;
    const asks = await addTurn(store, project, { authorId: 'ann', state: 'answering' });
    await store.people.forget({ threadKey, authorId: 'ann', owner, turnId: asks.id, projectId: 'fresh' });
    await store.turns.endUnheld(asks.id, 'answering', 'done', lastWord('gone'));
    await store.deliveries.giveUp(asks.id);
    const next = await addTurn(store, (await store.projects.get('fresh'))!, { authorId: 'ann' });
    await store.people.purge(0);
    expect(await store.turns.get(asks.id)).toBeUndefined();
    expect(await store.turns.get(next.id)).toBeDefined();
    expect((await store.threads.get(threadKey))?.projectId).toBe('fresh');
  });

  test('a turn that waits, runs or renders is work; one that is over, of others or elsewhere is not', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const work = (): Promise<boolean> => store.people.hasWork(project.threadKey, 'ann', 'this');
    await history(store, project, 'ann');
    await addTurn(store, await newProject(store, toThreadKey('other', 'y')), { authorId: 'ann' });
    await addTurn(store, project, { authorId: 'bob' });
    expect(await work()).toBe(false);
    const { id } = await addTurn(store, await newProject(store, newKey()), { authorId: 'ann' });
    expect(await work()).toBe(true);
    expect(await store.people.hasWork(project.threadKey, 'ann', id)).toBe(false);
  });
}
