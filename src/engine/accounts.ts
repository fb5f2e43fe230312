import { randomUUID } from 'node:crypto';
import { AppError, isAppError } from '#src/errors.ts';
import { fromThreadKey, type ThreadKey } from '#src/core/message.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { InboundHandler } from '#src/ports.ts';
import type { EngineDeps } from './deps.ts';

/** Whose account it is: a person on a platform, whatever the thread. */
export function ownerOf(threadKey: ThreadKey, authorId: string): string {
  return `user:${fromThreadKey(threadKey)?.platform ?? ''}:${authorId}`;
}

/** Accounts that people bring themselves. */
export function createAccounts({
  store,
  agent,
}: Pick<EngineDeps, 'store' | 'agent'>): Pick<InboundHandler, 'linkAccount'> {
  return {
    async linkAccount({ threadKey, authorId, token, locale }) {
      const { signal } = new AbortController();
      const credits = await agent.credits(token, signal).catch((error: unknown) => {
        throw isAppError(error, 'nemo.token-expired') ? new AppError('account.refused', {}) : error;
      });
      const account = await store.accounts.ensure(ownerOf(threadKey, authorId), 'linked', randomUUID());
      await store.accounts.setToken(account.id, token, null);
      return messagesFor(locale).linked({ available: credits.available });
    },
  };
}
