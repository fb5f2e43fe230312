import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ChatLog, Oversight, Store } from '#src/ports.ts';
import { addTurn, lastWord, newKey, newProject, turnOf } from '#test/support/records.ts';
import { accessContract } from './access-contract.ts';
import { chatLogContract } from './chat-log-contract.ts';
import { historyContract } from './history-contract.ts';
import { mediaContract } from './media-contract.ts';
import { limitsContract } from './limits-contract.ts';
import { moveContract } from './move-contract.ts';
import { peopleContract } from './people-contract.ts';
import { oversightContract } from './oversight-contract.ts';
import { retentionContract } from './retention-contract.ts';
import { rendersContract } from './renders-contract.ts';
import { spendingContract } from './spending-contract.ts';
import { turnsAsideContract } from './turns-aside-contract.ts';
import { turnsContract } from './turns-contract.ts';

/** One implementation of the store, and a way past it: a test must see what was really written. */
export type StoreFixture = {
  store: Store;
  chatLog: ChatLog;
  oversight: Oversight;
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
};

/** Gives the fixture once the tests run. */
export type Opened = () => StoreFixture;

/** What `Store` and `ChatLog` promise, on whatever database. */
export function storeContract(name: string, makeStore: () => Promise<StoreFixture>): void {
  describe(`store contract: ${name}`, () => {
    let fixture: StoreFixture;
    beforeAll(async () => {
      fixture = await makeStore();
    });
    afterAll(() => fixture.close());
    beforeEach(async () => {
      const tables = await fixture.sql(
        `select tablename as name from pg_tables where schemaname = 'reelay' and tablename not like 'kysely%'`,
      );
      expect(tables.length).toBeGreaterThan(0);
      await fixture.sql(
        `truncate ${tables.map((table) => `reelay.${String(table['name'])}`).join(', ')} cascade`,
      );
    });
    const opened: Opened = () => fixture;
    describe('threads and projects', () => threadsContract(opened));
    describe('a thread that moves while people work', () => moveContract(opened));
    describe('projects and history', () => historyContract(opened));
    describe('people', () => peopleContract(opened));
    describe('access', () => accessContract(opened));
    describe('turns', () => turnsContract(opened));
    describe('turns, from beside', () => turnsAsideContract(opened));
    describe('renders and deliveries', () => rendersContract(opened));
    describe('how long things are kept', () => retentionContract(opened));
    describe('media', () => mediaContract(opened));
    describe('buttons and accounts', () => restContract(opened));
    describe('spending', () => spendingContract(opened));
    describe('limits', () => limitsContract(opened));
    describe('what operators look at', () => oversightContract(opened));
    describe('chat log', () => chatLogContract(opened));
  });
}

const ten = Array.from({ length: 10 }, (_, n) => n);

