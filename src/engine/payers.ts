import { randomUUID } from 'node:crypto';
import type { ThreadKey } from '#src/core/message.ts';
import { ownerOf, placeOf, starterOf } from '#src/core/owner.ts';
import type { Account } from '#src/core/records.ts';
import type { EngineDeps } from './deps.ts';

type Person = { threadKey: ThreadKey; authorId: string };
/** `space` is the server or group that they write in; null in a private chat. */
type Writer = Person & { space: string | null };

/**
 * Whose credits a person's work uses: an account of their own, else the one that is linked for everybody in the server
 * or group where they write, else the operator's, else a starter token of their own.
 */
export type Payers = {
  of(writer: Writer): Promise<Account>;
  /** The person's own account, where one is linked at this moment. */
  own(person: Person): Promise<Account | undefined>;
  /** The account of everybody in that server or group, where one is linked at this moment. */
  shared(place: Pick<Writer, 'threadKey' | 'space'>): Promise<Account | undefined>;
  /**
   * Notes on a project that has no session whose account is to open it: the one that opened it before, where that
   * can go on, else that of the person whose turn it is.
   */
  settle(turn: Writer & { projectId: string }): Promise<void>;
};

export function createPayers({ store, settings }: Pick<EngineDeps, 'store' | 'settings'>): Payers {
  async function linkedBy(owner: string): Promise<Account | undefined> {
    const account = await store.accounts.find(owner);
    return account?.token == null ? undefined : account;
  }
  const own: Payers['own'] = ({ threadKey, authorId }) => linkedBy(ownerOf(threadKey, authorId));
  const shared: Payers['shared'] = async ({ threadKey, space }) =>
    space === null ? undefined : linkedBy(placeOf(threadKey, space));
  const of: Payers['of'] = async (writer) => {
    const linked = (await own(writer)) ?? (await shared(writer));
    if (linked !== undefined) return linked;
    // The client id in this row is kept for ever: with it the backend gives the same person's next token.
    return settings.nemoToken === undefined
      ? store.accounts.ensure(
          starterOf(ownerOf(writer.threadKey, writer.authorId)),
          'anonymous',
          randomUUID(),
        )
      : store.accounts.ensure('operator', 'operator', randomUUID());
  };

  /** The account that a project was made with, where it can open another session. */
  async function maker(openedWith: string | null): Promise<Account | undefined> {
    const account = openedWith === null ? undefined : await store.accounts.get(openedWith);
    const isGone = account?.kind === 'linked' && account.token === null;
    return isGone || (account?.kind === 'operator' && settings.nemoToken === undefined) ? undefined : account;
  }

  return {
    own,
    shared,
    of,
    async settle(turn) {
      const project = await store.projects.get(turn.projectId);
      if (project?.sessionId !== null) return;
      const payer = (await maker(project.openedWith)) ?? (await of(turn));
      if (payer.id !== project.accountId) await store.projects.settlePayer(project.id, payer.id);
    },
  };
}
