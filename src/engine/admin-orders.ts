import type { AdminOrder } from '#src/core/access.ts';
import type { Locale, ThreadKey } from '#src/core/message.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { EngineDeps } from './deps.ts';

/** More would fit no message; the newest are the ones that somebody asks about. */
const mostShown = 30;

type OrderDeps = Pick<EngineDeps, 'store' | 'clock' | 'log' | 'settings'> & {
  /** Says a word to the person who was let in. */
  welcome: (threadKey: ThreadKey, text: string) => Promise<void>;
  /** Whoever is a stranger again hears again what strangers hear. */
  turnedOut: (owner: string) => void;
};

/** Carries out what an admin wants about who is let in, and gives the words to answer with. Others get a polite no. */
export type AdminOrders = (order: AdminOrder, by: { authorId: string; locale: Locale }) => Promise<string>;

export function createAdminOrders({
  store,
  clock,
  log,
  settings,
  welcome,
  turnedOut,
}: OrderDeps): AdminOrders {
  async function approve(code: string, admin: string, locale: Locale): Promise<string> {
    const words = messagesFor(locale).access;
    const person = await store.access.approve(code, clock.now());
    if (person === undefined) return words.codeUnknown;
    log.info({ owner: person.owner, admin }, 'somebody was let in');
    await welcome(person.threadKey, messagesFor(person.locale).access.welcome);
    return words.approved({ id: partsOf(person.owner).id });
  }

  async function revoke(id: string, admin: string, locale: Locale): Promise<string> {
    const words = messagesFor(locale).access;
    const owner = id === '' ? undefined : await store.access.revoke(id);
    if (owner === undefined) return words.notApproved({ id });
    turnedOut(owner);
    log.info({ id, admin }, 'an approval was taken back');
    return words.revoked({ id });
  }

  async function list(locale: Locale): Promise<string> {
    const { people, count } = await store.access.approved(mostShown);
    const shown = people.map(({ owner, at }) => ({ ...partsOf(owner), at }));
    return messagesFor(locale).access.approvedList({ people: shown, more: count - shown.length });
  }

  return async (order, { authorId, locale }) => {
    if (!settings.access.admins.includes(authorId)) return messagesFor(locale).access.adminsOnly;
    switch (order.do) {
      case 'approve':
        return approve(order.code, authorId, locale);
      case 'revoke':
        return revoke(order.id, authorId, locale);
      case 'approved':
        return list(locale);
    }
  };
}

function partsOf(owner: string): { platform: string; id: string } {
  const [, platform = '', id = ''] = owner.split(':');
  return { platform, id };
}
