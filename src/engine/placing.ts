import { createHash } from 'node:crypto';
import type { Locale, ThreadKey } from '#src/core/message.ts';
import { concernsProject, leadingSteps, type Plan } from '#src/core/plan.ts';
import { findProject } from '#src/core/project-list.ts';
import type { Thread } from '#src/core/records.ts';
import type { Store } from '#src/ports.ts';

export type Placing = {
  /**
   * Which project a message is about: one that it begins or switches to, else that of the message or button it
   * answers, else the thread's current one. The plan says so where that turns the thread. Asked twice about the
   * same message it gives the same project.
   */
  place(
    thread: Thread,
    asked: {
      messageId: string;
      locale: Locale;
      plan: Plan;
      replyTo?: string | undefined;
      /** Of the button that was pressed. */
      projectId?: string | undefined;
    },
  ): Promise<{ projectId: string; plan: Plan }>;
};

/** The id of the project that a message begins: a message that comes twice begins one. */
export function projectBegunBy(threadKey: ThreadKey, messageId: string): string {
  return createHash('sha256').update(`project\n${threadKey}\n${messageId}`).digest('hex').slice(0, 32);
}

export function createPlacing({ store }: { store: Store }): Placing {
  return {
    async place(thread, { messageId, locale, plan, replyTo, projectId: ofButton }) {
      const leading = leadingSteps(plan);
      if (leading.some((step) => step.do === 'new')) {
        const id = projectBegunBy(thread.key, messageId);
        await store.threads.startProject(thread.key, locale, id);
        return { projectId: id, plan };
      }
      const wanted = leading.find((step) => step.do === 'switch');
      if (wanted !== undefined) {
        const found = findProject(await store.projects.list(thread.key), wanted.name);
        // What was meant for an unknown project is not done to another one.
        return found === undefined
          ? { projectId: thread.projectId, plan: [wanted] }
          : { projectId: found.id, plan };
      }
      if (!concernsProject(plan)) return { projectId: thread.projectId, plan };
      const answered = replyTo === undefined ? undefined : await store.history.turnOf(thread.key, replyTo);
      const shown = answered === undefined ? undefined : await store.history.shownBy(answered.id);
      const meant = ofButton ?? shown?.projectId ?? answered?.projectId ?? thread.projectId;
      // "Export", said about a finished video, wants that one.
      const asked: Plan =
        shown !== undefined && plan.every(({ do: what }) => what === 'export' || what === 'last')
          ? [{ do: 'last', version: shown.version }]
          : plan;
      if (meant === thread.projectId) return { projectId: meant, plan: asked };
      const number = (await store.projects.list(thread.key)).findIndex(({ id }) => id === meant) + 1;
      // A project that is not of this thread any more stays where it is.
      if (number === 0) return { projectId: thread.projectId, plan };
      return { projectId: meant, plan: [{ do: 'switch', name: String(number) }, ...asked] };
    },
  };
}
