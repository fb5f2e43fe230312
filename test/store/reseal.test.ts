import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Store } from '#src/ports.ts';
import { openEmbedded, type EmbeddedPool } from '#src/store/embedded.ts';
import { migrate } from '#src/store/migrate.ts';
import { resealAll } from '#src/store/reseal.ts';
import { createSecretBox } from '#src/store/secret-box.ts';
import { createStore } from '#src/store/store.ts';

const [first, second, third] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
let pool: EmbeddedPool;

beforeAll(async () => {
  pool = await openEmbedded(undefined);
  await migrate(pool);
});
afterAll(() => pool.close());
beforeEach(() => pool.query('truncate reelay.accounts'));

const storeWith = (key: Uint8Array, ...others: Uint8Array[]): Store =>
  createStore({ pool, secretKeys: { key, others } });
const reseal = (key: Uint8Array, ...others: Uint8Array[]) => resealAll({ pool, secretKeys: { key, others } });

async function addAccount(store: Store, name: string): Promise<string> {
  const { id } = await store.accounts.ensure(name, 'linked', name);
  await store.accounts.setToken(id, `nmv_usr_${name}`, 5);
  return id;
}

const tokenOf = async (store: Store, id: string): Promise<string | null | undefined> =>
  (await store.accounts.get(id))?.token;
const sealed = async (): Promise<string[]> =>
  (await pool.query<{ token: string }>('select token from reelay.accounts where token is not null')).rows.map(
    ({ token }) => token.slice(0, 8),
  );

test('what an older key sealed is opened, and everything new sealed with the present one', async () => {
  const id = await addAccount(storeWith(first), 'ann');
  const both = storeWith(second, first);
  expect(await tokenOf(both, id)).toBe('nmv_usr_ann');
  await both.accounts.setToken(id, 'nmv_usr_fresh', null);
  expect(await tokenOf(storeWith(second), id)).toBe('nmv_usr_fresh');
  expect(await tokenOf(storeWith(first), id)).toBeNull();
});

test('everything is sealed anew, once, however often it is asked for', async () => {
  const names = Array.from({ length: 250 }, (_, n) => `person ${n}`);
  const ids: string[] = [];
  for (const name of names) ids.push(await addAccount(storeWith(first), name));
  await addAccount(storeWith(second), 'newcomer');
  await storeWith(first).accounts.ensure('nobody yet', 'anonymous', 'c');
  expect(await reseal(second, first)).toEqual({ all: 251, resealed: 250, unreadable: 0 });
  expect(new Set(await sealed()).size).toBe(1);
  expect(await tokenOf(storeWith(second), ids[249]!)).toBe('nmv_usr_person 249');
  expect((await storeWith(second).accounts.get(ids[0]!))?.expiresAt).toBe(5);
  expect(await reseal(second, first)).toEqual({ all: 251, resealed: 0, unreadable: 0 });
});

test('what no given key opens is counted and left as it is, until its key is given', async () => {
  const lost = await addAccount(storeWith(first), 'ann');
  const held = await addAccount(storeWith(second), 'bob');
  expect(await reseal(third, second)).toEqual({ all: 2, resealed: 1, unreadable: 1 });
  expect(await tokenOf(storeWith(third), held)).toBe('nmv_usr_bob');
  expect(await reseal(third, first, second)).toEqual({ all: 2, resealed: 1, unreadable: 0 });
  expect(await tokenOf(storeWith(third), lost)).toBe('nmv_usr_ann');
});

test('a token that is written meanwhile stays', async () => {
  const ids = await Promise.all(['ann', 'bob', 'cem'].map((name) => addAccount(storeWith(first), name)));
  // Statements take turns: the look comes first, then these, and then what the look led to.
  const [found] = await Promise.all([
    reseal(second, first),
    ...ids.map((id) => storeWith(second, first).accounts.setToken(id, 'nmv_usr_newer', null)),
  ]);
  expect(found).toEqual({ all: 3, resealed: 0, unreadable: 0 });
  for (const id of ids) expect(await tokenOf(storeWith(second), id)).toBe('nmv_usr_newer');
});

test('a person who was forgotten under an older key is known again while that is given', async () => {
  const ann = 'starter:test:ann';
  const { id } = await storeWith(first).accounts.ensure(ann, 'anonymous', 'c1');
  const [mask] = createSecretBox(first).masksOf(ann);
  await pool.query('update reelay.accounts set owner = $1 where id = $2', [mask, id]);
  expect((await storeWith(second).accounts.ensure('starter:test:bob', 'anonymous', 'c2')).clientId).toBe(
    'c2',
  );
  expect((await storeWith(second, first).accounts.ensure(ann, 'anonymous', 'c3')).clientId).toBe('c1');
});
