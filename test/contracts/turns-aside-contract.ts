import { expect, test } from 'vitest';
import { addTurn, lastWord, newKey, newProject } from '#test/support/records.ts';
import type { Opened } from './store-contract.ts';

const now = 1_000_000;

/** What happens to turns from beside the lane: asked to stop, put off, asking. */
export function turnsAsideContract(opened: Opened): void {
  test('a running turn is told to stop, and its holder sees it at the next write', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const { id } = await addTurn(store, project);
    expect(await store.turns.stopLive(project.threadKey, now, () => lastWord('stopped'))).toBeUndefined();
    const held = await store.turns.claim(project.threadKey, 'a');
    expect(held?.stopAt).toBeNull();
    const stopped = await store.turns.stopLive(project.threadKey, now, () => lastWord('stopped'));
    expect(stopped).toEqual({ turn: held, ended: false });
    expect(await store.turns.advance(id, 'a', { step: 1 })).toMatchObject({
      stopAt: now,
      state: 'preparing',
    });
    expect(await store.deliveries.pending(id)).toBeUndefined();
    expect(await store.turns.stopLive(newKey(), now, () => lastWord('stopped'))).toBeUndefined();
  });

  test.each([
    ['preparing', true],
    ['recovering', false],
  ] as const)('a turn that waits its time while %s is ended at once: %s', async (state, ended) => {
    const { store } = opened();
    const project = await newProject(store);
    const { id } = await addTurn(store, project);
    await store.turns.claim(project.threadKey, 'a');
    await store.turns.advance(id, 'a', { state, notBefore: now + 1 });
    expect(await store.turns.stopLive(project.threadKey, now, () => lastWord('stopped'))).toMatchObject({
      turn: { id, state },
      ended,
    });
    expect((await store.turns.get(id))?.state).toBe(ended ? 'cancelled' : state);
    expect((await store.deliveries.pending(id))?.message.text).toBe(ended ? 'stopped' : undefined);
    // Whoever comes back to it finds that it is not theirs any more.
    const back = await store.turns.advance(id, 'a', { state: 'sending' });
    expect(back === undefined).toBe(ended);
  });

  test('a quick turn is put off into the lane, once', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const { id } = await addTurn(store, project, { state: 'answering' });
    const memory = { rateLimited: true };
    const waiting = await store.turns.putOff(id, now, memory);
    expect(waiting).toMatchObject({ id, state: 'queued', notBefore: now, memory });
    expect(await store.turns.putOff(id, now, memory)).toBeUndefined();
    expect(await store.turns.claim(project.threadKey, 'a')).toMatchObject({ id, notBefore: now });
    expect(await store.turns.putOff('unknown', now, memory)).toBeUndefined();
  });

  test('the newest turn that asks is found until it has its answer', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const questions = [{ id: 'q1', prompt: 'Which?', options: [{ id: 'o1', label: 'This' }] }];
    for (const n of [1, 2]) {
      const { id } = await addTurn(store, project, { messageId: String(n) });
      await store.turns.claim(project.threadKey, 'a');
      await store.turns.advance(id, 'a', { memory: { questions } });
      await store.turns.end(id, 'a', 'asking', lastWord('Which?'));
    }
    const asked = await store.turns.latest(project.threadKey, 'asking');
    expect(asked).toMatchObject({ messageId: '2', memory: { questions } });
    await store.turns.questionAnswered(asked!.id);
    expect((await store.turns.get(asked!.id))?.state).toBe('done');
    expect(await store.turns.latest(project.threadKey, 'asking')).toBeUndefined();
    expect(await store.turns.latest(project.threadKey, 'rendering')).toBeUndefined();
    const running = await addTurn(store, project);
    await store.turns.questionAnswered(running.id);
    expect((await store.turns.get(running.id))?.state).toBe('queued');
  });
}
