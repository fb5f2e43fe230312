import { expect, test } from 'vitest';
import { addTurn, lastWord, newKey, newProject } from '#test/support/records.ts';
import type { Opened } from './store-contract.ts';

/** Projects of a thread beside the current one, and looking back at what was said. */
export function historyContract(opened: Opened): void {
  test('a project is begun once, however often it is asked for', async () => {
    const { store } = opened();
    const first = await newProject(store);
    const { threadKey } = first;
    const second = await store.threads.startProject(threadKey, 'zh', 'second');
    await store.threads.turnTo(threadKey, first.id);
    expect(await store.threads.startProject(threadKey, 'en', 'second')).toEqual(second);
    expect((await store.threads.get(threadKey))?.projectId).toBe(first.id);
    expect(await store.projects.list(threadKey)).toEqual([first, second]);
    expect(await store.projects.list(newKey())).toEqual([]);
  });

  test('a thread turns to its own projects only', async () => {
    const { store } = opened();
    const [mine, yours] = [await newProject(store), await newProject(store)];
    await store.threads.turnTo(mine.threadKey, yours.id);
    expect((await store.threads.get(mine.threadKey))?.projectId).toBe(mine.id);
  });

  test('a first name is given once, another one at will', async () => {
    const { store } = opened();
    const { id, name } = await newProject(store);
    expect(name).toBeNull();
    await store.projects.nameOnce(id, 'beach');
    await store.projects.nameOnce(id, 'city');
    expect((await store.projects.get(id))?.name).toBe('beach');
    await store.projects.rename(id, '城市 "2"');
    expect((await store.projects.get(id))?.name).toBe('城市 "2"');
  });

  test('a turn is found by its message, its status and its last word, in its own thread', async () => {
    const { store } = opened();
    const [project, other] = [await newProject(store), await newProject(store)];
    const turn = await addTurn(store, project, { messageId: '5', state: 'answering' });
    await store.turns.noteStatus(turn.id, '6');
    await store.turns.endUnheld(turn.id, 'answering', 'done', lastWord('hi'));
    await store.deliveries.receipt(turn.id, '7');
    for (const messageId of ['5', '6', '7']) {
      expect((await store.history.turnOf(project.threadKey, messageId))?.id).toBe(turn.id);
      expect(await store.history.turnOf(other.threadKey, messageId)).toBeUndefined();
    }
    expect(await store.history.turnOf(project.threadKey, '8')).toBeUndefined();

    // A new place counts its messages anew.
    const to = newKey();
    await store.threads.move(project.threadKey, to);
    for (const messageId of ['5', '6', '7']) {
      expect(await store.history.turnOf(to, messageId)).toBeUndefined();
    }
  });
}
