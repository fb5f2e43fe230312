import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '#src/clock.ts';
import { createSweep } from '#src/engine/sweep.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { engineDeps, notExpected } from '#test/fakes/deps.ts';
import { addTurn, lastWord, newProject } from '#test/support/records.ts';
import { openMemoryStore } from '#test/support/store.ts';

let fixture: StoreFixture;
let done: string[];
/** Lanes that this process is at. */
let running: string[];

beforeAll(async () => {
  fixture = await openMemoryStore();
});
afterAll(() => fixture.close());
beforeEach(() => {
  done = [];
  running = [];
});

/** A sweep that notes what it does; what is in `failing` goes wrong. */
function sweepOf(failing: string[] = []) {
  const note = async (what: string, id: string): Promise<void> => {
    done.push(`${what} ${id}`);
    if (failing.includes(what)) throw new Error('no');
  };
  return createSweep({
    store: fixture.store,
    queue: { wakeLane: (key) => note('lane', key), enqueueRender: (id) => note('render', id) },
    clock: systemClock,
    log: pino({ level: 'silent' }),
    settings: engineDeps({}).settings,
    answer: ({ id }) => note('answer', id),
    isAtWork: (key) => running.includes(key),
    deliverer: {
      deliver: notExpected,
      deliverOlder: (olderThanMs) => note('deliver', String(olderThanMs)),
    },
  });
}

test('the sweep finds all that has lost its process or its job, whatever goes wrong with some of it', async () => {
  const { store, sql } = fixture;
  const [one, two, rendering] = [await newProject(store), await newProject(store), await newProject(store)];
  await addTurn(store, one);
  await addTurn(store, two);
  await store.turns.claim(two.threadKey, 'of a process that is gone');
  const { id: turnId } = await addTurn(store, rendering);
  await store.turns.claim(rendering.threadKey, 'a');
  await store.renders.add({
    id: 'render_1',
    turnId,
    threadKey: rendering.threadKey,
    projectId: rendering.id,
    draft: '{}',
    draftHash: '',
    retryOf: null,
  });
  await store.turns.advance(turnId, 'a', { state: 'rendering' });
  const asking = [
    await addTurn(store, one, { state: 'answering' }),
    await addTurn(store, one, { state: 'answering' }),
  ];
  await sql(`update reelay.turns set created_at = created_at - 60000 where state = 'answering'`);
  const young = await addTurn(store, one, { state: 'answering' });
  const all = [
    ...[one, two].map(({ threadKey }) => `lane ${threadKey}`).toSorted(),
    'render render_1',
    ...asking.map(({ id }) => `answer ${id}`),
  ];

  await sweepOf().sweep();
  expect([...done.slice(0, 2).toSorted(), ...done.slice(2)]).toEqual([...all, 'deliver 5000']);

  // A lane that is run here goes on by itself.
  done = [];
  running = [two.threadKey];
  await sweepOf().sweep();
  expect(done).toEqual([...all, 'deliver 5000'].filter((what) => what !== `lane ${two.threadKey}`));
  running = [];

  done = [];
  await sweepOf(['lane', 'render', 'answer']).sweep();
  expect([...done.slice(0, 2).toSorted(), ...done.slice(2)]).toEqual([...all, 'deliver 5000']);

  // Nobody else is there, so that what is young has lost its process, too.
  done = [];
  await store.turns.endUnheld(asking[0]!.id, 'answering', 'done', lastWord('w'));
  await store.deliveries.take(asking[0]!.id, 60_000);
  await sweepOf().takeOver();
  expect(done.slice(-3)).toEqual([`answer ${asking[1]!.id}`, `answer ${young.id}`, 'deliver 0']);
  expect(await store.deliveries.allPending(0)).toEqual([asking[0]!.id]);

  done = [];
  await sql(`update reelay.turns set plan = 'nonsense' where id = $1`, [young.id]);
  await sweepOf().takeOver();
  expect(done.at(-1)).toBe('deliver 0');
});

test('a render that waits is rung for when its next look is overdue, and at once by a process that is alone', async () => {
  const { store, sql } = fixture;
  const project = await newProject(store);
  const { threadKey } = project;
  const { id: turnId } = await addTurn(store, project);
  await store.turns.claim(threadKey, 'a');
  await store.renders.add({
    id: 'render_2',
    turnId,
    threadKey,
    projectId: project.id,
    draft: '{}',
    draftHash: '',
    retryOf: null,
  });
  await store.turns.advance(turnId, 'a', { state: 'rendering' });
  await store.renders.advance('render_2', ['intent'], { state: 'rendering' });
  await store.renders.look('render_2');
  await sweepOf().sweep();
  expect(done).not.toContain('render render_2');

  await sweepOf().takeOver();
  expect(done).toContain('render render_2');

  done = [];
  await sql(`update reelay.renders set looked_at = looked_at - 6000 where id = 'render_2'`);
  await sweepOf().sweep();
  expect(done).toContain('render render_2');
});
