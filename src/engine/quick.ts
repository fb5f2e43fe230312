import { textReply, type OutboundMessage } from '#src/core/message.ts';
import type { Step } from '#src/core/plan.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Accounts } from './accounts.ts';
import type { Answer } from './answer.ts';
import type { Balance } from './balance.ts';
import type { Deliverer } from './deliver.ts';
import type { Doctor } from './doctor.ts';
import type { EngineDeps } from './deps.ts';
import type { Forget } from './forget.ts';
import type { Last } from './last.ts';
import type { Look } from './look.ts';
import type { Projects } from './projects.ts';
import type { Questions } from './questions.ts';
import type { Usage } from './usage.ts';
import type { Wishes } from './wishes.ts';

/** The steps that need no agent. They are answered beside a running edit, or as a part of a longer plan. */
export type QuickStep = Exclude<Step, { do: 'edit' } | { do: 'export' } | { do: 'upload' }>;

export type QuickAnswers = {
  /** Answers one quick step, with its effect done. */
  answer(step: QuickStep, turn: Turn, signal: AbortSignal): Promise<Answer>;
};

export function createQuickAnswers(
  deps: Pick<EngineDeps, 'store' | 'clock'> & {
    look: Look;
    deliverer: Deliverer;
    projects: Projects;
    last: Last;
    wishes: Wishes;
    questions: Questions;
    accounts: Accounts;
    balance: Balance;
    forget: Forget;
    doctor: Doctor;
    usage: Usage;
  },
): QuickAnswers {
  const { store, clock, look, deliverer, projects, last } = deps;
  const { wishes, questions, accounts, balance, forget, doctor, usage } = deps;

  /** What waits is dropped, what runs is left at the next place where that can be done, the rest is told. */
  async function cancel(turn: Turn): Promise<string> {
    const { threadKey } = turn;
    const said = (dropped: Turn): OutboundMessage =>
      textReply(dropped.messageId, 'info', messagesFor(dropped.locale).cancelledOne);
    const dropped = await store.turns.cancelQueued(threadKey, said);
    const stopped = await store.turns.stopLive(threadKey, clock.now(), said);
    if (stopped?.ended === true) dropped.unshift(stopped.turn);
    for (const { id } of dropped) await deliverer.deliver(id);
    const asked = await store.turns.latest(threadKey, 'asking');
    if (asked !== undefined) await questions.close(asked);
    return messagesFor(turn.locale).cancelled({
      waiting: dropped.length + ((await wishes.drop(turn)) ? 1 : 0),
      running: stopped === undefined || stopped.ended ? undefined : stageOf(stopped.turn),
      rendering: (await store.turns.latest(threadKey, 'rendering')) !== undefined,
      question: asked !== undefined,
    });
  }

  return {
    async answer(step, turn, signal) {
      const words = messagesFor(turn.locale);
      switch (step.do) {
        case 'help':
          return { text: words.help };
        case 'thanks':
          return { text: words.welcome };
        case 'credits':
          return balance(turn, signal);
        case 'state':
          return look(turn, signal);
        case 'new':
          return projects.start(turn);
        case 'cancel':
          return { text: await cancel(turn) };
        case 'language': {
          if (step.locale === undefined) return { text: words.languageChoice };
          await store.threads.setLocale(turn.threadKey, step.locale);
          return { text: messagesFor(step.locale).languageSet };
        }
        case 'projects':
          return projects.list(turn);
        case 'switch':
          return projects.switchTo(turn, step.name);
        case 'rename':
          return projects.rename(turn, step.name);
        case 'last':
          return last(turn, step.version, signal);
        case 'link':
          return accounts.howToLink(turn, step.whose);
        case 'unlink':
          return accounts.unlink(turn, step);
        case 'forget':
          return forget(turn, step.confirmed === true);
        case 'privacy':
          return { text: words.account.privacy };
        case 'usage':
          return usage.answer(turn, step.days);
        case 'doctor':
          return doctor(turn);
      }
    },
  };
}

/** How far a running turn is, as far as cancelling it goes. */
function stageOf({ state }: Turn): 'unsent' | 'sent' {
  return state === 'preparing' ? 'unsent' : 'sent';
}
