import { AppError, isAppError } from '#src/errors.ts';
import { isShared } from '#src/core/owner.ts';
import type { Account, Project } from '#src/core/records.ts';
import type { SessionRef } from '#src/core/remote.ts';
import type { EngineDeps } from './deps.ts';

/** What the backend calls every project. The person's own names stay here. */
const taskName = 'project';

/** A starter token is replaced this long before its end, so that no run loses it on the way. */
const renewEarlyMs = 60 * 60 * 1000;

/** Tokens and sessions: who pays, and which timeline a project has at the backend. */
export type Sessions = {
  /**
   * The account that the project's session belongs to, else the one that its next session would. Throws `account.gone`
   * where that is not settled, or is no longer linked.
   */
  accountOf(projectId: string): Promise<Account>;
  /**
   * Calls `run` with the account's token. An anonymous token that is refused (1001) is renewed once, unseen, for
   * the same client id; any other is `account.expired`.
   */
  withToken<T>(account: Account, run: (token: string) => Promise<T>, signal: AbortSignal): Promise<T>;
  /**
   * The same with the project's session, which is made at the first need. A session that the backend no longer
   * has (1002) is forgotten, and its files with it, before the error is passed on; `onGone: 'keep'` is for
   * calls whose word is not enough for that.
   */
  withSession<T>(
    projectId: string,
    run: (session: SessionRef, project: Project) => Promise<T>,
    signal: AbortSignal,
    onGone?: 'forget' | 'keep',
  ): Promise<T>;
};

export function createSessions(
  deps: Pick<EngineDeps, 'store' | 'agent' | 'clock' | 'log' | 'settings' | 'reached'>,
): Sessions {
  const { store, agent, clock, log, settings } = deps;
  const renewals = new Map<string, Promise<string>>();

  async function renew(id: string, refused: string | null, signal: AbortSignal): Promise<string> {
    const stored = await store.accounts.get(id);
    if (stored === undefined) throw new Error(`account ${id} is gone`);
    // Another process may have renewed it in the meantime.
    if (stored.token !== null && stored.token !== refused && isFresh(stored)) return stored.token;
    const fresh = await agent.anonymousToken(stored.clientId, signal).catch((error: unknown) => {
      throw isAppError(error, 'nemo.rate-limited')
        ? new AppError('nemo.rate-limited', { ...error.params, starter: true }, '', { cause: error })
        : error;
    });
    await store.accounts.setToken(id, fresh.token, fresh.expiresAt);
    log.info({ accountId: id, credits: fresh.credits }, 'took a starter token');
    return fresh.token;
  }

  function renewOnce(id: string, refused: string | null, signal: AbortSignal): Promise<string> {
    const running = renewals.get(id);
    if (running !== undefined) return running;
    const renewal = renew(id, refused, signal).finally(() => renewals.delete(id));
    renewals.set(id, renewal);
    return renewal;
  }

  const isFresh = (a: Account): boolean => a.expiresAt === null || a.expiresAt - clock.now() > renewEarlyMs;

  const withToken: Sessions['withToken'] = async (owner, run, signal) => {
    if (owner.kind !== 'anonymous') return withOwnToken(owner, run);
    const current = (await store.accounts.get(owner.id)) ?? owner;
    const token =
      current.token !== null && isFresh(current)
        ? current.token
        : await renewOnce(owner.id, current.token, signal);
    try {
      return await run(token);
    } catch (error) {
      // A backend that does not know this client is told its id, which comes with the next token.
      const isForgotten = isAppError(error, 'nemo.client-id-missing');
      if (!isForgotten && !isAppError(error, 'nemo.token-expired')) throw error;
      return run(await renewOnce(owner.id, token, signal));
    }
  };

  /** A token that a person gave: there is no way for us to another one. */
  async function withOwnToken<T>(owner: Account, run: (token: string) => Promise<T>): Promise<T> {
    const kind = isShared(owner.owner) ? 'shared' : owner.kind === 'linked' ? 'linked' : 'operator';
    const token = kind === 'operator' ? settings.nemoToken : (await store.accounts.get(owner.id))?.token;
    if (token == null) throw new AppError('account.gone', {});
    try {
      return await run(token);
    } catch (error) {
      if (isAppError(error, 'nemo.token-expired'))
        throw new AppError('account.expired', { kind }, '1001', { cause: error });
      throw error;
    }
  }

  const accountOf: Sessions['accountOf'] = async (projectId) => {
    const project = await store.projects.get(projectId);
    const owner = project?.accountId == null ? undefined : await store.accounts.get(project.accountId);
    // Whose turn it is has been settled before: nobody else pays unasked.
    if (owner === undefined) throw new AppError('account.gone', {});
    return owner;
  };

  async function open(project: Project, signal: AbortSignal): Promise<Project> {
    const owner = await accountOf(project.id);
    const made = await withToken(
      owner,
      (token) => agent.createSession(token, { name: taskName, language: project.locale }, signal),
      signal,
    );
    await deps.reached('session made');
    return store.projects.openSession(project.id, {
      accountId: owner.id,
      sessionId: made.sessionId,
      taskId: made.taskId,
      bindId: made.bindId ?? null,
    });
  }

  const withSession: Sessions['withSession'] = async (projectId, run, signal, onGone = 'forget') => {
    const stored = await store.projects.get(projectId);
    if (stored === undefined) throw new Error(`project ${projectId} is gone`);
    const project = stored.sessionId === null ? await open(stored, signal) : stored;
    const { sessionId, taskId, accountId } = project;
    const owner = accountId === null ? undefined : await store.accounts.get(accountId);
    if (sessionId === null || taskId === null) throw new Error(`project ${projectId} has half a session`);
    if (owner === undefined) throw new AppError('account.gone', {});
    try {
      return await withToken(owner, (token) => run({ token, sessionId, taskId }, project), signal);
    } catch (error) {
      if (isAppError(error, 'nemo.session-not-found') && onGone === 'forget') {
        log.warn({ projectId, err: error }, 'the backend no longer has a session');
        await store.projects.closeSession(projectId, sessionId);
      }
      throw error;
    }
  };

  return { accountOf, withToken, withSession };
}
