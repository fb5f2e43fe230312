import type { Question } from '#src/core/agent-event.ts';
import { textReply, type OutboundMessage, type ThreadKey } from '#src/core/message.ts';
import type { Plan } from '#src/core/plan.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Store } from '#src/ports.ts';
import { storeButtons } from './buttons.ts';

/** What the agent asked back: put to the person, kept open, and answered by a button or by any words. */
export type Questions = {
  /** The last message of a turn that asks. */
  toMessage(turn: Turn, questions: Question[], ...more: string[]): Promise<OutboundMessage>;
  /** The open question of a project in a thread. */
  open(threadKey: ThreadKey, projectId: string): Promise<Turn | undefined>;
  /** A plan that answers the open question, with what was to come after it before it was asked. */
  resume(asked: Turn | undefined, plan: Plan): Plan;
  /** The question is answered, or taken back. */
  close(asked: Turn): Promise<void>;
};

export function createQuestions({ store }: { store: Store }): Questions {
  return {
    async toMessage(turn, questions, ...more) {
      const words = messagesFor(turn.locale);
      const isOne = questions.length === 1;
      const asked = questions.map(({ prompt, options }) =>
        words.question({ prompt, options: isOne ? [] : options.map((o) => o.label) }),
      );
      const buttons = await storeButtons(
        store,
        turn,
        questions.flatMap(({ prompt, options }) =>
          options.map(({ label }) => ({
            label,
            action: {
              do: 'plan' as const,
              // With several questions, an answer says which one it is for.
              plan: [{ do: 'edit' as const, text: isOne ? label : `${prompt} ${label}` }, ...restOf(turn)],
              projectId: turn.projectId,
            },
          })),
        ),
      );
      const text = [...(turn.memory.said ?? []), ...asked, ...more].filter(Boolean).join('\n\n');
      return { ...textReply(turn.messageId, 'info', text), buttons };
    },

    async open(threadKey, projectId) {
      const asked = await store.turns.latest(threadKey, 'asking');
      return asked?.projectId === projectId ? asked : undefined;
    },

    resume(asked, plan) {
      if (asked === undefined) return plan;
      const said = plan.map((step) =>
        step.do === 'thanks' ? { do: 'edit' as const, text: step.text } : step,
      );
      if (!said.some((step) => step.do === 'edit')) return plan;
      const rest = restOf(asked).filter((step) => !said.some((other) => other.do === step.do));
      return [...said, ...rest];
    },

    close: (asked) => store.turns.questionAnswered(asked.id),
  };
}

/** What the message asked for beyond the edit that led to the question. */
function restOf(turn: Turn): Plan {
  return turn.plan.slice(turn.step + 1);
}
