import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toThreadKey, type ThreadKey } from '#src/core/message.ts';
import { ownerOf, placeOf } from '#src/core/owner.ts';
import type { EngineDeps } from '#src/engine/deps.ts';
import { createPayers, type Payers } from '#src/engine/payers.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { newKey, newProject } from '#test/support/records.ts';
import { openMemoryStore } from '#test/support/store.ts';

let fixture: StoreFixture;
beforeAll(async () => {
  fixture = await openMemoryStore();
});
afterAll(() => fixture.close());

function payers(nemoToken?: string): Payers {
  return createPayers({ store: fixture.store, settings: { nemoToken } as EngineDeps['settings'] });
}

const person = (more: { threadKey?: ThreadKey; authorId?: string; space?: string } = {}) => ({
  threadKey: newKey(),
  authorId: randomUUID(),
  space: null,
  ...more,
});

async function link(owner: string): Promise<string> {
  const { id } = await fixture.store.accounts.ensure(owner, 'linked', randomUUID());
  await fixture.store.accounts.setToken(id, 'nmv_usr_linked', null);
  return id;
}

test('without any other account everybody has a starter account of their own, wherever they write', async () => {
  const ann = person();
  const bob = { ...ann, authorId: randomUUID() };
  const hers = await payers().of(ann);
  expect(hers.kind).toBe('anonymous');
  expect(await payers().of({ ...ann, threadKey: newKey() })).toEqual(hers);
  expect((await payers().of(bob)).clientId).not.toBe(hers.clientId);
  // The same number on another platform is somebody else.
  const elsewhere = await payers().of({ ...ann, threadKey: toThreadKey('other', 'x') });
  expect(elsewhere.clientId).not.toBe(hers.clientId);
});

test('the operator’s account comes before a starter account, and one’s own before both', async () => {
  const ann = person();
  expect((await payers('nmv_usr_operator').of(ann)).kind).toBe('operator');
  const own = await link(ownerOf(ann.threadKey, ann.authorId));
  expect((await payers('nmv_usr_operator').of(ann)).id).toBe(own);
  await fixture.store.accounts.clearToken(own);
  expect((await payers('nmv_usr_operator').of(ann)).kind).toBe('operator');
});

test('a server’s account comes behind one’s own, and before the operator’s, in that server alone', async () => {
  const { store } = fixture;
  const ann = person({ space: 'studio' });
  const elsewhere = person({ authorId: ann.authorId, space: 'another' });
  const shared = await link(placeOf(ann.threadKey, 'studio'));
  expect((await payers('nmv_usr_operator').of(ann)).id).toBe(shared);
  expect((await payers('nmv_usr_operator').of(elsewhere)).kind).toBe('operator');
  expect((await payers('nmv_usr_operator').of(person())).kind).toBe('operator');
  const own = await link(ownerOf(ann.threadKey, ann.authorId));
  expect((await payers('nmv_usr_operator').of(ann)).id).toBe(own);
  await store.accounts.clearToken(own);
  await store.accounts.clearToken(shared);
  expect((await payers().of(ann)).kind).toBe('anonymous');
});

test('a place that is given another id keeps its account, where the new one has none', async () => {
  const { store } = fixture;
  const { threadKey } = person();
  const shared = await link(placeOf(threadKey, 'old'));
  await store.accounts.move(placeOf(threadKey, 'old'), placeOf(threadKey, 'new'));
  expect((await payers().shared({ threadKey, space: 'new' }))?.id).toBe(shared);
  await link(placeOf(threadKey, 'other'));
  await store.accounts.move(placeOf(threadKey, 'other'), placeOf(threadKey, 'new'));
  expect((await payers().shared({ threadKey, space: 'new' }))?.id).toBe(shared);
});

test('a project goes back to the account that made it, while that is there', async () => {
  const { store } = fixture;
  const project = await newProject(store);
  const ann = person({ threadKey: project.threadKey });
  const bob = { ...ann, authorId: randomUUID() };
  const settled = async (turn: typeof ann): Promise<string | null | undefined> => {
    await payers().settle({ ...turn, projectId: project.id });
    return (await store.projects.get(project.id))?.accountId;
  };
  // Before it is opened, it is opened by whoever works on it.
  expect(await settled(bob)).toBe((await payers().of(bob)).id);
  const own = await link(ownerOf(ann.threadKey, ann.authorId));
  expect(await settled(ann)).toBe(own);
  const session = { accountId: own, sessionId: 's', taskId: 't', bindId: null };
  await store.projects.openSession(project.id, session);
  await store.projects.closeSession(project.id, 's');
  expect(await settled(bob)).toBe(own);
  await store.accounts.clearToken(own);
  expect(await settled(bob)).toBe((await payers().of(bob)).id);
});
