import { AppError, isAppError } from '#src/errors.ts';
import type { Question } from '#src/core/agent-event.ts';
import { fromGuiTalk } from '#src/core/gui-talk.ts';
import { emptyRun, isNews, looksCut, reduceRun, shownTexts, type RunView } from '#src/core/progress.ts';
import { diffTimelines } from '#src/core/timeline-diff.ts';
import { isExportable, toTimeline } from '#src/core/timeline.ts';
import type { Turn } from '#src/core/turn.ts';
import { needsFootage } from '#src/core/wish.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { EngineDeps } from './deps.ts';
import type { Hold } from './hold.ts';
import type { Sessions } from './sessions.ts';
import type { Status } from './status.ts';

/** How an edit ended, with the words about it. */
export type EditOutcome =
  | { end: 'settled'; said: string[] }
  /** The agent did nothing and said nothing useful. */
  | { end: 'failed'; said: string[] }
  | { end: 'asking'; questions: Question[] }
  /** There is nothing to edit yet. Nothing was sent. */
  | { end: 'no-footage' }
  /** What the run did is not known: state has to tell. */
  | { end: 'lost' };

export type Edits = {
  /** Posts the text to the agent, once, and follows the run to its end. Refusals are thrown. */
  run(hold: Hold, text: string, status: Status, signal: AbortSignal): Promise<EditOutcome>;
  /** What changed on the timeline since the turn's edit began, in words; nothing where it is as it was. */
  changes(turn: Turn, signal: AbortSignal): Promise<string | undefined>;
  /** What the edit cost, in words, recorded. */
  cost(turn: Turn, signal: AbortSignal): Promise<string>;
};

type EditDeps = Pick<EngineDeps, 'store' | 'agent' | 'log'> & { sessions: Sessions };

export function createEdits(deps: EditDeps): Edits {
  const { store, agent, sessions, log } = deps;

  async function available(
    turn: Turn,
    signal: AbortSignal,
  ): Promise<{ accountId: string; credits: number } | undefined> {
    try {
      const account = await sessions.account(signal);
      const balance = await sessions.withToken(account, (token) => agent.credits(token, signal), signal);
      return { accountId: account.id, credits: balance.available };
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ turnId: turn.id, err: error }, 'the balance could not be read');
      return undefined;
    }
  }

  const changes: Edits['changes'] = async (turn, signal) => {
    const state = await sessions.withSession(
      turn.projectId,
      (session) => agent.state(session, signal),
      signal,
    );
    const before = turn.memory.draftBefore;
    const found = diffTimelines(before == null ? undefined : JSON.parse(before), state.draft?.value);
    return found.length === 0 ? undefined : messagesFor(turn.locale).timeline.changes(found);
  };

  const cost: Edits['cost'] = async (turn, signal) => {
    const words = messagesFor(turn.locale);
    const before = turn.memory.creditsBefore;
    const now = await available(turn, signal);
    if (now === undefined || before === undefined) return words.costUnknown;
    await store.spending.record({ turnId: turn.id, accountId: now.accountId, before, after: now.credits });
    return words.cost({ spent: Math.max(0, before - now.credits), left: now.credits });
  };

  async function follow(hold: Hold, text: string, status: Status, signal: AbortSignal): Promise<RunView> {
    let view = emptyRun;
    const opened = (): Promise<void> => hold.advance({ state: 'streaming' });
    await sessions.withSession(
      hold.turn.projectId,
      async (session) => {
        for await (const event of agent.send(session, text, opened, signal)) {
          view = reduceRun(view, event);
          if (isNews(event)) status.show(view.generating ? 'generating' : 'editing', stageText(view));
        }
      },
      signal,
    );
    return view;
  }

  return {
    changes,
    cost,
    async run(hold, text, status, signal) {
      status.show('editing');
      const state = await sessions.withSession(hold.turn.projectId, (s) => agent.state(s, signal), signal);
      const empty = state.videoInfos.length === 0 && !isExportable(state.draft?.value);
      if (empty && hold.turn.mediaIds.length === 0 && needsFootage(text)) return { end: 'no-footage' };
      const balance = await available(hold.turn, signal);
      const { recoverReads: _, ...memory } = hold.turn.memory;
      await hold.advance({
        state: 'sending',
        memory: { ...memory, draftBefore: state.draft?.raw ?? null, creditsBefore: balance?.credits },
      });

      let view: RunView;
      try {
        view = await follow(hold, text, status, signal);
      } catch (error) {
        if (outcomeUnknown(error)) {
          log.warn({ turnId: hold.turn.id, err: error }, 'the stream was lost');
          return { end: 'lost' };
        }
        throw error;
      }

      const changed = await changes(hold.turn, signal);
      if (changed === undefined && looksCut(view)) return { end: 'lost' };
      if (view.questions.length > 0) return { end: 'asking', questions: view.questions };
      const said = await settledWords(hold.turn, view, changed, signal);
      const failed = changed === undefined && view.errors > 0 && view.texts.length === 0;
      return { end: failed ? 'failed' : 'settled', said };
    },
  };

  async function settledWords(
    turn: Turn,
    view: RunView,
    changed: string | undefined,
    signal: AbortSignal,
  ): Promise<string[]> {
    const words = messagesFor(turn.locale);
    const said: string[] = [];
    const talks = shownTexts(view, changed !== undefined).map(fromGuiTalk);
    const texts = talks.map((talk) => talk.text).filter(Boolean);
    if (changed === undefined && texts.length === 0) {
      said.push(view.errors > 0 ? words.agentFailed : words.noChange);
    } else {
      if (view.errors > 0 && texts.length === 0) said.push(words.agentTrouble);
      // What the agent says is better than what can be read off the draft; the latter speaks where it is silent.
      said.push(...(texts.length > 0 ? texts : [changed ?? '']));
    }
    if (talks.some((talk) => talk.actions.some((action) => action.do === 'state'))) {
      const { draft } = await sessions.withSession(turn.projectId, (s) => agent.state(s, signal), signal);
      if (draft !== undefined) said.push(words.timeline.summary(toTimeline(draft.value)));
    }
    return said.filter(Boolean);
  }
}

/** Two-stage work tells its first result while it goes on: worth showing at once. */
function stageText(view: RunView): string | undefined {
  const last = view.texts.at(-1);
  return last === undefined ? undefined : fromGuiTalk(last).text.slice(0, 300) || undefined;
}

/** True where the run may have happened: then nothing is sent again and state decides. */
function outcomeUnknown(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  if (isAppError(error, 'nemo.unreachable')) return error.params.sent;
  if (isAppError(error, 'nemo.refused')) return error.params.status >= 500;
  return ['nemo.cut', 'nemo.silent', 'nemo.unreadable'].includes(error.code);
}
