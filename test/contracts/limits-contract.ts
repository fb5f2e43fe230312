import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Turn } from '#src/core/turn.ts';
import { addTurn, newProject } from '#test/support/records.ts';
import { runOf, spentOf } from './spending-contract.ts';
import type { Opened } from './store-contract.ts';

const hour = 3_600_000;
const day = Date.UTC(2026, 10, 25);

/** Budgets, and places for turns that run at once. */
export function limitsContract(opened: Opened): void {
  /** A turn in a thread of its own, claimed; its id is its attempt. */
  async function claimed(authorId: string, space?: string): Promise<Turn> {
    const { store } = opened();
    const project = await newProject(store);
    const { id } = await addTurn(store, project, { authorId, space });
    return (await store.turns.claim(project.threadKey, id))!;
  }
  const enter = ({ id }: Turn, most: { user?: number; place?: number }) =>
    opened().store.limits.enter(id, id, most);
  const end = ({ id }: Turn) =>
    opened().store.turns.end(id, id, 'done', { kind: 'info', text: 'x', buttons: [], files: [] });
  async function liveRun(owner: string, place: string | null = null) {
    const { id: turnId } = await claimed(owner);
    return runOf({ turnId, owner, place });
  }

  test('of two at once that do not fit together, one gets through', async () => {
    const { spending } = opened().store;
    const runs = [await liveRun('ann'), await liveRun('ann')];
    const tries = await Promise.all(
      runs.map((run) => spending.begin({ ...run, reserved: 10 }, day, { user: 15 })),
    );
    expect(tries.filter((over) => over === undefined)).toHaveLength(1);
    expect(tries.find((over) => over !== undefined)).toEqual({
      of: 'user',
      budget: 15,
      used: 0,
      reserved: 10,
    });
  });

  test('a budget is of one person, or of one place, and of one day; accounts of their own do not count', async () => {
    const { spending } = opened().store;
    const spend = async (
      owner: string,
      place: string | null,
      credits: number,
      now: number,
      kind = 'operator',
    ) => {
      const run = runOf({ owner, place, kind: kind as 'operator' });
      await spending.begin({ ...run, reserved: 1 }, now);
      await spending.record(spentOf(run, 100 - credits), 50, now + 1);
    };
    await spend('ann', 'G', 20, day - 10);
    await spend('ann', 'G', 5, day + hour);
    await spend('ann', null, 7, day + 2 * hour);
    await spend('ann', 'G', 50, day + 3 * hour, 'linked');
    await spend('bob', 'G', 3, day + 4 * hour);
    const later = day + 5 * hour;
    expect(await spending.today({ owner: 'ann' }, later)).toEqual({ used: 12, reserved: 0 });
    expect(await spending.today({ place: 'G' }, later)).toEqual({ used: 8, reserved: 0 });
    const run = await liveRun('ann', 'G');
    const asks = (budgets: { user?: number; place?: number }) =>
      spending.begin({ ...run, reserved: 10 }, later, budgets);
    expect(await asks({ user: 21 })).toMatchObject({ of: 'user', used: 12 });
    expect(await asks({ user: 22, place: 17 })).toMatchObject({ of: 'place', used: 8 });
    expect(await asks({ user: 22, place: 18 })).toBeUndefined();
    // What it has reserved already is not in its own way.
    expect(await asks({ user: 22, place: 18 })).toBeUndefined();
    expect(await spending.today({ owner: 'ann' }, later)).toEqual({ used: 12, reserved: 10 });
    expect(await spending.today({ owner: 'ann' }, day + 24 * hour)).toEqual({ used: 0, reserved: 10 });
  });

  test('what a turn has reserved goes with the turn, whoever was at it', async () => {
    const { store, sql } = opened();
    const gone = await liveRun('ann');
    const next = await liveRun('ann');
    const asks = () => store.spending.begin({ ...next, reserved: 10 }, day, { user: 10 });
    expect(await store.spending.begin({ ...gone, reserved: 10 }, day, { user: 10 })).toBeUndefined();
    expect(await asks()).toMatchObject({ used: 0, reserved: 10 });
    await sql(`update reelay.turns set state = 'unknown' where id = $1`, [gone.turnId]);
    expect(await asks()).toBeUndefined();
  });

  test('who is forgotten gets no second budget by it, and is nobody when the day is over', async () => {
    const { store, sql } = opened();
    const project = await newProject(store);
    const turn = await addTurn(store, project, { authorId: 'ann' });
    const owner = 'user:test:ann';
    const now = Date.now();
    await store.spending.begin({ ...runOf({ turnId: turn.id, owner }), reserved: 1 }, now);
    await store.spending.record(spentOf(runOf({ turnId: turn.id, owner }), 60), 50, now);
    const asks = await addTurn(store, project, { authorId: 'ann', state: 'answering' });
    const { threadKey } = project;
    await store.people.forget({ threadKey, authorId: 'ann', owner, turnId: asks.id, projectId: 'fresh' });
    expect(await store.spending.today({ owner }, now)).toMatchObject({ used: 40 });
    expect(await store.spending.today({ owner: 'user:test:bob' }, now)).toMatchObject({ used: 0 });
    expect(JSON.stringify(await sql('select * from reelay.spending'))).not.toContain('ann');
    expect(await store.spending.usage(0)).toMatchObject([{ owner: null, credits: 40 }]);
    await store.spending.tidy(now + 24 * hour);
    expect(await sql('select owner from reelay.spending')).toEqual([{ owner: null }]);
  });

  test('so many of a person run at once; the oldest that waits comes next', async () => {
    const { limits, turns } = opened().store;
    const [one, two, three] = [await claimed('ann'), await claimed('ann'), await claimed('ann')];
    const other = await claimed('bob');
    expect(await enter(one, { user: 1 })).toBeUndefined();
    expect(await enter(two, { user: 1 })).toEqual({ of: 'user', running: 1 });
    expect(await enter(three, { user: 1 })).toEqual({ of: 'user', running: 1 });
    expect(await enter(other, { user: 1 })).toBeUndefined();
    expect(await turns.get(two.id)).toMatchObject({
      state: 'queued',
      slot: 'waiting',
      attempt: null,
      startedAt: null,
    });
    await end(one);
    expect(await limits.next(one)).toEqual([two.threadKey]);
    // The younger one is not let in before the one that is to come.
    await turns.claim(three.threadKey, three.id);
    expect(await enter(three, { user: 1 })).toEqual({ of: 'user', running: 0 });
    await turns.claim(two.threadKey, two.id);
    expect(await enter(two, { user: 1 })).toBeUndefined();
    expect(await enter(two, { user: 1 })).toBeUndefined();
    expect(await turns.get(two.id)).toMatchObject({ state: 'preparing', slot: 'taken' });
  });

  test('ten at once take as many places as there are', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => claimed('ann', '7')));
    const held = await Promise.all(all.map((turn) => enter(turn, { user: 3, place: 3 })));
    expect(held.filter((one) => one === undefined)).toHaveLength(3);
  });

  test('in a place that is full, whoever was served the longest ago comes next', async () => {
    const { limits, turns } = opened().store;
    const most = { user: 5, place: 1 };
    const first = await claimed('ann', '7');
    expect(await enter(first, most)).toBeUndefined();
    const more = await claimed('ann', '7');
    const bobs = await claimed('bob', '7');
    const elsewhere = await claimed('ann', '8');
    expect(await enter(more, most)).toEqual({ of: 'place', running: 1 });
    expect(await enter(bobs, most)).toEqual({ of: 'place', running: 1 });
    expect(await enter(elsewhere, most)).toBeUndefined();
    await end(first);
    expect(await limits.next(first)).toEqual([bobs.threadKey, more.threadKey]);
    await turns.claim(more.threadKey, more.id);
    expect(await enter(more, most)).toEqual({ of: 'place', running: 0 });
    await turns.claim(bobs.threadKey, bobs.id);
    expect(await enter(bobs, most)).toBeUndefined();
  });

  test('requests that came lately, and those that wait, are counted; quick and refused ones are not', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const person = { threadKey: project.threadKey, authorId: 'ann' };
    await addTurn(store, project, { state: 'answering' });
    await addTurn(store, project, { authorId: 'bob' });
    const times = [await addTurn(store, project), await addTurn(store, project)].map(
      (turn) => turn.createdAt,
    );
    expect(await store.limits.waiting(person)).toBe(2);
    await store.turns.claim(project.threadKey, randomUUID());
    const [oldest = 0] = times;
    expect(await store.limits.recent(person, oldest - 1, 10)).toEqual(times.toReversed());
    expect(await store.limits.recent(person, Date.now() + hour, 10)).toEqual([]);
    expect(await store.limits.waiting({ ...person, authorId: 'eve' })).toBe(0);
  });
}
