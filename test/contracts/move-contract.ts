import { expect, test } from 'vitest';
import type { TurnState } from '#src/core/turn.ts';
import { addTurn, lastWord, newProject } from '#test/support/records.ts';
import type { Opened } from './store-contract.ts';

/** A thread that moves to where somebody is at work, while somebody is at work in it. */
export function moveContract(opened: Opened): void {
  /** Two threads with a live turn each, in these states, held by `holder 0` and `holder 1`. */
  async function bothLive(states: TurnState[]) {
    const { store } = opened();
    const projects = [await newProject(store), await newProject(store)];
    const turns = [];
    for (const [n, project] of projects.entries()) {
      const { id, threadKey } = await addTurn(store, project);
      await store.turns.claim(threadKey, `holder ${n}`);
      await store.turns.advance(id, `holder ${n}`, { state: states[n]! });
      turns.push(id);
    }
    const [from, to] = projects.map(({ threadKey }) => threadKey);
    return { store, turns, from: from!, to: to! };
  }

  test.each([
    ['preparing', 'preparing', undefined],
    ['preparing', 'streaming', 1],
    ['sending', 'preparing', 0],
  ] as const)(
    'one %s, one %s: what was sent is not touched, the other waits',
    async (first, second, sent) => {
      const { store, turns, from, to } = await bothLive([first, second]);
      await store.threads.move(from, to);
      const after = await Promise.all(turns.map((id) => store.turns.get(id)));
      expect(after.map((turn) => turn?.threadKey)).toEqual([to, to]);
      const running = after.findIndex((turn) => turn?.state !== 'queued');
      expect(after[running]).toMatchObject({ state: [first, second][running], attempt: `holder ${running}` });
      expect(after[1 - running]).toMatchObject({ state: 'queued', attempt: null });
      expect([undefined, running]).toContain(sent);
      // Its holder goes on, and the one that waits comes after it.
      expect(await store.turns.end(turns[running]!, `holder ${running}`, 'done', lastWord('w'))).toBe(true);
      expect(await store.turns.claim(to, 'next')).toMatchObject({ id: turns[1 - running] });
    },
  );

  test('both were sent: nothing moves until one of them is done', async () => {
    const { store, turns, from, to } = await bothLive(['sending', 'recovering']);
    await expect(store.threads.move(from, to)).rejects.toThrow();
    expect(await store.threads.get(from)).toBeDefined();
    await store.turns.end(turns[1]!, 'holder 1', 'done', lastWord('w'));
    await store.threads.move(from, to);
    expect(await store.turns.get(turns[0]!)).toMatchObject({ threadKey: to, state: 'sending' });
  });
}
