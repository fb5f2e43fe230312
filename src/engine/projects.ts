import type { Button } from '#src/core/message.ts';
import { findProject, toProjectName } from '#src/core/project-list.ts';
import type { Project } from '#src/core/records.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Answer } from './answer.ts';
import { makeButtons, storeButtons } from './buttons.ts';
import type { EngineDeps } from './deps.ts';
import { projectBegunBy } from './placing.ts';

/** Projects shown at once; with the button for a new one they fit into every platform's rows. */
const shownAtMost = 8;

/** The projects of a thread: begun, listed, turned to, named. */
export type Projects = {
  start(turn: Turn): Promise<Answer>;
  list(turn: Turn): Promise<Answer>;
  switchTo(turn: Turn, name: string): Promise<Answer>;
  rename(turn: Turn, name: string): Promise<Answer>;
};

export function createProjects({ store, clock }: Pick<EngineDeps, 'store' | 'clock'>): Projects {
  const list: Projects['list'] = async (turn) => {
    const words = messagesFor(turn.locale);
    const thread = await store.threads.get(turn.threadKey);
    const numbered = (await store.projects.list(turn.threadKey)).map((project, index) => ({
      id: project.id,
      number: index + 1,
      name: nameOf(turn, project, index + 1),
      ageMs: clock.now() - project.createdAt,
      current: project.id === thread?.projectId,
    }));
    const shown = numbered.slice(-shownAtMost);
    const text = words.project.list({ shown, older: numbered.length - shown.length });
    const others = shown.filter((project) => !project.current);
    const switches = others.map(({ number, name }) => ({
      label: `${number}. ${name}`,
      action: { do: 'plan' as const, plan: [{ do: 'switch' as const, name: String(number) }] },
    }));
    const buttons = [
      ...(await storeButtons(store, turn, switches)),
      ...(await makeButtons(store, turn, ['newProject'])),
    ];
    return { text, buttons };
  };

  const timelineButton = (turn: Turn, projectId: string): Promise<Button[]> =>
    makeButtons(store, { ...turn, projectId }, ['timeline']);

  return {
    list,
    async start(turn) {
      const { threadKey, messageId, locale } = turn;
      await store.threads.startProject(threadKey, locale, projectBegunBy(threadKey, messageId));
      return { text: messagesFor(locale).newProject };
    },
    async switchTo(turn, name) {
      const words = messagesFor(turn.locale);
      const projects = await store.projects.list(turn.threadKey);
      const found = findProject(projects, name);
      if (found === undefined) {
        const { text, buttons = [] } = await list(turn);
        return { text: `${words.project.noSuchProject({ name: toProjectName(name) })}\n\n${text}`, buttons };
      }
      await store.threads.turnTo(turn.threadKey, found.id);
      return {
        text: words.project.inProject({ name: nameOf(turn, found, projects.indexOf(found) + 1) }),
        buttons: await timelineButton(turn, found.id),
      };
    },
    async rename(turn, wanted) {
      const words = messagesFor(turn.locale);
      const name = toProjectName(wanted);
      if (name === '') return { text: words.project.renameHow };
      await store.projects.rename(turn.projectId, name);
      return { text: words.project.renamed({ name }) };
    },
  };
}

function nameOf(turn: Turn, project: Project, number: number): string {
  return project.name ?? messagesFor(turn.locale).project.unnamedProject({ number });
}
