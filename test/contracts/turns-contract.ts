import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Project } from '#src/core/records.ts';
import { liveStates, turnStates } from '#src/core/turn.ts';
import { addTurn, lastWord, newKey, newProject, turnOf } from '#test/support/records.ts';
import type { Opened } from './store-contract.ts';

const eight = Array.from({ length: 8 }, (_, n) => n);

/** Turns: taken once, held by one, ended with their last message or not at all. */
export function turnsContract(opened: Opened): void {
  const claim = (project: Project, attempt: string) => opened().store.turns.claim(project.threadKey, attempt);

  test('a turn comes back as it was stored', async () => {
    const { store } = opened();
    const wanted = turnOf(await newProject(store), {
      locale: 'zh',
      plan: [
        { do: 'upload', urls: ['https://example.com/猫.mp4'] },
        { do: 'edit', text: `it's "quoted"\n\\ 剪掉 🎬` },
        { do: 'export', quality: '1080p' },
        { do: 'language', locale: 'zh' },
      ],
      mediaIds: ['m1', 'm2'],
    });
    const { turn, isNew } = await store.turns.add(wanted);
    expect(isNew).toBe(true);
    expect(turn).toMatchObject({ ...wanted, step: 0, attempt: null, memory: {}, startedAt: null });
    expect(await store.turns.get(turn.id)).toEqual(turn);
    expect(await store.turns.get('unknown')).toBeUndefined();
  });

  test('a message stored by eight callers at once is one turn, and one of them made it', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const messageId = randomUUID();
    const added = await Promise.all(
      eight.map((n) => store.turns.add(turnOf(project, { messageId, authorId: `author-${n}` }))),
    );
    expect(added.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(added.map(({ turn }) => turn.id)).size).toBe(1);
    const again = await store.turns.add(turnOf(project, { messageId, plan: [{ do: 'help' }] }));
    expect(again).toEqual({ turn: added[0]!.turn, isNew: false, ahead: 0 });
  });

  test('the same message id in another thread is another turn', async () => {
    const { store } = opened();
    const messageId = '1';
    const here = await store.turns.add(turnOf(await newProject(store), { messageId }));
    const there = await store.turns.add(turnOf(await newProject(store), { messageId }));
    expect([here.isNew, there.isNew]).toEqual([true, true]);
  });

  test('turns are claimed in the order they were stored, each after the last one left the lane', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const turns = [
      await addTurn(store, project),
      await addTurn(store, project),
      await addTurn(store, project),
    ];
    const order: string[] = [];
    for (;;) {
      const attempt = randomUUID();
      const held = await claim(project, attempt);
      if (held === undefined) break;
      expect(held).toMatchObject({ state: 'preparing', attempt, startedAt: expect.any(Number) });
      order.push(held.id);
      expect(await store.turns.end(held.id, attempt, 'done', lastWord('done'))).toBe(true);
    }
    expect(order).toEqual(turns.map((turn) => turn.id));
  });

  test('of eight claims at once the last holds the turn, all have the same one', async () => {
    const { store } = opened();
    const project = await newProject(store);
    await addTurn(store, project);
    await addTurn(store, project);
    const attempts = eight.map(() => randomUUID());
    const held = await Promise.all(attempts.map((attempt) => claim(project, attempt)));
    expect(new Set(held.map((turn) => turn?.id)).size).toBe(1);
    const after = await Promise.all(
      attempts.map((attempt) => store.turns.advance(held[0]!.id, attempt, { state: 'sending' })),
    );
    expect(after.filter((turn) => turn !== undefined)).toHaveLength(1);
  });

  test('a live turn is taken over as it stands, and its start is kept', async () => {
    const { store } = opened();
    const project = await newProject(store);
    await addTurn(store, project);
    const first = (await claim(project, 'one'))!;
    const later = await addTurn(store, project);
    for (const state of liveStates) {
      const attempt = `before ${state}`;
      await claim(project, attempt);
      await store.turns.advance(first.id, attempt, { state, step: 1 });
      expect(await claim(project, `after ${state}`)).toMatchObject({
        id: first.id,
        state,
        step: 1,
        startedAt: first.startedAt,
      });
    }
    expect((await store.turns.get(later.id))?.state).toBe('queued');
  });

  test('a stale attempt writes nothing', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const { id } = await addTurn(store, project);
    await claim(project, 'old');
    const held = await claim(project, 'new');
    expect(
      await store.turns.advance(id, 'old', { state: 'sending', memory: { said: ['x'] } }),
    ).toBeUndefined();
    expect(await store.turns.end(id, 'old', 'failed', lastWord('stale'))).toBe(false);
    expect(await store.turns.get(id)).toEqual(held);
    expect(await store.deliveries.pending(id)).toBeUndefined();
  });

  test('a patch changes what it names and nothing else', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const { id } = await addTurn(store, project);
    const held = (await claim(project, 'a'))!;
    // Half of a surrogate pair and a NUL are what a backend's draft may hold.
    const memory = { draftBefore: '{"t":"\\u0000\\ud83c"}', creditsBefore: 12.5, said: ['好'] };
    const patched = await store.turns.advance(id, 'a', { state: 'sending', memory, notBefore: 99 });
    expect(patched).toEqual({ ...held, state: 'sending', memory, notBefore: 99 });
    expect(await store.turns.advance(id, 'a', { step: 1 })).toEqual({ ...patched, step: 1 });
    expect(await store.turns.advance(id, 'a', { notBefore: null })).toMatchObject({
      notBefore: null,
      memory,
    });
  });

  test('a turn that leaves the lane has no holder any more', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const { id } = await addTurn(store, project);
    await claim(project, 'a');
    expect(await store.turns.advance(id, 'a', { state: 'rendering' })).toMatchObject({ attempt: null });
    expect(await store.turns.advance(id, 'a', { state: 'preparing' })).toBeUndefined();
    expect(await claim(project, 'b')).toBeUndefined();
  });

  test('the end and the last message are one write', async () => {
    const { store, sql } = opened();
    const project = await newProject(store);
    const turn = await addTurn(store, project);
    await claim(project, 'a');
    // The message cannot be written, so the turn must not have ended either.
    await sql(
      `insert into reelay.deliveries (turn_id, thread_key, message, created_at) values ($1, 'x', '{}', 0)`,
      [turn.id],
    );
    await expect(store.turns.end(turn.id, 'a', 'done', lastWord('w'))).rejects.toThrow();
    expect(await store.turns.get(turn.id)).toMatchObject({ state: 'preparing', attempt: 'a' });
    await sql('delete from reelay.deliveries');
    const last = lastWord('w', {
      replyTo: '7',
      buttons: [{ label: 'l', token: 't' }],
      files: [{ name: 'v.mp4', mime: 'video/mp4', bytes: 3, renderId: 'r' }],
    });
    expect(await store.turns.end(turn.id, 'a', 'done', last)).toBe(true);
    expect(await store.turns.get(turn.id)).toMatchObject({ state: 'done', attempt: null });
    expect(await store.deliveries.pending(turn.id)).toEqual({
      turnId: turn.id,
      threadKey: project.threadKey,
      message: last,
    });
    expect(await store.turns.end(turn.id, 'a', 'failed', lastWord('twice'))).toBe(false);
  });

  test.each(['answering', 'rendering'] as const)(
    'of eight ends of a turn that is %s one counts',
    async (from) => {
      const { store } = opened();
      const project = await newProject(store);
      const { id } = await addTurn(store, project, { state: from === 'answering' ? 'answering' : 'queued' });
      if (from === 'rendering') {
        await claim(project, 'a');
        await store.turns.advance(id, 'a', { state: 'rendering' });
      }
      const other = from === 'answering' ? 'rendering' : 'answering';
      expect(await store.turns.endUnheld(id, other, 'done', lastWord('no'))).toBe(false);
      const ended = await Promise.all(
        eight.map((n) => store.turns.endUnheld(id, from, 'done', lastWord(`word ${n}`))),
      );
      expect(ended.filter(Boolean)).toHaveLength(1);
      const { message } = (await store.deliveries.pending(id))!;
      expect(message.text).toBe(`word ${ended.indexOf(true)}`);
      expect(await store.turns.endUnheld('unknown', from, 'done', lastWord('no'))).toBe(false);
    },
  );

  test('what stands ahead of a turn is what has not ended and is not rendering', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const add = () => store.turns.add(turnOf(project));
    const first = await add();
    const second = await add();
    await addTurn(store, project, { state: 'answering' });
    await addTurn(store, await newProject(store));
    const third = await add();
    expect([first.ahead, second.ahead, third.ahead]).toEqual([0, 1, 2]);
    await claim(project, 'a');
    expect((await add()).ahead).toBe(3);
    await store.turns.advance(first.turn.id, 'a', { state: 'rendering' });
    expect((await add()).ahead).toBe(3);
    // Those that are stored together stand one before the other too.
    const together = await Promise.all([add(), add(), add()]);
    expect(together.map(({ ahead }) => ahead).toSorted((a, b) => a - b)).toEqual([4, 5, 6]);
  });

  test('quick turns without an answer are found when they are old enough', async () => {
    const { store, sql } = opened();
    const project = await newProject(store);
    const old = await addTurn(store, project, { state: 'answering' });
    await sql('update reelay.turns set created_at = created_at - 10000 where id = $1', [old.id]);
    const young = await addTurn(store, project, { state: 'answering' });
    await addTurn(store, project);
    expect((await store.turns.unanswered(5_000)).map((turn) => turn.id)).toEqual([old.id]);
    expect((await store.turns.unanswered(0)).map((turn) => turn.id)).toEqual([old.id, young.id]);
    await store.turns.endUnheld(old.id, 'answering', 'done', lastWord('w'));
    expect(await store.turns.unanswered(5_000)).toEqual([]);
  });

  test('cancelling ends the waiting turns of one thread, each with its last message', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const other = await addTurn(store, await newProject(store));
    const running = await addTurn(store, project);
    await claim(project, 'a');
    const waiting = [await addTurn(store, project), await addTurn(store, project)];
    const dropped = await store.turns.cancelQueued(project.threadKey, (turn) => lastWord(`not ${turn.id}`));
    expect(dropped.map((turn) => turn.id)).toEqual(waiting.map((turn) => turn.id));
    for (const { id } of waiting) {
      expect((await store.turns.get(id))?.state).toBe('cancelled');
      expect((await store.deliveries.pending(id))?.message.text).toBe(`not ${id}`);
    }
    expect((await store.turns.get(running.id))?.attempt).toBe('a');
    expect((await store.turns.get(other.id))?.state).toBe('queued');
    expect(await store.turns.cancelQueued(project.threadKey, () => lastWord('again'))).toEqual([]);
  });

  test('a turn is either claimed or cancelled, never both', async () => {
    const { store } = opened();
    for (const round of eight) {
      const project = await newProject(store);
      const { id } = await addTurn(store, project);
      const [held, dropped] = await Promise.all([
        claim(project, `round ${round}`),
        store.turns.cancelQueued(project.threadKey, () => lastWord('cancelled')),
      ]);
      expect([held?.id, dropped[0]?.id].filter((one) => one !== undefined)).toEqual([id]);
      expect((await store.turns.get(id))?.state).toBe(held === undefined ? 'cancelled' : 'preparing');
    }
  });

  test('a turn takes another plan, or is dropped without a word, only while it waits', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const { threadKey } = project;
    const running = await addTurn(store, project, { messageId: 'running' });
    await claim(project, 'a');
    const waiting = await addTurn(store, project, { messageId: 'waiting' });
    const plan = [{ do: 'edit' as const, text: 'mute' }];
    expect(await store.turns.revise(threadKey, 'running', plan)).toBe(false);
    expect(await store.turns.revise(newKey(), 'waiting', plan)).toBe(false);
    expect(await store.turns.revise(threadKey, 'waiting', plan)).toBe(true);
    expect(await store.turns.ofMessage(threadKey, 'waiting')).toEqual({ ...waiting, plan });
    expect(await store.turns.retract(threadKey, 'running')).toBe(false);
    expect(await store.turns.retract(threadKey, 'waiting')).toBe(true);
    expect(await store.turns.retract(threadKey, 'waiting')).toBe(false);
    expect((await store.turns.get(waiting.id))?.state).toBe('cancelled');
    expect(await store.deliveries.pending(waiting.id)).toBeUndefined();
    expect((await store.turns.get(running.id))?.plan).toEqual(running.plan);
    expect(await store.turns.ofMessage(threadKey, 'unknown')).toBeUndefined();
  });

  test('the live turn and the threads with work are found', async () => {
    const { store } = opened();
    const [busy, waiting, idle] = [await newProject(store), await newProject(store), await newProject(store)];
    await addTurn(store, busy);
    await addTurn(store, busy);
    await addTurn(store, waiting);
    await addTurn(store, idle, { state: 'answering' });
    expect(await store.turns.live(busy.threadKey)).toBeUndefined();
    const held = (await claim(busy, 'a'))!;
    expect(await store.turns.live(busy.threadKey)).toEqual(held);
    expect((await store.turns.threadsWithWork()).sort()).toEqual([busy.threadKey, waiting.threadKey].sort());
    expect(await claim(idle, 'a')).toBeUndefined();
    expect(await store.turns.claim(newKey(), 'a')).toBeUndefined();
  });

  test('a status message is remembered whoever holds the turn', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const { id } = await addTurn(store, project);
    await claim(project, 'a');
    await store.turns.noteStatus(id, 'm1');
    expect(await store.turns.get(id)).toMatchObject({ statusMessageId: 'm1', attempt: 'a' });
  });

  test('status messages noted at the same moment each go to their own turn', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const turns = await Promise.all([
      addTurn(store, project),
      addTurn(store, project),
      addTurn(store, project),
    ]);
    await Promise.all(turns.slice(1).map(({ id }, n) => store.turns.noteStatus(id, `"m${n}"`)));
    const noted = await Promise.all(turns.map(({ id }) => store.turns.get(id)));
    expect(noted.map((turn) => turn?.statusMessageId)).toEqual([null, '"m0"', '"m1"']);
  });

  test('two turns of a thread cannot be live, whoever tries', async () => {
    const { store, sql } = opened();
    const project = await newProject(store);
    await addTurn(store, project);
    const second = await addTurn(store, project);
    await claim(project, 'a');
    await expect(sql(`update reelay.turns set state = 'sending' where id = $1`, [second.id])).rejects.toThrow(
      /turns_one_live/,
    );
  });

  test.each([
    ['state', 'paused'],
    ['plan', '[{"do":"dance"}]'],
    ['plan', '{not json'],
    ['memory', '[]'],
    ['media_ids', '[1]'],
    ['locale', 'fr'],
  ])('a turn with a bad %s (%s) is refused', async (column, value) => {
    const { store, sql } = opened();
    const { id } = await addTurn(store, await newProject(store));
    await sql(`update reelay.turns set ${column} = $1 where id = $2`, [value, id]);
    await expect(store.turns.get(id)).rejects.toThrow(column);
  });

  test('every state that the product knows can be stored', async () => {
    const { store, sql } = opened();
    const { id } = await addTurn(store, await newProject(store));
    for (const state of turnStates) {
      await sql('update reelay.turns set state = $1 where id = $2', [state, id]);
      expect((await store.turns.get(id))?.state).toBe(state);
    }
  });
}
