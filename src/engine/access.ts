import { randomBytes } from 'node:crypto';
import { AppError } from '#src/errors.ts';
import { adminOrderOf, isListed, toCode, type Visit } from '#src/core/access.ts';
import { textReply, type InboundMessage, type Locale, type ThreadKey } from '#src/core/message.ts';
import { ownerOf } from '#src/core/owner.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { InboundHandler } from '#src/ports.ts';
import { createAdminOrders } from './admin-orders.ts';
import type { EngineDeps } from './deps.ts';
import { createOnceAnHour } from './once-an-hour.ts';

/**
 * Who answers for those who come by a gateway: `public` = these rules do; `own` = the gateway has a door of its own,
 * such as a password, and whoever came through it is let in.
 */
export type Door = 'public' | 'own';

type Said = Omit<InboundMessage, 'attachments'>;

/** Puts the rules of access before a handler. It is the one place where they are asked. */
export type Guard = (handler: Omit<InboundHandler, 'admit' | 'order'>, door: Door) => InboundHandler;

const hourMs = 60 * 60_000;
const codeMs = hourMs;
/** Codes that wait for an admin at the same time: strangers cannot fill the table. */
const mostWaiting = 3;
const codeChars = 8;

type AccessDeps = Pick<EngineDeps, 'store' | 'messenger' | 'clock' | 'log' | 'settings'>;

export function createGuard({ store, messenger, clock, log, settings }: AccessDeps): Guard {
  const rules = settings.access;
  const onceAnHour = createOnceAnHour(clock);

  async function isLetIn(visit: Visit, door: Door): Promise<boolean> {
    if (door === 'own' || isListed(rules, visit)) return true;
    // Whoever was approved was approved as a person: that opens no group.
    if (rules.mode !== 'pairing' || visit.space !== undefined) return false;
    return store.access.isApproved(ownerOf(visit.threadKey, visit.authorId));
  }

  async function say(threadKey: ThreadKey, replyTo: string | undefined, text: string): Promise<void> {
    const message = { ...textReply('', 'info', text), replyTo };
    // Named by what is said, so that a repeated event says nothing new.
    const nonce = `access:${threadKey}:${replyTo ?? 'welcome'}`;
    await messenger
      .post(threadKey, message, nonce, noFile)
      .catch((err: unknown) => log.warn({ threadKey, err }, 'a word about access was not delivered'));
  }

  /** Turns somebody away: with words in private, and without any where others would have to read them. */
  async function turnAway(visit: Visit & { locale?: Locale | undefined }, replyTo: string): Promise<void> {
    const { threadKey, authorId, space, locale = 'en' } = visit;
    const owner = ownerOf(threadKey, authorId);
    if (space !== undefined) return;
    await onceAnHour.once(owner, async () =>
      say(threadKey, replyTo, await refusal(owner, threadKey, locale)),
    );
  }

  async function refusal(owner: string, threadKey: ThreadKey, locale: Locale): Promise<string> {
    const words = messagesFor(locale).access;
    if (rules.mode !== 'pairing') return words.closed;
    const now = clock.now();
    const asks = { owner, threadKey, locale, code: toCode(randomBytes(codeChars)), goodUntil: now + codeMs };
    const waiting = await store.access.ask(asks, now, mostWaiting);
    if (waiting === undefined) return words.tooManyWait;
    return words.code({ code: waiting.code, minutes: Math.ceil((waiting.goodUntil - now) / 60_000) });
  }

  const carryOut = createAdminOrders({
    store,
    clock,
    log,
    settings,
    welcome: (threadKey, text) => say(threadKey, undefined, text),
    turnedOut: onceAnHour.again,
  });

  async function order(said: Said, door: Door): Promise<string | undefined> {
    const wanted = adminOrderOf(said.text);
    if (wanted === undefined || !(await isLetIn(said, door))) return undefined;
    const locale = said.locale ?? 'en';
    return door === 'own' ? messagesFor(locale).access.adminsOnly : carryOut(wanted, { ...said, locale });
  }

  async function admit(said: Said, door: Door): Promise<boolean> {
    if (!(await isLetIn(said, door))) {
      await turnAway(said, said.messageId);
      return false;
    }
    const isOpenList = said.space !== undefined && adminOrderOf(said.text)?.do === 'approved';
    const answer = isOpenList
      ? messagesFor(said.locale ?? 'en').access.listInPrivate
      : await order(said, door);
    if (answer === undefined) return true;
    await say(said.threadKey, said.messageId, answer);
    return false;
  }

  return (handler, door) => ({
    ...handler,
    admit: (said) => admit(said, door),
    order: (said) => order(said, door),
    async handle(message, stored) {
      return (await admit(message, door)) ? handler.handle(message, stored) : undefined;
    },
    async press(press) {
      // Where the button was pressed is what counts, and where a refusal is said, wherever its thread is.
      const visit = { ...press, threadKey: press.pressedAt ?? press.threadKey };
      if (await isLetIn(visit, door)) return handler.press(press);
      await turnAway(visit, press.pressId);
      return 'refused';
    },
    async linkAccount(link) {
      if (!(await isLetIn(link, door))) throw new AppError('access.closed', {});
      return handler.linkAccount(link);
    },
    async receive(file, message) {
      if (!(await isLetIn(message, door))) throw new AppError('access.closed', {});
      return handler.receive(file, message);
    },
  });
}

const noFile = (): never => {
  throw new Error('these words bring no file');
};
