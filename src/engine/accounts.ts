import { randomUUID } from 'node:crypto';
import { AppError, isAppError } from '#src/errors.ts';
import type { Locale, ThreadKey } from '#src/core/message.ts';
import { ownerOf } from '#src/core/owner.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { InboundHandler } from '#src/ports.ts';
import type { Answer } from './answer.ts';
import { makeButtons } from './buttons.ts';
import type { EngineDeps } from './deps.ts';
import type { Payers } from './payers.ts';

/** Accounts that people bring themselves. */
export type Accounts = Pick<InboundHandler, 'linkAccount' | 'unlinkAccount'> & {
  /** How to link one, in words: the token itself must not stand in a message. */
  howToLink(turn: Turn): Answer;
  unlink(turn: Turn): Promise<Answer>;
};

type AccountDeps = Pick<EngineDeps, 'store' | 'agent' | 'messenger' | 'settings'> & {
  payers: Payers;
};

/** Nothing longer is a token; the backend need not be asked. */
const maxTokenChars = 500;

export function createAccounts(deps: AccountDeps): Accounts {
  const { store, agent, messenger, settings, payers } = deps;

  const unlinkAccount: Accounts['unlinkAccount'] = async ({ threadKey, authorId, locale }) => {
    const words = messagesFor(locale);
    const account = await payers.own({ threadKey, authorId });
    if (account === undefined) return words.account.notLinked;
    const opened = await store.projects.openedWith(account.id);
    await store.accounts.clearToken(account.id);
    return words.account.unlinked({ ...(await stranded(threadKey, locale, opened)) });
  };

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
    async linkAccount({ threadKey, authorId, token: written, locale }) {
      const token = written.trim();
      if (token === '' || token.length > maxTokenChars || /[^\x21-\x7e]/.test(token))
        throw new AppError('account.refused', {});
      const { signal } = new AbortController();
      const credits = await agent.credits(token, signal).catch((error: unknown) => {
        throw isAppError(error, 'nemo.token-expired') ? new AppError('account.refused', {}) : error;
      });
      const account = await store.accounts.ensure(ownerOf(threadKey, authorId), 'linked', randomUUID());
      await store.accounts.setToken(account.id, token, null);
      return messagesFor(locale).linked({ available: credits.available });
    },
    unlinkAccount,
    howToLink({ threadKey, locale }) {
      const by = messenger.limits(threadKey).linkBy;
      return { text: messagesFor(locale).account.howToLink({ by, url: settings.webUrl }) };
    },
    async unlink(turn) {
      const text = await unlinkAccount(turn);
      const project = await store.projects.get(turn.projectId);
      const account = project?.accountId == null ? undefined : await store.accounts.get(project.accountId);
      const isStranded = project?.sessionId != null && account?.kind === 'linked' && account.token === null;
      return { text, buttons: isStranded ? await makeButtons(store, turn, ['newProject']) : [] };
    },
  };
}