function threadsContract(opened: Opened): void {
  test('a thread that nobody made is not there', async () => {
    expect(await opened().store.threads.get(newKey())).toBeUndefined();
  });

  test('ten callers at once get the same thread with one project', async () => {
    const { store, sql } = opened();
    const key = newKey();
    const threads = await Promise.all(ten.map(() => store.threads.ensure(key, 'zh')));
    expect(new Set(threads.map((thread) => thread.projectId)).size).toBe(1);
    expect(threads[0]).toEqual({ key, projectId: expect.any(String), locale: null });
    expect(await sql('select id from reelay.projects where thread_key = $1', [key])).toHaveLength(1);
    expect(await store.projects.get(threads[0]!.projectId)).toMatchObject({ threadKey: key, locale: 'zh' });
  });

  test('a chosen language stays, and `ensure` does not touch it', async () => {
    const { store } = opened();
    const { key } = await store.threads.ensure(newKey(), 'en');
    await store.threads.setLocale(key, 'zh');
    expect((await store.threads.ensure(key, 'en')).locale).toBe('zh');
  });

  test('a new project becomes the current one, the old one is kept', async () => {
    const { store } = opened();
    const first = await newProject(store);
    const second = await store.threads.startProject(first.threadKey, 'zh', randomUUID());
    expect(second).toMatchObject({ locale: 'zh', sessionId: null, taskId: null });
    expect((await store.threads.get(first.threadKey))?.projectId).toBe(second.id);
    expect(await store.projects.get(first.id)).toEqual(first);
  });

  test('of sessions offered at once one stays, and all callers are given it', async () => {
    const { store } = opened();
    const { id } = await newProject(store);
    const given = await Promise.all(
      ten.map((n) =>
        store.projects.openSession(id, {
          accountId: 'a',
          sessionId: `session-${n}`,
          taskId: `task-${n}`,
          bindId: null,
        }),
      ),
    );
    const [winner] = given;
    expect(given.every((project) => project.sessionId === winner!.sessionId)).toBe(true);
    expect(winner!.taskId).toBe(winner!.sessionId!.replace('session', 'task'));
  });

  test('only the very session that is named is forgotten', async () => {
    const { store } = opened();
    const { id } = await newProject(store);
    const session = { accountId: 'a', sessionId: 's1', taskId: 't1', bindId: 'b1' };
    await store.projects.openSession(id, session);
    await store.projects.closeSession(id, 'another');
    expect(await store.projects.get(id)).toMatchObject(session);
    await store.projects.closeSession(id, 's1');
    expect(await store.projects.get(id)).toMatchObject({ sessionId: null, taskId: null, bindId: null });
  });

  test('one look tells what is known where a message arrives', async () => {
    const { store } = opened();
    const [project, asking] = [await newProject(store), await newProject(store)];
    const turn = await addTurn(store, project, { messageId: '1' });
    const asked = await addTurn(store, asking, { messageId: '1' });
    await store.turns.claim(asking.threadKey, 'a');
    await store.turns.end(asked.id, 'a', 'asking', lastWord('which one?'));
    const places = [project.threadKey, asking.threadKey, newKey(), project.threadKey];
    const seen = await Promise.all(
      places.map((key, n) => store.threads.look(key, n === 3 ? 'another' : '1')),
    );
    const [thread, other] = [await store.threads.get(places[0]!), await store.threads.get(places[1]!)];
    expect(seen).toEqual([
      { thread, turnId: turn.id, asks: false },
      { thread: other, turnId: asked.id, asks: true },
      { thread: undefined, turnId: undefined, asks: false },
      { thread, turnId: undefined, asks: false },
    ]);
  });

  test('a thread moves with all that was said, where nobody was before', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const [from, to] = [project.threadKey, newKey()];
    const turn = await addTurn(store, project, { messageId: '5' });
    await store.turns.noteStatus(turn.id, '6');
    await store.threads.setLocale(from, 'zh');
    await store.threads.move(from, to);
    expect(await store.threads.get(from)).toBeUndefined();
    expect(await store.threads.get(to)).toEqual({
      key: to,
      projectId: project.id,
      locale: 'zh',
    });
    expect((await store.projects.get(project.id))?.threadKey).toBe(to);
    expect(await store.turns.claim(from, 'a')).toBeUndefined();
    // The new place may have a message 5 of its own.
    expect((await store.turns.add(turnOf({ ...project, threadKey: to }, { messageId: '5' }))).isNew).toBe(
      true,
    );
    expect(await store.turns.claim(to, 'a')).toMatchObject({
      id: turn.id,
      threadKey: to,
      messageId: 'moved:5',
      statusMessageId: null,
    });
  });

  test('a thread moves to where somebody has spoken already, whose project stays the current one', async () => {
    const { store } = opened();
    const [old, current] = [await newProject(store), await newProject(store)];
    const turns = [await addTurn(store, old), await addTurn(store, current)];
    await store.threads.move(old.threadKey, current.threadKey);
    await store.threads.move(old.threadKey, current.threadKey);
    expect((await store.threads.get(current.threadKey))?.projectId).toBe(current.id);
    expect((await store.turns.add(turnOf(current))).ahead).toBe(2);
    expect((await store.turns.get(turns[0]!.id))?.threadKey).toBe(current.threadKey);
  });

  test('a row that no version of ours wrote is refused', async () => {
    const { store, sql } = opened();
    const project = await newProject(store);
    await sql('update reelay.projects set locale = $1 where id = $2', ['fr', project.id]);
    await expect(store.projects.get(project.id)).rejects.toThrow(/locale/);
    await sql('update reelay.threads set locale = $1 where key = $2', ['fr', project.threadKey]);
    await expect(store.threads.get(project.threadKey)).rejects.toThrow(/locale/);
  });
}

