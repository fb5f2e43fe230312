import { readAgentText, readQuestions } from '#src/core/agent-text.ts';
import type { GuiAction } from '#src/core/gui-talk.ts';
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

type WordDeps = Pick<EngineDeps, 'agent' | 'log'> & { sessions: Sessions };

export function createEditWords({ agent, sessions, log }: WordDeps): EditWords {
  async function summary(turn: Turn, signal: AbortSignal): Promise<string> {
    const { draft } = await sessions.withSession(turn.projectId, (s) => agent.state(s, signal), signal);
    const timeline = toTimeline(draft?.value);
    return timeline.tracks.length === 0 ? '' : messagesFor(turn.locale).timeline.summary(timeline);
  }

  async function credits(turn: Turn, signal: AbortSignal): Promise<string> {
    const account = await sessions.accountOf(turn.projectId);
    const balance = await sessions.withToken(account, (token) => agent.credits(token, signal), signal);
    return messagesFor(turn.locale).credits(balance);
  }

  /** What a look tells that the agent sent the person to. The edit is made whether the look succeeds or not. */
  async function look(what: GuiAction['do'], turn: Turn, signal: AbortSignal): Promise<string> {
    try {
      if (what === 'state') return await summary(turn, signal);
      if (what === 'credits') return await credits(turn, signal);
      return what === 'upload' ? messagesFor(turn.locale).howToUpload : '';
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ turnId: turn.id, err: error }, 'a look that the agent suggested failed');
      return '';
    }
  }

  return {
    ofStage(turn, view) {
      const last = view.texts.at(-1);
      const said = last === undefined ? '' : readAgentText(last).text.slice(0, detailChars);
      return said || (view.isRawReady ? messagesFor(turn.locale).rawReady : undefined);
    },

    asItWas: (turn) => messagesFor(turn.locale).noChangeSeen,

    async ofOutcome(turn, view, changed, signal) {
      const words = messagesFor(turn.locale);
      const talks = shownTexts(view, changed !== undefined).map(readAgentText);
      const texts = talks.map((talk) => talk.text).filter(Boolean);
      const actions = talks.flatMap((talk) => talk.actions);
      if (view.questions.length > 0) {
        const said = texts.length > 0 || changed === undefined ? texts : [changed];
        return { end: 'asking', said, questions: readQuestions(view.questions) };
      }
      if (changed === undefined && reportsFailure(view)) return { end: 'failed', said: [words.agentFailed] };

      const wanted = new Set(actions.map((action) => action.do));
      // A summary of now would be old when the edit that follows has been made.
      if (actions.some((action) => action.do === 'edit' && action.mode === 'do')) wanted.delete('state');
      // All tracks are told of where they were made by the backend itself.
      if (view.generating && changed !== undefined) wanted.add('state');
      const looks = await Promise.all([...wanted].map((what) => look(what, turn, signal)));
      const told = outcomeWords(turn, view, changed, texts);
      // Where there is no word for a change, it is told by the timeline: that look is taken already.
      const more = looks.filter((one) => !told.some((text) => text.includes(one)));
      const said = [...told, ...more].filter(Boolean);
      if (said.length > 0 || actions.some(isOrder)) return { end: 'settled', said, actions };
      return { end: 'settled', said: [wanted.has('export') ? words.sayExport : words.noChange], actions };
    },
  };
}

/** To be done at once, and told of then. */
const isOrder = (action: GuiAction): boolean => 'mode' in action && action.mode === 'do';

function outcomeWords(turn: Turn, view: RunView, changed: string | undefined, texts: string[]): string[] {
  const words = messagesFor(turn.locale);
  if (changed === undefined) {
    // Words of success about a timeline that is as it was would be believed.
    return texts.length > 0 && view.worked ? [...texts, words.noChangeSeen] : texts;
  }
  // What the agent says is better than what can be read off the draft, unless somebody asked it to stop.
  const told = texts.length === 0 || turn.stopAt !== null ? [...texts, changed] : texts;
  return view.errors.length > 0 && texts.length === 0 ? [words.agentTrouble, ...told] : told;
}
