import { AppError } from '#src/errors.ts';
import { ownerOf, placeOf } from '#src/core/owner.ts';
import type { Account } from '#src/core/records.ts';
import { dayOf, notedCredits, type Run, type Work } from '#src/core/spending.ts';
import type { Turn } from '#src/core/turn.ts';
import { wantsGeneration } from '#src/core/wish.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { EngineDeps } from './deps.ts';
import type { Sessions } from './sessions.ts';
import type { TopUp } from './top-up.ts';

/** What edits cost: the balance is read before and after each, kept, and told. */
export type Costs = {
  /**
   * Notes that the turn's edit is about to go out. Gives the balance before it, nothing where
   * it cannot be read, and what such an edit usually costs. Throws
   * `limit.daily` where it does not fit into a budget, and `nemo.out-of-credits` where nothing is left at all.
   */
  begin(turn: Turn, work: Work, signal: AbortSignal): Promise<{ credits: number | undefined; usual: number }>;
  /** What the turn's new footage will cost, in words, where the person asks for some in this project for the first time. */
  notice(turn: Turn): Promise<string | undefined>;
  /** The edit was not sent, or refused: it cost nothing. */
  dismiss(turn: Turn): Promise<void>;
  /** What the turn's edit cost and what is left, in words, recorded. */
  tell(turn: Turn, signal: AbortSignal): Promise<string>;
  /** What such an edit mostly costs: as recorded here, else as far as is known. */
  usual(work: Work): Promise<number>;
};

export function createCosts(
  deps: Pick<EngineDeps, 'store' | 'agent' | 'clock' | 'log' | 'settings'> & {
    sessions: Sessions;
    topUp: TopUp;
  },
): Costs {
  const { store, agent, clock, settings, sessions, topUp, log } = deps;

  const usual: Costs['usual'] = async (work) => (await store.spending.usual(work)) ?? notedCredits[work];

  async function available(turn: Turn, account: Account, signal: AbortSignal): Promise<number | undefined> {
    try {
      const balance = await sessions.withToken(account, (token) => agent.credits(token, signal), signal);
      return balance.available;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      log.warn({ turnId: turn.id, err: error }, 'the balance could not be read');
      return undefined;
    }
  }

  /** As the edit has found out, else as its words sound. */
  async function generates(turn: Turn): Promise<boolean> {
    if (turn.memory.generates !== undefined) return turn.memory.generates;
    const texts = turn.plan.flatMap((step) => (step.do === 'edit' ? [step.text] : []));
    if (!texts.some((text) => wantsGeneration(text, false))) return false;
    const hasFootage =
      turn.mediaIds.length > 0 || (await store.media.ofProject(turn.projectId, 'uploaded')).length > 0;
    return texts.some((text) => wantsGeneration(text, hasFootage));
  }

  /** Who pays for it themselves may use what they have. */
  function budgetsOf({ kind }: Account): { user?: number | undefined; place?: number | undefined } {
    const { userDailyCredits: user, guildDailyCredits: place } = settings.limits;
    return kind === 'linked' ? {} : { user, place };
  }

  return {
    usual,
    async begin(turn, work, signal) {
      const account = await sessions.accountOf(turn.projectId);
      const price = await usual(work);
      const now = clock.now();
      // Noted before the balance is read: a run that begins in between sees this one, or is seen by it.
      const run = { ...runOf(turn, account), reserved: price };
      const over = await store.spending.begin(run, now, budgetsOf(account));
      if (over !== undefined) {
        throw new AppError('limit.daily', { ...over, usual: price, opensInMs: dayOf(now).end - now });
      }
      const credits = await available(turn, account, signal);
      if (credits !== undefined && credits <= 0) {
        await store.spending.release(turn.id, clock.now());
        throw new AppError('nemo.out-of-credits', {}, 'the balance says so');
      }
      return { credits, usual: price };
    },

    async notice(turn) {
      const { projectId, threadKey, authorId } = turn;
      if (!(await generates(turn))) return undefined;
      if (await store.spending.hasGenerated(projectId, ownerOf(threadKey, authorId))) return undefined;
      return messagesFor(turn.locale).budget.generationCost({ usual: await usual('generation') });
    },

    dismiss: (turn) => store.spending.release(turn.id, clock.now()),

    async tell(turn, signal) {
      const words = messagesFor(turn.locale);
      const account = await sessions.accountOf(turn.projectId);
      const before = turn.memory.creditsBefore;
      const left = await available(turn, account, signal);
      // A balance that went up was filled meanwhile, or is another account's: it tells nothing of the edit.
      if (left === undefined || before === undefined || left > before) {
        await store.spending.release(turn.id, clock.now());
        return left === undefined ? words.costUnknown : words.costUnclear({ left });
      }
      const work: Work = turn.memory.generates === true ? 'generation' : 'edit';
      const spent = { ...runOf(turn, account), projectId: turn.projectId, step: turn.step, work };
      const { exact } = await store.spending.record(
        { ...spent, before, after: left },
        await usual(work),
        clock.now(),
      );
      const told = words.cost({ spent: before - left, left, atMost: !exact });
      const next = await usual('edit');
      if (left >= next) return told;
      return `${told} ${words.budget.lowBalance({ usual: next })}\n${await topUp.words(turn, signal)}`;
    },
  };
}

function runOf(turn: Turn, { id, kind }: Account): Run {
  const { threadKey, authorId, space } = turn;
  const owner = ownerOf(threadKey, authorId);
  return { turnId: turn.id, owner, place: placeOf(threadKey, space), accountId: id, kind };
}
