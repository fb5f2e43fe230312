import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Media, Project } from '#src/core/records.ts';
import type { Store } from '#src/ports.ts';
import { addTurn, lastWord, newKey, newProject } from '#test/support/records.ts';
import type { Opened } from './store-contract.ts';

/** A clip of the project on its way. Gives its id. */
async function addClip(store: Store, { id: projectId, threadKey }: Project, more: Partial<Media> = {}) {
  const id = randomUUID();
  const clip = { name: 'a.mp4', mime: 'video/mp4', bytes: null, source: null };
  await store.media.add({ ...clip, ...more, id, threadKey, projectId });
  return id;
}

/** Files on their way to the backend. */
export function mediaContract(opened: Opened): void {
  test('media come in the order asked for, and settle with their size', async () => {
    const { store } = opened();
    const { id: projectId, threadKey } = await newProject(store);
    const add = async (name: string, url?: string): Promise<string> => {
      const id = randomUUID();
      const source = url === undefined ? null : { url };
      await store.media.add({ id, threadKey, projectId, name, mime: 'video/mp4', bytes: null, source });
      return id;
    };
    const big = 5_000_000_000;
    const a = await add('a "quoted" 猫.mp4');
    const b = await add('b.mp4', 'https://example.com/b.mp4?x=1&y=%20');
    await store.media.settle(a, 'uploaded', big);
    await store.media.settle(b, 'failed', null);
    expect(await store.media.list([b, 'unknown', a])).toMatchObject([
      { id: b, state: 'failed', bytes: null, source: { url: 'https://example.com/b.mp4?x=1&y=%20' } },
      { id: a, state: 'uploaded', bytes: big, source: null, name: 'a "quoted" 猫.mp4' },
    ]);
    expect(await store.media.list([])).toEqual([]);
  });

  test('files go with their session, those of the project alone, and are given in order', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const other = await newProject(store);
    const add = async (of: typeof project, state?: 'uploaded' | 'failed'): Promise<string> => {
      const id = randomUUID();
      const { threadKey, id: projectId } = of;
      await store.media.add({
        id,
        threadKey,
        projectId,
        name: 'a.mp4',
        mime: 'video/mp4',
        bytes: null,
        source: null,
      });
      if (state !== undefined) await store.media.settle(id, state, null);
      return id;
    };
    const there: string[] = [];
    for (let n = 0; n < 5; n += 1) there.push(await add(project, 'uploaded'));
    await add(project, 'failed');
    const coming = await add(project);
    const elsewhere = await add(other, 'uploaded');
    const session = { accountId: 'a', sessionId: 's1', taskId: 't1', bindId: null };
    await store.projects.openSession(project.id, session);
    const lost = async (): Promise<string[]> =>
      (await store.media.ofProject(project.id, 'lost')).map(({ id }) => id);
    await store.projects.closeSession(project.id, 'another');
    expect(await lost()).toEqual([]);
    await store.projects.closeSession(project.id, 's1');
    expect(await lost()).toEqual(there);
    expect(await store.media.list([coming, elsewhere])).toMatchObject([
      { state: 'uploading' },
      { state: 'uploaded' },
    ]);
  });

  test('a file that comes again with its message is the same; under another name it is another', async () => {
    const { store } = opened();
    const { id: projectId, threadKey } = await newProject(store);
    const clip = { threadKey, projectId, name: 'a.mp4', mime: 'video/mp4', bytes: 5, source: null };
    const add = (more: Partial<Media>, place = 0) =>
      store.media.add({ ...clip, id: randomUUID(), ...more }, { messageId: 'm', place });
    const first = await add({});
    expect(first).toMatchObject({ ...clip, state: 'uploading', filesBefore: null });
    await store.media.begin(first.id, 3);
    expect(await add({})).toEqual({ ...first, filesBefore: 3 });
    await store.media.settle(first.id, 'uploaded', 5);
    expect(await add({})).toEqual({ ...first, state: 'uploaded' });
    const others = [await add({}, 1), await add({ name: 'b.mp4' }), await add({ threadKey: newKey() })];
    expect(new Set([first, ...others].map(({ id }) => id)).size).toBe(4);
  });

  test('what the backend had before a file goes up with each other one that arrives, and goes with the session', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const session = { accountId: 'a', sessionId: 's1', taskId: 't1', bindId: null };
    await store.projects.openSession(project.id, session);
    const [lost, other, elsewhere] = [
      await addClip(store, project),
      await addClip(store, project),
      await addClip(store, await newProject(store)),
    ];
    const before = async (): Promise<(number | null)[]> =>
      (await store.media.list([lost, other, elsewhere])).map(({ filesBefore }) => filesBefore);
    for (const id of [lost, other, elsewhere]) await store.media.begin(id, 2);
    await store.media.settle(other, 'uploaded', null);
    expect(await before()).toEqual([3, null, 2]);
    await store.media.settle(lost, 'failed', null);
    expect(await before()).toEqual([3, null, 2]);
    await store.media.begin(lost, 3);
    expect((await store.media.list([lost]))[0]?.state).toBe('uploading');
    await store.projects.closeSession(project.id, 's1');
    expect(await before()).toEqual([null, null, 2]);
  });

  test('a file is stranded where a failed turn left it, and it can still be fetched', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const source = { ref: 'abc' };
    const clip = await addClip(store, project, { source });
    const gone = await addClip(store, project);
    const refused = await addClip(store, project, { source });
    await store.media.settle(refused, 'failed', null);
    const waiting = await addClip(store, project, { source });
    const failed = await addTurn(store, project, { mediaIds: [clip, gone, refused] });
    await addTurn(store, project, { mediaIds: [waiting] });
    const stranded = async (): Promise<string[]> =>
      (await store.media.stranded(project.id)).map(({ id }) => id);
    expect(await stranded()).toEqual([]);
    await store.turns.claim(project.threadKey, 'a');
    await store.turns.end(failed.id, 'a', 'failed', lastWord('no'));
    expect(await stranded()).toEqual([clip]);
    expect(await store.media.stranded((await newProject(store)).id)).toEqual([]);
    await store.media.settle(clip, 'uploaded', null);
    expect(await stranded()).toEqual([]);
  });
}
