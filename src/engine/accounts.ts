import { randomUUID } from 'node:crypto';
import { AppError, isAppError } from '#src/errors.ts';
import type { Locale, ThreadKey } from '#src/core/message.ts';
import { isShared, ownerOf, placeOf } from '#src/core/owner.ts';
import type { Step } from '#src/core/plan.ts';
import type { Account } from '#src/core/records.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { InboundHandler } from '#src/ports.ts';
import type { Answer } from './answer.ts';
import { makeButtons } from './buttons.ts';
import type { EngineDeps } from './deps.ts';
import type { Payers } from './payers.ts';

/** Accounts that people bring themselves, for themselves or for all in a server or group. */
export type Accounts = Pick<InboundHandler, 'linkAccount' | 'unlinkAccount'> & {
  /** How to link one, in words: the token itself must not stand in a message. */
  howToLink(turn: Turn, whose: 'shared' | undefined): Answer;
  unlink(turn: Turn, step: Extract<Step, { do: 'unlink' }>): Promise<Answer>;
};

type AccountDeps = Pick<EngineDeps, 'store' | 'agent' | 'messenger' | 'settings'> & {
  payers: Payers;
};

/** Nothing longer is a token; the backend need not be asked. */
const maxTokenChars = 500;

export function createAccounts(deps: AccountDeps): Accounts {
  const { store, agent, messenger, settings, payers } = deps;

  const wordOf = (threadKey: ThreadKey) => messenger.limits(threadKey).spaceWord ?? 'server';

  /** Deletes an account's token. Gives the words to answer with. */
  async function cut(threadKey: ThreadKey, account: Account, locale: Locale): Promise<string> {
    const opened = await store.projects.openedWith(account.id);
    await store.accounts.clearToken(account.id);
    const rest = await stranded(threadKey, locale, opened);
    const words = messagesFor(locale).account;
    return isShared(account.owner)
      ? words.sharedUnlinked({ ...rest, word: wordOf(threadKey) })
      : words.unlinked(rest);
  }

  const unlinkAccount: Accounts['unlinkAccount'] = async ({ threadKey, authorId, locale }) => {
    const account = await payers.own({ threadKey, authorId });
    return account === undefined ? messagesFor(locale).account.notLinked : cut(threadKey, account, locale);
  };

  async function unlinkShared(turn: Turn, mayManage: boolean): Promise<string> {
    const { threadKey, locale } = turn;
    const words = messagesFor(locale);
    const word = wordOf(threadKey);
    if (turn.space === null) return words.account.nothingShared;
    if (!mayManage) return words.errors['account.managers-only']({});
    const account = await payers.shared(turn);
    return account === undefined ? words.account.noneShared({ word }) : cut(threadKey, account, locale);
  }

  /** Projects that cannot go on without their account: those of this thread by name, the others counted. */
  async function stranded(
    threadKey: ThreadKey,
    locale: Locale,
    ids: string[],
  ): Promise<{ here: string[]; elsewhere: number }> {
    const here = (await store.projects.list(threadKey)).flatMap(({ id, name }, index) =>
      ids.includes(id) ? [name ?? messagesFor(locale).project.unnamedProject({ number: index + 1 })] : [],
    );
    return { here, elsewhere: ids.length - here.length };
  }

  return {
    async linkAccount({ threadKey, authorId, token: written, locale, shared }) {
      if (shared?.mayManage === false) throw new AppError('account.managers-only', {});
      const token = written.trim();
      if (token === '' || token.length > maxTokenChars || /[^\x21-\x7e]/.test(token))
        throw new AppError('account.refused', {});
      const { signal } = new AbortController();
      const credits = await agent.credits(token, signal).catch((error: unknown) => {
        throw isAppError(error, 'nemo.token-expired') ? new AppError('account.refused', {}) : error;
      });
      const owner = shared === undefined ? ownerOf(threadKey, authorId) : placeOf(threadKey, shared.id);
      const account = await store.accounts.ensure(owner, 'linked', randomUUID());
      await store.accounts.setToken(account.id, token, null);
      const words = messagesFor(locale);
      const { available } = credits;
      return shared === undefined
        ? words.linked({ available })
        : words.account.sharedLinked({ available, word: wordOf(threadKey) });
    },
    unlinkAccount,
    howToLink({ threadKey, space, locale }, whose) {
      const words = messagesFor(locale).account;
      const { linkBy: by } = messenger.limits(threadKey);
      if (whose === undefined) return { text: words.howToLink({ by, url: settings.webUrl }) };
      return {
        text: space === null ? words.nothingShared : words.howToShare({ by, space, word: wordOf(threadKey) }),
      };
    },
    async unlink(turn, { whose, mayManage }) {
      const text =
        whose === undefined ? await unlinkAccount(turn) : await unlinkShared(turn, mayManage === true);
      const project = await store.projects.get(turn.projectId);
      const account = project?.accountId == null ? undefined : await store.accounts.get(project.accountId);
      const isStranded = project?.sessionId != null && account?.kind === 'linked' && account.token === null;
      return { text, buttons: isStranded ? await makeButtons(store, turn, ['newProject']) : [] };
    },
  };
}
