import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Project, Render } from '#src/core/records.ts';
import type { Turn } from '#src/core/turn.ts';
import type { Store } from '#src/ports.ts';
import { addTurn, lastWord, newProject } from '#test/support/records.ts';
import type { Opened } from './store-contract.ts';

const eight = Array.from({ length: 8 }, (_, n) => n);

async function renderingTurn(store: Store, project: Project): Promise<Turn> {
  const { id } = await addTurn(store, project, { plan: [{ do: 'export' }] });
  await store.turns.claim(project.threadKey, id);
  return (await store.turns.advance(id, id, { state: 'rendering' }))!;
}

const addRender = (store: Store, turn: Turn, more: Partial<Render> = {}): Promise<Render> =>
  store.renders.add({
    id: `render_${randomUUID()}`,
    turnId: turn.id,
    threadKey: turn.threadKey,
    projectId: turn.projectId,
    draft: '{ "t" : [1.0] }',
    draftHash: 'hash',
    retryOf: null,
    ...more,
  });

/** Renders with their versions, and the outbox of last messages. */
export function rendersContract(opened: Opened): void {
  test('a render comes back as it was stored, its draft byte for byte', async () => {
    const { store } = opened();
    const turn = await renderingTurn(store, await newProject(store));
    const draft = '{ "speed" : 1.10,\t"t":"\\u0000\\ud83c 猫 " }';
    const render = await addRender(store, turn, { draft });
    expect(render).toMatchObject({ draft, state: 'intent', version: 1, polls: 0, url: null, retryOf: null });
    expect(await store.renders.get(render.id)).toEqual(render);
    expect(await store.renders.get('unknown')).toBeUndefined();
  });

  test('eight exports of a project at once get eight versions', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const turn = await renderingTurn(store, project);
    const made = await Promise.all(eight.map(() => addRender(store, turn)));
    expect(made.map(({ version }) => version).sort((a, b) => a - b)).toEqual(eight.map((n) => n + 1));
    const elsewhere = await renderingTurn(store, await newProject(store));
    expect((await addRender(store, elsewhere)).version).toBe(1);
  });

  test('a strip of frames is kept once, byte for byte, and goes with its render', async () => {
    const { store, sql } = opened();
    const { id } = await addRender(store, await renderingTurn(store, await newProject(store)));
    expect(await store.strips.get(id)).toBeUndefined();
    const jpeg = Uint8Array.from({ length: 1_000 }, (_, n) => (n * 7) % 256);
    await store.strips.keep(id, jpeg);
    await store.strips.keep(id, Uint8Array.of(1));
    expect(Buffer.from((await store.strips.get(id))!).equals(jpeg)).toBe(true);
    await sql('delete from reelay.renders where id = $1', [id]);
    expect(await store.strips.get(id)).toBeUndefined();
  });

  test('a second try keeps the number, and the next export gets the next one', async () => {
    const { store } = opened();
    const turn = await renderingTurn(store, await newProject(store));
    await addRender(store, turn);
    const failed = await addRender(store, turn);
    const retry = await addRender(store, turn, { retryOf: failed.id });
    expect([failed.version, retry.version]).toEqual([2, 2]);
    expect(retry.retryOf).toBe(failed.id);
    expect((await addRender(store, turn)).version).toBe(3);
  });

  test('an id that is there already is kept as it is', async () => {
    const { store } = opened();
    const turn = await renderingTurn(store, await newProject(store));
    const first = await addRender(store, turn, { id: 'render_1' });
    await store.renders.advance('render_1', ['intent'], { state: 'submitting' });
    const again = await Promise.all(
      eight.map(() => addRender(store, turn, { id: 'render_1', draft: 'other' })),
    );
    expect(again).toEqual(eight.map(() => ({ ...first, state: 'submitting' })));
    expect((await addRender(store, turn)).version).toBe(2);
  });

  test('a render moves on only from where it is expected, and for one caller', async () => {
    const { store } = opened();
    const { id } = await addRender(store, await renderingTurn(store, await newProject(store)));
    const move = () => store.renders.advance(id, ['intent'], { state: 'submitting' });
    expect((await Promise.all(eight.map(move))).filter(Boolean)).toHaveLength(1);
    const url = 'https://cdn.example.com/a.mp4?sig=1';
    expect(await store.renders.advance(id, ['rendering', 'intent'], { state: 'completed', url })).toBe(false);
    expect(await store.renders.advance(id, ['submitting', 'rendering'], { state: 'completed', url })).toBe(
      true,
    );
    expect(await store.renders.get(id)).toMatchObject({ state: 'completed', url });
    expect(await store.renders.advance('unknown', ['intent'], { state: 'failed' })).toBe(false);
  });

  test('looks are counted', async () => {
    const { store } = opened();
    const { id } = await addRender(store, await renderingTurn(store, await newProject(store)));
    const looks = await Promise.all(eight.map(() => store.renders.look(id)));
    const counts = looks.map((look) => look?.polls ?? 0);
    expect(counts.sort((a, b) => a - b)).toEqual(eight.map((n) => n + 1));
    const { draft: _, ...render } = (await store.renders.get(id))!;
    expect(await store.renders.look(id)).toEqual({ ...render, polls: eight.length + 1 });
    expect(await store.renders.look('unknown')).toBeUndefined();
    await store.renders.advance(id, ['intent'], { state: 'failed' });
    const ended = { ...render, state: 'failed', polls: eight.length + 1 };
    expect(await store.renders.look(id)).toEqual(ended);
    expect(await store.renders.get(id)).toMatchObject(ended);
  });

  test('looks that fall together see each its own render', async () => {
    const { store } = opened();
    const turn = await renderingTurn(store, await newProject(store));
    const [one, two, ended] = [
      await addRender(store, turn),
      await addRender(store, turn),
      await addRender(store, turn),
    ];
    await store.renders.advance(ended.id, ['intent'], {
      state: 'completed',
      url: 'https://cdn.example.com/a',
    });
    const ids = [one.id, two.id, 'unknown', two.id, ended.id];
    const looks = await Promise.all(ids.map((id) => store.renders.look(id)));
    expect(looks.map((look) => [look?.id, look?.polls, look?.state])).toEqual([
      [one.id, 1, 'intent'],
      [two.id, 1, 'intent'],
      [undefined, undefined, undefined],
      [two.id, 2, 'intent'],
      [ended.id, 0, 'completed'],
    ]);
  });

  test('a render that only waits needs nobody until it has not been looked at for too long', async () => {
    const { store, sql } = opened();
    const { id } = await addRender(store, await renderingTurn(store, await newProject(store)));
    const isUnattended = async (withinMs = 60_000) => (await store.renders.unattended(withinMs)).includes(id);
    await store.renders.look(id);
    expect(await isUnattended()).toBe(true);
    await store.renders.advance(id, ['intent'], { state: 'rendering' });
    expect(await isUnattended()).toBe(false);
    expect(await isUnattended(0)).toBe(true);
    await sql('update reelay.renders set looked_at = looked_at - 61000 where id = $1', [id]);
    expect(await isUnattended()).toBe(true);
    // Of a clock that has been set back since.
    await sql('update reelay.renders set looked_at = looked_at + 86400000 where id = $1', [id]);
    expect(await isUnattended()).toBe(true);
    await store.renders.look(id);
    expect(await isUnattended()).toBe(false);
    await store.renders.advance(id, ['rendering'], { state: 'completed', url: 'https://cdn.example.com/a' });
    expect(await isUnattended()).toBe(true);
  });

  test('a turn has its newest render, and unattended are those of turns that still render', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const [waiting, done] = [await renderingTurn(store, project), await renderingTurn(store, project)];
    const first = await addRender(store, waiting);
    const retry = await addRender(store, waiting, { retryOf: first.id });
    await addRender(store, done);
    expect(await store.renders.ofTurn(waiting.id)).toEqual(retry);
    expect(await store.renders.ofTurn('unknown')).toBeUndefined();
    await store.turns.endUnheld(done.id, 'rendering', 'done', lastWord('w'));
    expect(await store.renders.unattended(60_000)).toEqual([retry.id]);
  });

  test('a render with a bad state is refused', async () => {
    const { store, sql } = opened();
    const { id } = await addRender(store, await renderingTurn(store, await newProject(store)));
    await sql(`update reelay.renders set state = 'almost' where id = $1`, [id]);
    await expect(store.renders.get(id)).rejects.toThrow('state');
  });

  test('a last message waits until its receipt, oldest first', async () => {
    const { store, sql } = opened();
    const project = await newProject(store);
    const ended = async (text: string, ageMs: number): Promise<string> => {
      const { id } = await addTurn(store, project, { state: 'answering' });
      await store.turns.endUnheld(id, 'answering', 'done', lastWord(text));
      await sql('update reelay.deliveries set created_at = created_at - $1::int where turn_id = $2', [
        ageMs,
        id,
      ]);
      return id;
    };
    const young = await ended('young', 0);
    await ended('old', 20_000);
    await ended('oldest', 40_000);
    const texts = async (ageMs: number) => {
      const ids = await store.deliveries.allPending(ageMs);
      return Promise.all(ids.map(async (id) => (await store.deliveries.pending(id))?.message.text));
    };
    expect(await texts(10_000)).toEqual(['oldest', 'old']);
    expect(await texts(0)).toEqual(['oldest', 'old', 'young']);
    await store.deliveries.receipt(young, 'm1');
    expect(await store.deliveries.pending(young)).toBeUndefined();
    expect(await texts(0)).toEqual(['oldest', 'old']);
  });

  test('of eight that would post a last message one is given it, until it gives it back or is gone', async () => {
    const { store, sql } = opened();
    const { id } = await addTurn(store, await newProject(store), { state: 'answering' });
    await store.turns.endUnheld(id, 'answering', 'done', lastWord('w'));
    const take = (forMs = 60_000) => store.deliveries.take(id, forMs);
    const given = await Promise.all(eight.map(() => take()));
    expect(given.filter((delivery) => delivery !== undefined)).toMatchObject([{ message: { text: 'w' } }]);
    expect(await store.deliveries.allPending(0)).toEqual([]);
    await store.deliveries.keep(id, 0);
    expect(await store.deliveries.allPending(0)).toEqual([id]);
    expect(await take()).toBeDefined();
    await sql('update reelay.deliveries set taken_until = taken_until - 59999');
    await store.deliveries.keep(id, 60_000);
    expect(await take()).toBeUndefined();
    await sql('update reelay.deliveries set taken_until = taken_until - 60001');
    expect(await take()).toBeDefined();
    await store.deliveries.freeAll();
    expect(await take()).toBeDefined();
    await store.deliveries.receipt(id, 'm1');
    await store.deliveries.freeAll();
    expect(await take()).toBeUndefined();
    expect(await take(0)).toBeUndefined();
  });

  test('a last message that no platform will take is not tried again', async () => {
    const { store } = opened();
    const { id } = await addTurn(store, await newProject(store), { state: 'answering' });
    await store.turns.endUnheld(id, 'answering', 'done', lastWord('w'));
    await store.deliveries.giveUp(id);
    expect(await store.deliveries.pending(id)).toBeUndefined();
    expect(await store.deliveries.allPending(0)).toEqual([]);
  });

  test('a last message that no version of ours wrote is refused', async () => {
    const { store, sql } = opened();
    const { id } = await addTurn(store, await newProject(store), { state: 'answering' });
    await store.turns.endUnheld(id, 'answering', 'done', lastWord('w'));
    await sql(`update reelay.deliveries set message = '{"kind":"poem"}'`);
    await expect(store.deliveries.pending(id)).rejects.toThrow('message');
  });
}
