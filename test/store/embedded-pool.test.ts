import { once } from 'node:events';
import type { Notification, PoolClient } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openEmbedded, type EmbeddedPool } from '#src/store/embedded.ts';

let pool: EmbeddedPool;
const clients: PoolClient[] = [];

beforeAll(async () => {
  pool = await openEmbedded(undefined);
  await pool.query('create table public.notes (n int unique)');
});
afterAll(() => pool.close());
beforeEach(async () => {
  await pool.query('truncate public.notes');
});
afterEach(() => {
  for (const client of clients.splice(0)) client.release();
});

async function connect(): Promise<PoolClient> {
  const client = await pool.connect();
  clients.push(client);
  return client;
}
const insert = (n: number): string => `insert into public.notes values (${n})`;
const notes = async (on: { query: PoolClient['query'] } = pool): Promise<number[]> =>
  (await on.query<{ n: number }>('select n from public.notes order by n')).rows.map(({ n }) => n);

describe('one connection for all', () => {
  test('from BEGIN to COMMIT nobody else gets through', async () => {
    const client = await connect();
    await client.query('begin');
    const order: string[] = [];
    const others = [pool.query(insert(1)), (await connect()).query(insert(2))].map((query) =>
      query.then(() => order.push('other')),
    );
    for (const n of [3, 4, 5]) {
      await client.query(insert(n));
      order.push('own');
    }
    expect(await notes(client)).toEqual([3, 4, 5]);
    await client.query('commit');
    await Promise.all(others);
    expect(order).toEqual(['own', 'own', 'own', 'other', 'other']);
    expect(await notes()).toEqual([1, 2, 3, 4, 5]);
  });

  test('transactions come one after another, in order of arrival', async () => {
    const seen: number[] = [];
    await Promise.all(
      [1, 2, 3, 4, 5].map(async (n) => {
        const client = await connect();
        await client.query('BEGIN');
        seen.push((await notes(client)).length);
        await client.query(insert(n));
        await client.query('COMMIT');
      }),
    );
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  test.each([
    'begin isolation level serializable',
    'START TRANSACTION',
    '-- a note; commit\n\n  -- and one more\n  BEGIN',
    '/* a note\n * begin */ begin',
  ])('%j begins a transaction', async (begin) => {
    const client = await connect();
    await client.query(begin);
    const other = pool.query(insert(2));
    await client.query(insert(1));
    await client.query('rollback');
    await other;
    expect(await notes()).toEqual([2]);
  });

  test.each(['commit', 'END', 'rollback', '-- done\nCOMMIT', 'abort'])('%j ends it', async (end) => {
    const client = await connect();
    await client.query('begin');
    const other = pool.query(insert(1));
    await client.query(end);
    await other;
    expect(await notes()).toEqual([1]);
  });

  test.each(['rollback to a', 'ROLLBACK TO SAVEPOINT a', 'rollback work to a', 'rollback transaction to a'])(
    '%j does not end it',
    async (back) => {
      const client = await connect();
      await client.query('begin');
      await client.query('savepoint a');
      await client.query(insert(1));
      const other = pool.query(insert(2));
      await client.query(back);
      await client.query(insert(3));
      await client.query('rollback');
      await other;
      expect(await notes()).toEqual([2]);
    },
  );

  test('an error leaves the transaction to its owner, who rolls it back', async () => {
    const client = await connect();
    await client.query('begin');
    await client.query(insert(1));
    await expect(client.query(insert(1))).rejects.toMatchObject({ code: '23505' });
    await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' });
    const other = pool.query(insert(7));
    await client.query('rollback');
    await other;
    expect(await notes()).toEqual([7]);
  });

  test('an error outside of a transaction harms nobody', async () => {
    await expect(pool.query('select nothing from nowhere')).rejects.toThrow('nowhere');
    await pool.query(insert(1));
    expect(await notes()).toEqual([1]);
  });

  test('what a client given back has begun is not left to the next one', async () => {
    const client = await pool.connect();
    await client.query('begin');
    await client.query(insert(1));
    client.release();
    await pool.query(insert(2));
    expect(await notes()).toEqual([2]);
  });

  test('a whole transaction in one text does not keep the others out', async () => {
    await pool.query(`begin; ${insert(1)}; commit`);
    await pool.query(insert(2));
    expect(await notes()).toEqual([1, 2]);
  });

  test("a client's statements run in their order, waited for or not", async () => {
    const client = await connect();
    await Promise.all(
      ['begin', insert(1), 'savepoint a', insert(2), 'commit', insert(3)].map((s) => client.query(s)),
    );
    expect(await notes()).toEqual([1, 2, 3]);
  });
});

describe('answers look like those of node-postgres', () => {
  test('numbers that JavaScript cannot hold come as text', async () => {
    const { rows } = await pool.query(
      'select 9007199254740993::int8 as big, 1.50::numeric as exact, 7::int4 as n',
    );
    expect(rows).toEqual([{ big: '9007199254740993', exact: '1.50', n: 7 }]);
  });

  test('a statement may come as text or as an object, with values or without', async () => {
    await pool.query('insert into public.notes values ($1), ($2)', [1, 2]);
    const { rows, rowCount, command } = await (
      await connect()
    ).query({ text: 'delete from public.notes where n > $1 returning n', values: [0] });
    expect({ rows, rowCount, command }).toEqual({
      rows: [{ n: 1 }, { n: 2 }],
      rowCount: 2,
      command: 'DELETE',
    });
    expect(await pool.query('insert into public.notes values (9)')).toMatchObject({
      rowCount: 1,
      command: 'INSERT',
    });
  });

  test('several statements may come at once, as migrations have them', async () => {
    expect((await pool.query(`${insert(1)}; ${insert(2)}; select 5 as five`)).rows).toEqual([{ five: 5 }]);
    expect(await notes()).toEqual([1, 2]);
  });
});

describe('LISTEN', () => {
  const heard = async (client: PoolClient): Promise<Notification> => {
    const [note] = (await once(client, 'notification')) as [Notification];
    return note;
  };

  test.each(['LISTEN bell', 'listen "bell"', '-- Waits for jobs.\n--\n-- Params: none\nLISTEN bell;'])(
    '%j is heard',
    async (listen) => {
      const client = await connect();
      await client.query(listen);
      const note = heard(client);
      await pool.query(`select pg_notify('bell', 'ding')`);
      expect(await note).toMatchObject({ channel: 'bell', payload: 'ding' });
    },
  );

  test('a name without quotes is folded, one in quotes is not', async () => {
    const client = await connect();
    for (const name of ['Plain', '"Quoted"']) {
      await client.query(`LISTEN ${name}`);
      const note = heard(client);
      await pool.query(`NOTIFY ${name}`);
      expect((await note).channel).toBe(name === 'Plain' ? 'plain' : 'Quoted');
    }
  });

  test('a notification comes after COMMIT, and not after ROLLBACK', async () => {
    const listener = await connect();
    await listener.query('LISTEN bell');
    const note = heard(listener);
    const client = await connect();
    for (const end of ['rollback', 'commit']) {
      await client.query('begin');
      await client.query(`select pg_notify('bell', '${end}')`);
      await client.query(end);
    }
    expect((await note).payload).toBe('commit');
  });

  test.each(['UNLISTEN bell', 'unlisten *', '-- No more.\nUNLISTEN "bell"'])(
    'after %j a client hears nothing, others still do',
    async (unlisten) => {
      const [leaver, stayer] = [await connect(), await connect()];
      let notes = 0;
      leaver.on('notification', () => (notes += 1));
      for (const client of [leaver, stayer]) await client.query('LISTEN bell');
      await leaver.query(unlisten);
      const note = heard(stayer);
      await pool.query(`select pg_notify('bell', 'ding')`);
      await note;
      expect(notes).toBe(0);
    },
  );

  test('a client given back hears nothing', async () => {
    const leaver = await pool.connect();
    let notes = 0;
    await leaver.query('LISTEN bell');
    leaver.on('notification', () => (notes += 1));
    leaver.release();
    const stayer = await connect();
    await stayer.query('LISTEN bell');
    const note = heard(stayer);
    await pool.query(`select pg_notify('bell', 'ding')`);
    await note;
    expect(notes).toBe(0);
  });

  test("a client given back does not stop listening in the middle of another's failed transaction", async () => {
    const [failing, leaver] = [await connect(), await pool.connect()];
    await leaver.query('LISTEN bell');
    await failing.query('begin');
    await expect(failing.query('select nothing from nowhere')).rejects.toThrow('nowhere');
    leaver.release();
    await failing.query('rollback');
    const { rows } = await pool.query('select pg_listening_channels() as channel');
    expect(rows).not.toContainEqual({ channel: 'bell' });
  });
});
