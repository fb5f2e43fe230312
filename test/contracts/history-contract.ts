import { expect, test } from 'vitest';
import { toThreadKey } from '#src/core/message.ts';
import type { Plan } from '#src/core/plan.ts';
import type { Project, Render } from '#src/core/records.ts';
import type { Store } from '#src/ports.ts';
import { addTurn, lastWord, newKey, newProject } from '#test/support/records.ts';
import type { Opened } from './store-contract.ts';

/** An export by `authorId` that is completed, with its message stored for delivery. */
export async function exported(
  store: Store,
  project: Project,
  id: string,
  authorId = 'ann',
): Promise<Render> {
  const turn = await addTurn(store, project, { authorId, plan: [{ do: 'export' }] });
  await store.turns.claim(project.threadKey, turn.id);
  await store.turns.advance(turn.id, turn.id, { state: 'rendering' });
  const { threadKey, id: projectId } = project;
  const render = { id, turnId: turn.id, threadKey, projectId, draft: '{}', draftHash: 'h', retryOf: null };
  await store.renders.add(render);
  await store.renders.advance(id, ['intent'], { state: 'completed', url: `https://example.com/${id}.mp4` });
  const files = [{ name: 'v.mp4', mime: 'video/mp4', renderId: id }];
  await store.turns.endUnheld(turn.id, 'rendering', 'done', lastWord(id, { files }));
  return (await store.renders.get(id))!;
}

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

  test('results are found by thread, project and number, those that failed or go on are none', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const { threadKey } = project;
    expect(await store.history.newest(threadKey)).toBeUndefined();
    const first = await exported(store, project, 'render_1');
    const second = await exported(store, project, 'render_2');
    const later = await store.threads.startProject(threadKey, 'en', 'later');
    const other = await exported(store, later, 'render_3');
    const waiting = await addTurn(store, project, { plan: [{ do: 'export' }] });
    await store.renders.add({ ...first, id: 'render_4', turnId: waiting.id, retryOf: null });
    const { history } = store;
    expect(await history.newest(threadKey)).toEqual(other);
    expect(await history.newest(newKey())).toBeUndefined();
    expect(await history.newestOf(project.id)).toEqual(second);
    expect(await history.version(project.id, 1)).toEqual(first);
    expect(await history.version(project.id, 3)).toBeUndefined();
    expect(await history.before(second)).toEqual(first);
    expect(await history.before(first)).toBeUndefined();
    expect(await history.shownBy(second.turnId)).toEqual(second);
    expect(await history.shownBy(waiting.id)).toBeUndefined();
  });

  test('what its place refused is found by who asked for it, on the same platform', async () => {
    const { store } = opened();
    const [gone, here] = [await newProject(store), await newProject(store)];
    const lost = await exported(store, gone, 'render_lost');
    expect(await store.history.missed(here.threadKey, 'ann')).toBeUndefined();
    await store.deliveries.giveUp(lost.turnId);
    expect(await store.history.missed(here.threadKey, 'ann')).toEqual(lost);
    expect(await store.history.missed(here.threadKey, 'bob')).toBeUndefined();
    expect(await store.history.missed(toThreadKey('other', 'x'), 'ann')).toBeUndefined();
  });

  test('a video may be opened where a message shows it', async () => {
    const { store } = opened();
    const [there, here] = [await newProject(store), await newProject(store)];
    await exported(store, there, 'render_1');
    expect(await store.history.isShownIn(here.threadKey, 'render_1')).toBe(false);
    const turn = await addTurn(store, here, { state: 'answering' });
    const files = [{ name: 'v.mp4', mime: 'video/mp4', renderId: 'render_1' }];
    await store.turns.endUnheld(turn.id, 'answering', 'done', lastWord('again', { files }));
    expect(await store.history.isShownIn(here.threadKey, 'render_1')).toBe(true);
    for (const like of ['render_', 'render%', '%', 'renderX1', 'ender_1']) {
      expect(await store.history.isShownIn(here.threadKey, like)).toBe(false);
    }
  });

  test('a wish waits for one turn, and that one may ask again', async () => {
    const { store } = opened();
    const { id } = await newProject(store);
    const plan: Plan = [{ do: 'edit', text: 'mute 🎬' }, { do: 'export' }];
    const { wishes } = store;
    expect(await wishes.take(id, 'ann', 't1')).toBeUndefined();
    await wishes.keep(id, 'ann', plan);
    expect(await wishes.get(id, 'ann')).toEqual(plan);
    expect(await wishes.get(id, 'bob')).toBeUndefined();
    const taken = await Promise.all(['t1', 't2', 't3'].map((turn) => wishes.take(id, 'ann', turn)));
    expect(taken.filter((one) => one !== undefined)).toEqual([plan]);
    const winner = `t${taken.findIndex((one) => one !== undefined) + 1}`;
    expect(await wishes.take(id, 'ann', winner)).toEqual(plan);
    expect(await wishes.get(id, 'ann')).toBeUndefined();
    expect(await wishes.drop(id, 'ann')).toBe(false);
    await wishes.keep(id, 'ann', plan);
    expect(await wishes.take(id, 'ann', 't9')).toEqual(plan);
    await wishes.keep(id, 'ann', plan);
    expect(await wishes.drop(id, 'ann')).toBe(true);
    expect(await wishes.take(id, 'ann', 't10')).toBeUndefined();
  });

  test('a held turn may get more to do', async () => {
    const { store } = opened();
    const turn = await addTurn(store, await newProject(store));
    await store.turns.claim(turn.threadKey, 'a');
    const plan: Plan = [...turn.plan, { do: 'export' }];
    expect(await store.turns.advance(turn.id, 'a', { plan, step: 1 })).toMatchObject({ plan, step: 1 });
    expect(await store.turns.advance(turn.id, 'b', { plan: [{ do: 'help' }] })).toBeUndefined();
  });
}
