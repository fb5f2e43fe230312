import { fromGuiTalk } from '#src/core/gui-talk.ts';
import { reportsFailure, shownTexts, type RunView } from '#src/core/progress.ts';
import { toTimeline } from '#src/core/timeline.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { EngineDeps } from './deps.ts';
import type { EditOutcome } from './edit.ts';
import type { Sessions } from './sessions.ts';

/** As much of the agent's last word as fits a status message. */
const detailChars = 300;

/** What is said of a run, while it goes on and when it is over. */
export type EditWords = {
  /** Two-stage work tells its first result while it goes on: worth showing at once. */
  ofStage(turn: Turn, view: RunView): string | undefined;
  /** That nothing changed, whatever was said. */
  asItWas(turn: Turn): string;
  /** `changed` = what the timeline shows, in words. */
  ofOutcome(
    turn: Turn,
    view: RunView,
    changed: string | undefined,
    signal: AbortSignal,
  ): Promise<Extract<EditOutcome, { said: string[] }>>;
};

export function createEditWords(deps: Pick<EngineDeps, 'agent' | 'log'> & { sessions: Sessions }): EditWords {
  const { agent, sessions, log } = deps;

  /** Nothing where the state cannot be read: an edit that was made does not fail for want of words. */
  async function summary(turn: Turn, signal: AbortSignal): Promise<string> {
    try {
      const { draft } = await sessions.withSession(turn.projectId, (s) => agent.state(s, signal), signal);
      return draft === undefined ? '' : messagesFor(turn.locale).timeline.summary(toTimeline(draft.value));
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ turnId: turn.id, err: error }, 'the state could not be read after an edit');
      return '';
    }
  }

  return {
    ofStage(turn, view) {
      const last = view.texts.at(-1);
      const said = last === undefined ? '' : fromGuiTalk(last).text.slice(0, detailChars);
      return said || (view.isRawReady ? messagesFor(turn.locale).rawReady : undefined);
    },

    asItWas: (turn) => messagesFor(turn.locale).noChangeSeen,

    async ofOutcome(turn, view, changed, signal) {
      const words = messagesFor(turn.locale);
      const talks = shownTexts(view, changed !== undefined).map(fromGuiTalk);
      const texts = talks.map((talk) => talk.text).filter(Boolean);
      if (view.questions.length > 0) {
        const said = texts.length > 0 || changed === undefined ? texts : [changed];
        return { end: 'asking', said, questions: view.questions };
      }
      if (changed === undefined && reportsFailure(view)) return { end: 'failed', said: [words.agentFailed] };
      const said: string[] = [];
      if (changed === undefined) {
        // Words of success about a timeline that is as it was would be believed.
        said.push(
          ...(texts.length === 0 ? [words.noChange] : [...texts, view.worked ? words.noChangeSeen : '']),
        );
      } else {
        if (view.errors.length > 0 && texts.length === 0) said.push(words.agentTrouble);
        // What the agent says is better than what can be read off the draft, unless somebody asked it to stop.
        said.push(...texts, texts.length === 0 || turn.stopAt !== null ? changed : '');
      }
      const wantsState = talks.some((talk) => talk.actions.some((action) => action.do === 'state'));
      if (wantsState || (view.generating && changed !== undefined)) said.push(await summary(turn, signal));
      return { end: 'settled', said: said.filter(Boolean) };
    },
  };
}
