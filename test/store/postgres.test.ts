import { once } from 'node:events';
import { Pool, type PoolClient } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isStoreAway } from '#src/errors.ts';
import { createChatLog } from '#src/store/chat-log.ts';
import { migrate } from '#src/store/migrate.ts';
import { openPool } from '#src/store/pool.ts';
import { storeContract, type StoreFixture } from '#test/contracts/store-contract.ts';
import { startPostgres, type Started } from '#test/support/postgres.ts';
import { startProxy } from '#test/support/proxy.ts';
import { addTurn, lastWord, newKey, newProject } from '#test/support/records.ts';
import { leaveOut } from '#test/support/requirements.ts';
import { openStore } from '#test/support/store.ts';

const server = await startPostgres();
if (server === undefined) {
  test('the store on PostgreSQL', ({ skip }) => {
    leaveOut('PostgreSQL', 'apt install postgresql');
    skip();
  });
} else onServer(server);

function onServer({ url, stop }: Started): void {
  const log = pino({ level: 'silent' });
  const open = async (): Promise<StoreFixture> => {
    const { pool, close } = await openPool({ databaseUrl: url, dataDir: '', log });
    return openStore(pool, close);
  };
  /** A pool of the test's own. Its end does not wait for its sockets, so the server's may come before. */
  const connect = (connectionString: string): Pool =>
    new Pool({ connectionString }).on('error', () => undefined);
  afterAll(stop);

  storeContract('PostgreSQL', open);

  test('processes that start at once on an empty database wait for one another', async () => {
    const admin = connect(url);
    await admin.query('create database empty');
    await admin.end();
    const pools = [1, 2, 3, 4].map(() => connect(url.replace(/\w+$/, 'empty')));
    await Promise.all(pools.map((pool) => migrate(pool)));
    const { rows } = await pools[0]!.query('select name from reelay.kysely_migration');
    expect(rows.length).toBeGreaterThan(0);
    await Promise.all(pools.map((pool) => pool.end()));
  });

  describe('what takes too long', () => {
    const statementTimeoutMs = 300;
    const away = expect.toSatisfy(isStoreAway, 'says that the database is away') as unknown;

    test('a server that has gone silent holds no query up, and the next one gets another connection', async () => {
      const wire = await startProxy(url, { keepsText: false });
      const through = new URL(url);
      through.port = new URL(wire.url).port;
      const { pool, close } = await openPool({
        databaseUrl: through.href,
        dataDir: '',
        log,
        statementTimeoutMs,
      });
      await pool.query('select 1');
      const removed = once(pool, 'remove');
      wire.stall();
      await expect(pool.query('select 1')).rejects.toEqual(away);
      await removed;
      expect(pool.totalCount).toBe(0);
      wire.mend();
      expect((await pool.query('select 1')).rowCount).toBe(1);
      await close();
      await wire.stop();
    });

    test('a silent server in the midst of a transaction', async () => {
      const wire = await startProxy(url, { keepsText: false });
      const through = new URL(url);
      through.port = new URL(wire.url).port;
      const fixture = await openPool({ databaseUrl: through.href, dataDir: '', log, statementTimeoutMs });
      const { store } = openStore(fixture.pool, fixture.close);
      const project = await newProject(store);
      const { id } = await addTurn(store, project);
      await store.turns.claim(project.threadKey, 'a');
      wire.stall();
      await expect(store.turns.end(id, 'a', 'done', lastWord('w'))).rejects.toEqual(away);
      wire.mend();
      expect(await store.turns.end(id, 'a', 'done', lastWord('w'))).toBe(true);
      await fixture.close();
      await wire.stop();
    });

    test('a statement, and a transaction that its process sleeps in', async () => {
      const { pool, close } = await openPool({ databaseUrl: url, dataDir: '', log, statementTimeoutMs });
      await expect(pool.query('select pg_sleep(60)')).rejects.toEqual(away);
      const sleeper = await pool.connect();
      await sleeper.query('begin');
      await new Promise<void>((resolve) => sleeper.once('end', () => resolve()));
      await expect(sleeper.query('select 1')).rejects.toEqual(away);
      sleeper.release();
      expect((await pool.query('select 1')).rowCount).toBe(1);
      await close();
    });
  });

  describe('another process writes at the same moment', () => {
    let fixture: StoreFixture;
    let other: Pool;
    let client: PoolClient;
    beforeAll(async () => {
      fixture = await open();
      other = connect(url);
      client = await other.connect();
    });
    afterAll(async () => {
      client.release();
      await other.end();
      await fixture.close();
    });

    /** Runs `statement` in a transaction of its own, which commits when `work` has come to wait for it. */
    async function during<T>(statement: string, id: string, work: () => Promise<T>): Promise<T> {
      await client.query('begin');
      await client.query(statement, [id]);
      const working = work();
      await vi.waitFor(async () => {
        const waiting = await fixture.sql(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        );
        expect(waiting).toHaveLength(1);
      });
      await client.query('commit');
      return working;
    }

    test('a takeover does not turn back what its holder has just written', async () => {
      const { store } = fixture;
      const project = await newProject(store);
      const { id } = await addTurn(store, project);
      await store.turns.claim(project.threadKey, 'old');
      const held = await during(`update reelay.turns set state = 'sending' where id = $1`, id, () =>
        store.turns.claim(project.threadKey, 'new'),
      );
      expect(held).toMatchObject({ id, state: 'sending', attempt: 'new' });
    });

    test('a turn that is cancelled while it is claimed stays cancelled, and the next one is taken', async () => {
      const { store } = fixture;
      const project = await newProject(store);
      const { id } = await addTurn(store, project);
      const next = await addTurn(store, project);
      const held = await during(`update reelay.turns set state = 'cancelled' where id = $1`, id, () =>
        store.turns.claim(project.threadKey, 'a'),
      );
      expect(held?.id).toBe(next.id);
      expect((await store.turns.get(id))?.state).toBe('cancelled');
    });

    test('a turn that is taken over while it ends does not end', async () => {
      const { store } = fixture;
      const project = await newProject(store);
      const { id } = await addTurn(store, project);
      await store.turns.claim(project.threadKey, 'old');
      const ended = await during(`update reelay.turns set attempt = 'new' where id = $1`, id, () =>
        store.turns.end(id, 'old', 'done', lastWord('w')),
      );
      expect(ended).toBe(false);
      expect(await store.deliveries.pending(id)).toBeUndefined();
    });

    test('an append in one process wakes the watcher in another', async () => {
      const elsewhere = await open();
      const key = newKey();
      await fixture.chatLog.createThread(key);
      const woken = Promise.withResolvers<void>();
      const leave = await elsewhere.chatLog.subscribe(key, () => woken.resolve());
      await fixture.chatLog.append(key, { event: 'message', id: 'a', message: lastWord('hi') });
      await woken.promise;
      expect(await elsewhere.chatLog.since(key, 0)).toHaveLength(1);
      await leave();
      await elsewhere.close();
    });

    test('a watcher whose connection breaks is woken when it listens again, however long that takes', async () => {
      const pool = connect(url);
      const connectNow = pool.connect.bind(pool) as () => Promise<PoolClient>;
      let refusals = 0;
      let listener: PoolClient | undefined;
      // Kysely is not involved here, so only the watcher's own connections pass.
      const flaky = Object.assign(Object.create(pool) as Pool, {
        async connect() {
          if (refusals-- > 0) throw new Error('the server starts');
          listener = await connectNow();
          return listener;
        },
      });
      const chatLog = createChatLog({ pool: flaky });
      const key = newKey();
      const woken = Promise.withResolvers<void>();
      await chatLog.subscribe(key, () => woken.resolve());
      refusals = 2;
      const gone = once(pool, 'remove');
      await fixture.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity where query = 'LISTEN reelay_chat' and pid in
         (select pid from pg_stat_activity where backend_start = (select max(backend_start) from pg_stat_activity
          where query = 'LISTEN reelay_chat'))`,
      );
      await gone;
      await woken.promise;
      expect(refusals).toBe(-1);
      await chatLog.close();
      // The server may have a last word while the connection closes.
      expect(() => listener?.emit('error', new Error('shutting down'))).not.toThrow();
      await pool.end();
    });
  });
}
