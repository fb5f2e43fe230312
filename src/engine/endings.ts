import type { Plan } from '#src/core/plan.ts';
import type { OutboundMessage } from '#src/core/message.ts';
import type { Turn } from '#src/core/turn.ts';
import { isWordless } from '#src/core/wish.ts';
import { messagesFor, type ButtonName } from '#src/i18n/index.ts';
import type { Again } from '#src/ports.ts';
import { toLastMessage } from './answer.ts';
import { storeButtons } from './buttons.ts';
import type { EngineDeps } from './deps.ts';
import type { EditOutcome, Edits } from './edit.ts';
import { offerButtons } from './follow-up.ts';
import type { Hold } from './hold.ts';
import { lastMessage } from './last-message.ts';
import type { Questions } from './questions.ts';
import type { Received } from './received.ts';
import type { Results } from './results.ts';
import type { TopUp } from './top-up.ts';
import type { Wishes } from './wishes.ts';

/** The ways in which a turn comes to its end in the lane, each with its last message. */
export type Endings = {
  /** Everything is done. A turn with an export goes over to its render. */
  close(hold: Hold, signal: AbortSignal): Promise<Again>;
  /** A question of the agent, a failed edit, or one without a clip: what stands behind it is not done. */
  without(hold: Hold, outcome: Unfinished, signal: AbortSignal): Promise<Again>;
  /** The person cancelled: what has not begun is left out, and what was done is told. */
  stop(hold: Hold, signal: AbortSignal): Promise<Again>;
  /** More than a day late: whether it is to be done is for the person to say. */
  askWhetherStillWanted(hold: Hold): Promise<Again>;
};

type Unfinished = Extract<EditOutcome, { end: 'failed' | 'asking' | 'no-footage' | 'unsure' }>;

type EndingDeps = Pick<EngineDeps, 'store' | 'queue' | 'reached'> & {
  edits: Edits;
  questions: Questions;
  results: Results;
  received: Received;
  wishes: Wishes;
  topUp: TopUp;
};

export function createEndings(deps: EndingDeps): Endings {
  const { store, queue, edits, questions, results, received, wishes, topUp } = deps;

  const close: Endings['close'] = async (hold, signal) => {
    const { turn } = hold;
    const render = await store.renders.ofTurn(turn.id);
    if (render !== undefined) {
      await hold.advance({ state: 'rendering' });
      await deps.reached('render handed over');
      await queue.enqueueRender(render.id);
      return {};
    }
    const same = turn.memory.sameAs === undefined ? undefined : await store.renders.get(turn.memory.sameAs);
    if (same !== undefined) {
      const lead = messagesFor(turn.locale).project.unchanged({ version: same.version });
      await hold.end('done', await results.finished(turn, same, signal, lead));
      return {};
    }
    if (isWordless(turn.plan) && turn.mediaIds.length > 0) {
      const said = (turn.memory.said ?? []).map((text) => ({ text }));
      await hold.end('done', toLastMessage(turn, [...said, await received(turn, signal)]));
      return {};
    }
    const edited = hasEdit(turn.plan);
    const names: ButtonName[] = edited ? ['export', 'timeline'] : [];
    const last = await lastMessage(store, turn, edited ? 'result' : 'info', names);
    await hold.end('done', { ...last, buttons: [...last.buttons, ...(await offerButtons(store, turn))] });
    return {};
  };

  /** New footage may cost more than is left: whether it is tried is for the person to say. */
  async function askWhetherSure(
    turn: Turn,
    price: { usual: number; left: number },
    signal: AbortSignal,
  ): Promise<OutboundMessage> {
    const words = messagesFor(turn.locale).budget;
    const plan = turn.plan
      .slice(turn.step)
      .map((step, at) => (at === 0 && step.do === 'edit' ? { ...step, sure: true } : step));
    const action = { do: 'plan' as const, plan, projectId: turn.projectId };
    const anyway = await storeButtons(store, turn, [{ label: words.generateAnyway, action }]);
    const more = [words.generationAsk(price), await topUp.words(turn, signal)];
    const last = await lastMessage(store, turn, 'info', ['link'], ...more);
    return { ...last, buttons: [...anyway, ...last.buttons] };
  }

  return {
    close,

    async without(hold, outcome, signal) {
      const { turn } = hold;
      if (outcome.end === 'no-footage') {
        await wishes.keep(turn);
        const { sendClipFirst } = messagesFor(turn.locale);
        await hold.end('done', await lastMessage(store, turn, 'info', [], sendClipFirst));
        return {};
      }
      if (outcome.end === 'unsure') {
        await hold.end('cancelled', await askWhetherSure(turn, outcome, signal));
        return {};
      }
      const cost = await edits.cost(turn, signal);
      if (outcome.end === 'failed') {
        const names: ButtonName[] = ['retry', 'timeline'];
        await hold.end('failed', await lastMessage(store, turn, 'error', names, ...outcome.said, cost));
        return {};
      }
      await hold.advance({ memory: { ...turn.memory, questions: outcome.questions }, say: outcome.said });
      await hold.end('asking', await questions.toMessage(hold.turn, outcome.questions, cost));
      return {};
    },

    async stop(hold, signal) {
      const { turn } = hold;
      const { leftOut, cancelledOne } = messagesFor(turn.locale);
      const steps = stepNames(turn.plan.slice(turn.step));
      if ((await store.renders.ofTurn(turn.id)) !== undefined) {
        await hold.advance({ say: [leftOut({ steps })], step: turn.plan.length });
        return close(hold, signal);
      }
      if (!hasEdit(turn.plan.slice(0, turn.step))) {
        await hold.end('cancelled', await lastMessage(store, turn, 'info', [], cancelledOne));
        return {};
      }
      const names: ButtonName[] = ['export', 'timeline'];
      await hold.end('done', await lastMessage(store, turn, 'result', names, leftOut({ steps })));
      return {};
    },

    async askWhetherStillWanted(hold) {
      const { turn } = hold;
      const words = messagesFor(turn.locale);
      const asked = turn.plan.find((step) => step.do === 'edit')?.text;
      const isBegun = hasEdit(turn.plan.slice(0, turn.step));
      const question = isBegun
        ? words.restStillWanted({ steps: stepNames(turn.plan.slice(turn.step)) })
        : words.stillWanted({ asked });
      const last = await lastMessage(store, turn, isBegun ? 'result' : 'info', ['doNow'], question);
      await hold.end(isBegun ? 'done' : 'cancelled', last);
      return {};
    },
  };
}

/** What steps do, for the words about those left out. */
function stepNames(steps: Plan): Plan[number]['do'][] {
  return [...new Set(steps.map((step) => step.do))];
}

function hasEdit(steps: Plan): boolean {
  return steps.some((step) => step.do === 'edit');
}
