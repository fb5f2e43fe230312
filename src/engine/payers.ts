import { randomUUID } from 'node:crypto';
import type { ThreadKey } from '#src/core/message.ts';
import type { Account } from '#src/core/records.ts';
import { ownerOf } from '#src/core/owner.ts';
import type { EngineDeps } from './deps.ts';

type Person = { threadKey: ThreadKey; authorId: string };

/** Whose credits a person's work uses: an account of their own, else the operator's, else a starter token. */
export type Payers = {
  of(person: Person): Promise<Account>;
  /** The person's own account, where one is linked at this moment. */
  own(person: Person): Promise<Account | undefined>;
  /** The account of whoever bears the costs where nobody linked one. */
  shared(): Promise<Account>;
  /** Notes on a project that has no session whose account is to open it: that of the person whose turn it is. */
  settle(turn: Person & { projectId: string }): Promise<void>;
};

export function createPayers({ store, settings }: Pick<EngineDeps, 'store' | 'settings'>): Payers {
  const own: Payers['own'] = async ({ threadKey, authorId }) => {
    const account = await store.accounts.find(ownerOf(threadKey, authorId));
    return account?.token == null ? undefined : account;
  };
  const shared: Payers['shared'] = () =>
    settings.nemoToken === undefined
      ? store.accounts.ensure('everyone', 'anonymous', randomUUID())
      : store.accounts.ensure('operator', 'operator', randomUUID());
  const of: Payers['of'] = async (person) => (await own(person)) ?? shared();

  return {
    own,
    shared,
    of,
    async settle(turn) {
      const project = await store.projects.get(turn.projectId);
      if (project?.sessionId === null) await store.projects.settlePayer(project.id, (await of(turn)).id);
    },
  };
}
