import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { thisProcess } from '#src/store/turn-events.ts';
import { addTurn, lastWord, newProject } from '#test/support/records.ts';
import { runOf, spentOf } from './spending-contract.ts';
import type { Opened } from './store-contract.ts';

/** The story of a turn, written along with what it tells, and what operators find by it. */
export function oversightContract(opened: Opened): void {
  const happened = async (id: string): Promise<string[]> =>
    (await opened().oversight.story(id))?.events.map(({ what }) => what) ?? [];

  test('a turn’s story has each thing that happened, in order, and nothing that did not', async () => {
    const { store, oversight } = opened();
    const project = await newProject(store);
    const { threadKey, id: projectId } = project;
    const media = randomUUID();
    const file = { name: 'our wedding.mp4', mime: 'video/mp4', bytes: 3, source: { ref: 'r' } };
    await store.media.add({ id: media, threadKey, projectId, ...file });
    const { id, messageId } = await addTurn(store, project, { mediaIds: [media] });
    await addTurn(store, project, { messageId });
    expect(await store.turns.claim(threadKey, 'a')).toBeDefined();
    await store.turns.advance(id, 'a', {
      state: 'sending',
      happened: { what: 'edit-noted', detail: { credits: 7 } },
    });
    // A stale holder writes nothing, and leaves no trace.
    expect(await store.turns.claim(threadKey, 'b')).toBeDefined();
    await store.turns.advance(id, 'a', { state: 'streaming', happened: { what: 'edit-posted' } });
    await store.turns.advance(id, 'b', { step: 0 });
    await store.media.settle(media, 'uploaded', 5, id);
    const run = runOf({ turnId: id });
    await store.spending.record(spentOf(run, 97), 10, Date.now());
    const render = {
      id: `render_${id}`,
      turnId: id,
      threadKey,
      projectId,
      draft: '{}',
      draftHash: 'h',
      retryOf: null,
    };
    await store.renders.add(render);
    await store.renders.add(render);
    await store.renders.advance(render.id, ['intent'], { state: 'submitting' });
    await store.renders.advance(render.id, ['intent'], { state: 'submitting' });
    await store.turns.end(id, 'b', 'failed', lastWord('so long'), 'nemo.cut');
    await store.turns.end(id, 'b', 'failed', lastWord('twice'), 'nemo.cut');
    for (let n = 0; n < 3; n += 1) await store.deliveries.putOff(id, 'chat.busy');
    await store.deliveries.receipt(id, 'm-7');

    const story = await oversight.story(id);
    expect(story).toMatchObject({
      id,
      messageId,
      state: 'failed',
      steps: ['edit'],
      delivery: 'delivered',
      credits: { before: 100, after: 97, counted: 3 },
      files: [{ id: media, mime: 'video/mp4', bytes: 5, state: 'uploaded', from: 'platform' }],
      renders: [{ id: render.id, version: 1, state: 'submitting', polls: 0 }],
      lastMessage: { kind: 'result', messageId: 'm-7', hasVideo: false },
    });
    expect(story!.events.map(({ what, detail }) => [what, detail])).toEqual([
      ['taken', { steps: 'edit', files: 1, isQuick: false }],
      ['started', { by: thisProcess }],
      ['edit-noted', { credits: 7 }],
      ['taken-over', { by: thisProcess, was: 'sending' }],
      ['uploaded', { media }],
      ['credits', { before: 100, after: 97, counted: 3 }],
      ['render-noted', { render: render.id, version: 1 }],
      ['render-moved', { render: render.id, state: 'submitting' }],
      ['ended', { outcome: 'failed', kind: 'result', why: 'nemo.cut' }],
      ['put-off', { why: 'chat.busy' }],
      ['delivered', { message: 'm-7' }],
    ]);
    // What people wrote is none of an operator's business.
    for (const words of ['trim to 5 seconds', 'our wedding', 'so long']) {
      expect(JSON.stringify(story)).not.toContain(words);
    }
  });

  test('what is changed from beside is told as well', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const { threadKey } = project;
    const revised = await addTurn(store, project);
    expect(await store.turns.revise(threadKey, revised.messageId, [{ do: 'export' }])).toBe(true);
    expect(await store.turns.retract(threadKey, revised.messageId)).toBe(true);
    expect(await store.turns.retract(threadKey, revised.messageId)).toBe(false);
    expect(await happened(revised.id)).toEqual(['taken', 'revised', 'retracted']);
    const [running, waiting] = [await addTurn(store, project), await addTurn(store, project)];
    await store.turns.claim(threadKey, 'a');
    await store.turns.cancelQueued(threadKey, () => lastWord('off'));
    await store.turns.stopLive(threadKey, Date.now(), () => lastWord('off'));
    expect(await happened(waiting.id)).toEqual(['taken', 'ended']);
    expect(await happened(running.id)).toEqual(['taken', 'started', 'stop-asked']);
    const quick = await addTurn(store, project, { state: 'answering' });
    await store.turns.putOff(quick.id, Date.now() + 5, {});
    expect(await happened(quick.id)).toEqual(['taken', 'waits']);
  });

  test('lists have what went wrong, the newest first; ids of every kind are found', async () => {
    const { store, oversight } = opened();
    const project = await newProject(store);
    const fine = await addTurn(store, project, { state: 'answering' });
    await store.turns.endUnheld(fine.id, 'answering', 'done', lastWord('w'));
    await store.deliveries.receipt(fine.id, '900-811');
    const wrong = await addTurn(store, project, { state: 'answering', messageId: 'm77-4242' });
    await store.turns.endUnheld(wrong.id, 'answering', 'failed', lastWord('w'), 'internal');
    const refused = await addTurn(store, project, { state: 'answering' });
    await store.turns.endUnheld(refused.id, 'answering', 'done', lastWord('w'));
    await store.deliveries.giveUp(refused.id, 'chat.gone');
    const lists = await oversight.turns(10);
    expect(lists.recent.map(({ id }) => id)).toEqual([refused.id, wrong.id, fine.id]);
    expect(Object.fromEntries(lists.wrong.map(({ id, delivery }) => [id, delivery]))).toEqual({
      [wrong.id]: 'waiting',
      [refused.id]: 'given-up',
    });
    expect((await oversight.turns(1)).recent).toHaveLength(1);
    const find = async (words: string): Promise<string[]> =>
      (await oversight.find(words, 10)).map(({ id }) => id);
    expect(await find(wrong.id)).toEqual([wrong.id]);
    expect(await find('4242')).toEqual([wrong.id]);
    expect(await find('811')).toEqual([fine.id]);
    expect(await find(project.threadKey)).toEqual([refused.id, wrong.id, fine.id]);
    expect(await find('%')).toEqual([]);
  });

  test('work that is not done is counted, by thread too', async () => {
    const { store, oversight } = opened();
    expect(await oversight.workAtHand()).toEqual({ turns: {}, oldestWaitMs: 0, deliveries: 0 });
    const project = await newProject(store);
    await addTurn(store, project);
    await addTurn(store, project);
    await store.turns.claim(project.threadKey, 'a');
    const work = await oversight.workAtHand();
    expect(work.turns).toEqual({ preparing: 1, queued: 1 });
    const { lanes, renders } = await oversight.lanes(5);
    expect(lanes).toMatchObject([{ threadKey: project.threadKey, turns: 2, isRunning: true }]);
    expect(renders).toEqual([]);
  });

  test('a turn that goes takes its story along', async () => {
    const { store, sql } = opened();
    const { id } = await addTurn(store, await newProject(store));
    await sql('delete from reelay.turns where id = $1', [id]);
    expect(await sql('select 1 from reelay.turn_events')).toEqual([]);
  });
}
