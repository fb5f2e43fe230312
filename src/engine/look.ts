import type { ProjectState } from '#src/core/remote.ts';
import { drawTimeline } from '#src/core/timeline-drawing.ts';
import { toTimeline } from '#src/core/timeline.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Answer } from './answer.ts';
import type { EngineDeps } from './deps.ts';
import { draftHashOf } from './draft-hash.ts';
import type { Questions } from './questions.ts';
import type { Sessions } from './sessions.ts';

/** What is on the timeline of a turn's project now, in words and as a picture. Costs nothing. */
export type Look = (turn: Turn, signal: AbortSignal) => Promise<Answer>;

type LookDeps = Pick<EngineDeps, 'store' | 'agent'> & { sessions: Sessions; questions: Questions };

export function createLook({ store, agent, sessions, questions }: LookDeps): Look {
  async function look(turn: Turn, signal: AbortSignal): Promise<Answer> {
    const words = messagesFor(turn.locale);
    const project = await store.projects.get(turn.projectId);
    const live = (await store.turns.live(turn.threadKey)) !== undefined;
    if (project?.sessionId == null) return { text: words.nothingOnTimeline({ live }) };
    const { draft } = await sessions.withSession(turn.projectId, (s) => agent.state(s, signal), signal);
    const timeline = draft === undefined ? undefined : toTimeline(draft.value);
    if (draft === undefined || timeline === undefined || timeline.tracks.length === 0)
      return { text: words.nothingOnTimeline({ live }) };
    const text = words.timeline.summary(timeline);
    const title = project.name ?? words.timeline.picture.title;
    const facts = [timeline.aspect ?? '', await versionOf(turn, draft)].filter(Boolean);
    const drawing = drawTimeline(timeline, { ...words.timeline.picture, title, facts });
    return { text, picture: { alt: text, drawing } };
  }

  /** Which result shows it as it is. */
  async function versionOf(turn: Turn, draft: NonNullable<ProjectState['draft']>): Promise<string> {
    const words = messagesFor(turn.locale).timeline.picture;
    const newest = await store.history.newestOf(turn.projectId);
    if (newest === undefined) return words.notExported;
    const { version } = newest;
    return newest.draftHash === draftHashOf(draft.raw)
      ? words.sameAs({ version })
      : words.editedSince({ version });
  }

  return async (turn, signal) => {
    const asked = await questions.open(turn.threadKey, turn.projectId);
    const prompts = asked?.memory.questions?.map(({ prompt }) => prompt) ?? [];
    const seen = await look(turn, signal);
    const open = prompts.length === 0 ? '' : messagesFor(turn.locale).openQuestion({ prompts });
    return { ...seen, text: [seen.text, open].filter(Boolean).join('\n\n') };
  };
}
