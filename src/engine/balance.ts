import { isShared, ownerOf, placeOf } from '#src/core/owner.ts';
import type { Account } from '#src/core/records.ts';
import { dayOf } from '#src/core/spending.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Answer } from './answer.ts';
import type { EngineDeps } from './deps.ts';
import type { Payers } from './payers.ts';
import type { Sessions } from './sessions.ts';

/** What is left on the account that the author's next work would use, and of what they may use of it. */
export type Balance = (turn: Turn, signal: AbortSignal) => Promise<Answer>;

type BalanceDeps = Pick<EngineDeps, 'store' | 'agent' | 'messenger' | 'clock' | 'settings'> & {
  sessions: Sessions;
  payers: Payers;
};

export function createBalance(deps: BalanceDeps): Balance {
  const { store, agent, messenger, clock, settings, sessions, payers } = deps;

  /** What was used today, by the person and, where that has a budget, in this place. */
  async function today(turn: Turn, payer: Account): Promise<string[]> {
    const words = messagesFor(turn.locale).budget;
    const { userDailyCredits: budget, guildDailyCredits } = settings.limits;
    const now = clock.now();
    const owner = ownerOf(turn.threadKey, turn.authorId);
    const place = placeOf(turn.threadKey, turn.space);
    const used = await store.spending.today({ owner }, now);
    const mine = words.today({ ...used, budget, opensInMs: dayOf(now).end - now });
    if (payer.kind === 'linked')
      return [...(used.used > 0 ? [mine] : []), ...(isShared(payer.owner) ? [] : [words.noBudget])];
    if (place === null || guildDailyCredits === undefined) return [mine];
    const here = await store.spending.today({ place }, now);
    return [mine, words.todayHere({ ...here, budget: guildDailyCredits })];
  }

  /** Whose account it is, where a person could think that it was another one's. */
  async function whose(turn: Turn, payer: Account): Promise<string[]> {
    const { whoseCredits } = messagesFor(turn.locale).account;
    const own = await payers.own(turn);
    const word = messenger.limits(turn.threadKey).spaceWord ?? 'server';
    if (own?.id === payer.id) return [whoseCredits({ whose: 'own', word })];
    return [
      ...(isShared(payer.owner) ? [whoseCredits({ whose: 'shared', word })] : []),
      ...(own === undefined ? [] : [whoseCredits({ whose: 'other', word })]),
    ];
  }

  return async (turn, signal) => {
    const words = messagesFor(turn.locale);
    const project = await store.projects.get(turn.projectId);
    const payer =
      project?.sessionId == null ? await payers.of(turn) : await sessions.accountOf(turn.projectId);
    const balance = await sessions.withToken(payer, (token) => agent.credits(token, signal), signal);
    // Asking may have taken a fresh token.
    const ends = (await store.accounts.get(payer.id))?.expiresAt;
    const starter = payer.kind === 'anonymous' && ends != null ? words.budget.starterEnds({ at: ends }) : '';
    const lines = [
      words.credits(balance),
      ...(await whose(turn, payer)),
      ...(await today(turn, payer)),
      starter,
    ];
    return { text: lines.filter(Boolean).join('\n') };
  };
}