function restContract(opened: Opened): void {
  test('a button is used up by one press, however often that is told', async () => {
    const { store } = opened();
    const project = await newProject(store);
    const turn = await addTurn(store, project);
    const { threadKey } = project;
    await store.buttons.add([
      { token: 'abc', label: 'Retry', threadKey, turnId: turn.id, action: { do: 'retry', turnId: turn.id } },
    ]);
    expect(await store.buttons.use(newKey(), 'abc', 'press-1')).toBe(false);
    const uses = await Promise.all(ten.map((n) => store.buttons.use(threadKey, 'abc', `press-${n}`)));
    expect(uses.filter(Boolean)).toHaveLength(1);
    const winner = `press-${uses.indexOf(true)}`;
    expect(await store.buttons.use(threadKey, 'abc', winner)).toBe(true);
  });

  test('a button works in its own thread only', async () => {
    const { store, sql } = opened();
    const project = await newProject(store);
    const turn = await addTurn(store, project);
    const button = {
      token: 'abc',
      label: 'Export',
      threadKey: project.threadKey,
      turnId: turn.id,
      action: { do: 'plan' as const, plan: [{ do: 'export' as const }] },
    };
    await store.buttons.add([]);
    await store.buttons.add([button, { ...button, token: 'def', action: { do: 'retry', turnId: turn.id } }]);
    expect(await store.buttons.get(project.threadKey, 'abc')).toEqual(button);
    expect(await store.buttons.get(newKey(), 'abc')).toBeUndefined();
    expect(await store.buttons.get(project.threadKey, 'ab')).toBeUndefined();
    await sql(`update reelay.buttons set action = '{"do":"rm -rf"}' where token = 'abc'`);
    await expect(store.buttons.get(project.threadKey, 'abc')).rejects.toThrow(/action/);
  });

  test('ten callers at once get one account of an owner', async () => {
    const { store } = opened();
    const accounts = await Promise.all(
      ten.map((n) => store.accounts.ensure('everyone', 'anonymous', `client-${n}`)),
    );
    expect(new Set(accounts.map(({ id, clientId }) => `${id} ${clientId}`)).size).toBe(1);
    expect(accounts[0]).toMatchObject({ kind: 'anonymous', token: null, expiresAt: null });
    expect(await store.accounts.get('unknown')).toBeUndefined();
  });

  test('a token is readable here, and nowhere in the database', async () => {
    const { store, sql } = opened();
    const { id } = await store.accounts.ensure('everyone', 'anonymous', 'client');
    await store.accounts.setToken(id, 'nmv_usr_in_clear', 1_900_000_000_000);
    expect(await store.accounts.get(id)).toMatchObject({
      token: 'nmv_usr_in_clear',
      expiresAt: 1_900_000_000_000,
    });
    const [first] = await sql('select * from reelay.accounts');
    expect(JSON.stringify(first)).not.toContain('nmv_usr');
    // The same token again is other bytes, so that equal tokens do not show as equal.
    await store.accounts.setToken(id, 'nmv_usr_in_clear', null);
    expect((await sql('select token from reelay.accounts'))[0]).not.toEqual({ token: first!['token'] });
  });

  test('a sealed token is bound to its row, and a changed one is refused', async () => {
    const { store, sql } = opened();
    const mine = await store.accounts.ensure('me', 'anonymous', 'c1');
    const yours = await store.accounts.ensure('you', 'anonymous', 'c2');
    await store.accounts.setToken(mine.id, 'nmv_usr_mine', null);
    await sql(
      'update reelay.accounts set token = (select token from reelay.accounts where id = $1) where id = $2',
      [mine.id, yours.id],
    );
    await expect(store.accounts.get(yours.id)).rejects.toThrow();
    await sql('update reelay.accounts set token = overlay(token placing $1 from 20) where id = $2', [
      '!!!!',
      mine.id,
    ]);
    await expect(store.accounts.get(mine.id)).rejects.toThrow();
  });

  test('a token sealed with another key counts as none, so that it is taken anew', async () => {
    const { store, sql } = opened();
    const { id } = await store.accounts.ensure('everyone', 'anonymous', 'client');
    await store.accounts.setToken(id, 'nmv_usr_old', 1_900_000_000_000);
    await sql(`update reelay.accounts set token = '00000000' || substr(token, 9) where id = $1`, [id]);
    expect(await store.accounts.get(id)).toMatchObject({ clientId: 'client', token: null, expiresAt: null });
  });
}
