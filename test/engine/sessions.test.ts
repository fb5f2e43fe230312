import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '#src/errors.ts';
import { systemClock } from '#src/clock.ts';
import { passBy } from '#src/core/points.ts';
import type { Project } from '#src/core/records.ts';
import type { EngineDeps } from '#src/engine/deps.ts';
import { createSessions, type Sessions } from '#src/engine/sessions.ts';
import type { VideoAgent } from '#src/ports.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { newProject } from '#test/support/records.ts';
import { openMemoryStore } from '#test/support/store.ts';

const { signal } = new AbortController();
const expired = new AppError('nemo.token-expired', {});

let fixture: StoreFixture;
let sessions: Sessions;
let project: Project;
const anonymousToken = vi.fn<VideoAgent['anonymousToken']>();

beforeAll(async () => {
  fixture = await openMemoryStore();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  let count = 0;
  anonymousToken.mockReset().mockImplementation(async () => {
    count += 1;
    return { token: `nmv_usr_${count}`, expiresAt: Date.now() + 1e9, credits: 100 };
  });
  const settings = { nemoToken: undefined } as EngineDeps['settings'];
  sessions = createSessions({
    store: fixture.store,
    agent: { anonymousToken } as Partial<VideoAgent> as VideoAgent,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    settings,
    reached: passBy,
  });
  project = await newProject(fixture.store);
});

/** A call that takes only this token. */
const accepts = (token: string) => async (given: string) => {
  if (given !== token) throw expired;
  return given;
};

test('an anonymous token that is refused is renewed with the same client id, by many callers once', async () => {
  const owner = await fixture.store.accounts.ensure('a person', 'anonymous', 'client-1');
  expect(await sessions.withToken(owner, accepts('nmv_usr_1'), signal)).toBe('nmv_usr_1');
  const calls = Array.from({ length: 5 }, () => sessions.withToken(owner, accepts('nmv_usr_2'), signal));
  expect(new Set(await Promise.all(calls))).toEqual(new Set(['nmv_usr_2']));
  expect(anonymousToken.mock.calls.map(([clientId]) => clientId)).toEqual(['client-1', 'client-1']);
});

test('a client that the backend has forgotten is made known again, and the call repeated once', async () => {
  const owner = await fixture.store.accounts.ensure('another', 'anonymous', 'client-2');
  const forgets = vi
    .fn<(token: string) => Promise<string>>()
    .mockRejectedValueOnce(new AppError('nemo.client-id-missing', {}));
  forgets.mockImplementation(async (token) => token);
  expect(await sessions.withToken(owner, forgets, signal)).toBe('nmv_usr_2');
  expect(forgets).toHaveBeenCalledTimes(2);
});

test('a linked token is never replaced by a starter token', async () => {
  const owner = await fixture.store.accounts.ensure('a third', 'linked', 'client-3');
  await fixture.store.accounts.setToken(owner.id, 'nmv_usr_own', null);
  expect(await sessions.withToken(owner, accepts('nmv_usr_own'), signal)).toBe('nmv_usr_own');
  await expect(sessions.withToken(owner, accepts('another'), signal)).rejects.toMatchObject({
    code: 'account.expired',
    params: { kind: 'linked' },
  });
  expect(anonymousToken).not.toHaveBeenCalled();
  expect((await fixture.store.accounts.get(owner.id))?.token).toBe('nmv_usr_own');
});

test('an operator who took the token away is told so', async () => {
  const owner = await fixture.store.accounts.ensure('operator', 'operator', 'client-4');
  await expect(sessions.withToken(owner, accepts(''), signal)).rejects.toMatchObject({
    code: 'account.gone',
  });
});

test('a project keeps the account that made its session', async () => {
  const { store } = fixture;
  const owner = await store.accounts.ensure('a fourth', 'linked', 'client-5');
  await store.accounts.setToken(owner.id, 'nmv_usr_own', null);
  await expect(sessions.accountOf(project.id)).rejects.toMatchObject({ code: 'account.gone' });
  const session = { accountId: owner.id, sessionId: 's1', taskId: 't1', bindId: null };
  await store.projects.openSession(project.id, session);
  expect(await sessions.accountOf(project.id)).toMatchObject({ id: owner.id, kind: 'linked' });
});

test.each([
  ['forget', null],
  ['keep', 's1'],
] as const)('a session that is gone: %s', async (onGone, left) => {
  const { store } = fixture;
  const owner = await store.accounts.ensure('a fifth', 'linked', 'client-6');
  await store.accounts.setToken(owner.id, 'nmv_usr_own', null);
  await store.projects.openSession(project.id, {
    accountId: owner.id,
    sessionId: 's1',
    taskId: 't1',
    bindId: null,
  });
  const gone = new AppError('nemo.session-not-found', {});
  await expect(sessions.withSession(project.id, () => Promise.reject(gone), signal, onGone)).rejects.toBe(
    gone,
  );
  expect((await store.projects.get(project.id))?.sessionId).toBe(left);
});
