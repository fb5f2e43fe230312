import { isAppError } from '#src/errors.ts';
import { textReply } from '#src/core/message.ts';
import type { Step } from '#src/core/plan.ts';
import { toTimeline } from '#src/core/timeline.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Answer } from './answer.ts';
import type { Deliverer } from './deliver.ts';
import type { EngineDeps } from './deps.ts';
import type { Last } from './last.ts';
import type { Projects } from './projects.ts';
import type { Sessions } from './sessions.ts';
import type { Wishes } from './wishes.ts';

/** The steps that need no agent. They are answered beside a running edit, or as a part of a longer plan. */
export type QuickStep = Exclude<Step, { do: 'edit' } | { do: 'export' } | { do: 'upload' }>;

export type QuickAnswers = {
  /** Answers one quick step, with its effect done. */
  answer(step: QuickStep, turn: Turn, signal: AbortSignal): Promise<Answer>;
};

export function createQuickAnswers(
  deps: Pick<EngineDeps, 'store' | 'agent'> & {
    sessions: Sessions;
    deliverer: Deliverer;
    projects: Projects;
    last: Last;
    wishes: Wishes;
  },
): QuickAnswers {
  const { store, agent, sessions, deliverer, projects, last, wishes } = deps;

  async function credits(turn: Turn, signal: AbortSignal): Promise<string> {
    const account = await sessions.account(signal);
    const balance = await sessions.withToken(account, (token) => agent.credits(token, signal), signal);
    return messagesFor(turn.locale).credits(balance);
  }

  async function timeline(turn: Turn, signal: AbortSignal): Promise<string> {
    const words = messagesFor(turn.locale);
    const project = await store.projects.get(turn.projectId);
    const live = (await store.turns.live(turn.threadKey)) !== undefined;
    if (project?.sessionId == null) return words.nothingOnTimeline({ live });
    try {
      const state = await sessions.withSession(
        turn.projectId,
        (session) => agent.state(session, signal),
        signal,
      );
      const found = state.draft === undefined ? undefined : toTimeline(state.draft.value);
      return found === undefined || found.tracks.length === 0
        ? words.nothingOnTimeline({ live })
        : words.timeline.summary(found);
    } catch (error) {
      if (isAppError(error, 'nemo.session-not-found')) {
        await store.projects.closeSession(turn.projectId, project.sessionId);
      }
      throw error;
    }
  }

  async function cancel(turn: Turn): Promise<string> {
    const words = messagesFor(turn.locale);
    const dropped = await store.turns.cancelQueued(turn.threadKey, (waiting) =>
      textReply(waiting.messageId, 'info', messagesFor(waiting.locale).cancelledOne),
    );
    for (const waiting of dropped) await deliverer.deliver(waiting.id);
    const running = (await store.turns.live(turn.threadKey)) !== undefined;
    const waiting = dropped.length + ((await wishes.drop(turn)) ? 1 : 0);
    return waiting === 0 && !running ? words.nothingToCancel : words.cancelled({ waiting, running });
  }

  return {
    async answer(step, turn, signal) {
      const words = messagesFor(turn.locale);
      switch (step.do) {
        case 'help':
          return { text: words.help };
        case 'credits':
          return { text: await credits(turn, signal) };
        case 'state':
          return { text: await timeline(turn, signal) };
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
        case 'unlink':
        case 'forget':
          return { text: words.help };
      }
    },
  };
}
