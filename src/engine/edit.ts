import { AppError } from '#src/errors.ts';
import type { Question } from '#src/core/agent-event.ts';
import { readDraft } from '#src/core/draft.ts';
import { readAgentText } from '#src/core/agent-text.ts';
import type { GuiAction } from '#src/core/gui-talk.ts';
import { looksCut, looksFinished, type RunView } from '#src/core/progress.ts';
import { diffTimelines } from '#src/core/timeline-diff.ts';
import { isExportable, toTimeline } from '#src/core/timeline.ts';
import type { Turn } from '#src/core/turn.ts';
import { needsFootage } from '#src/core/wish.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { EngineDeps } from './deps.ts';
import { createEditWords } from './edit-words.ts';
import type { Hold } from './hold.ts';
import { createRunStream, type Followed } from './run-stream.ts';
import type { Sessions } from './sessions.ts';
import type { Status } from './status.ts';

/** How an edit ended, with the words about it. */
export type EditOutcome =
  /** `actions` = what the agent's talk about its screen asks for beyond that. */
  | { end: 'settled'; said: string[]; actions: GuiAction[] }
  /** The agent did nothing and said nothing useful. */
  | { end: 'failed'; said: string[] }
  | { end: 'asking'; said: string[]; questions: Question[] }
  /** There is nothing to edit yet. Nothing was sent. */
  | { end: 'no-footage' }
  /** The person cancelled before anything was sent. */
  | { end: 'stopped' }
  /** What the run did is not known: state has to tell. `heard` = its words, where it ended in good order. */
  | { end: 'lost'; heard: string[] | undefined };

export type Edits = {
  /** Posts the text to the agent, once, and follows the run to its end. Refusals are thrown. */
  run(hold: Hold, text: string, status: Status, signal: AbortSignal): Promise<EditOutcome>;
  /** What changed on the timeline since the turn's edit began, in words; nothing where it is as it was. */
  changes(turn: Turn, signal: AbortSignal): Promise<string | undefined>;
  /** What the edit cost, in words, recorded. */
  cost(turn: Turn, signal: AbortSignal): Promise<string>;
};

type EditDeps = Pick<EngineDeps, 'store' | 'agent' | 'clock' | 'log' | 'settings' | 'reached'> & {
  sessions: Sessions;
};

export function createEdits(deps: EditDeps): Edits {
  const { store, agent, sessions, log } = deps;
  const telling = createEditWords(deps);
  const stream = createRunStream({
    ...deps,
    lingerMs: deps.settings.stillWorkingMs,
    onBroken: (error) => log.warn({ err: error }, 'a stream was lost'),
  });

  async function available(
    turn: Turn,
    signal: AbortSignal,
  ): Promise<{ accountId: string; credits: number } | undefined> {
    try {
      const account = await sessions.accountOf(turn.projectId);
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
    const found = diffTimelines(before == null ? undefined : readDraft(before), state.draft?.value);
    if (found.length === 0) return undefined;
    const words = messagesFor(turn.locale).timeline;
    const told = words.changes(found);
    // Where there is no word for what changed, the person sees at least what there is now.
    const timeline = toTimeline(state.draft?.value);
    const isUntold = found.every(({ change }) => change === 'other') && timeline.tracks.length > 0;
    return isUntold ? `${told}\n\n${words.summary(timeline)}` : told;
  };

  const cost: Edits['cost'] = async (turn, signal) => {
    const words = messagesFor(turn.locale);
    const before = turn.memory.creditsBefore;
    const now = await available(turn, signal);
    if (now === undefined || before === undefined) return words.costUnknown;
    await store.spending.record({ turnId: turn.id, accountId: now.accountId, before, after: now.credits });
    return words.cost({ spent: Math.max(0, before - now.credits), left: now.credits });
  };

  /** Says to the store that the message goes out now. Gives the outcome where it need not, or must not. */
  async function begin(hold: Hold, text: string, signal: AbortSignal): Promise<EditOutcome | undefined> {
    const { turn } = hold;
    const state = await sessions.withSession(turn.projectId, (s) => agent.state(s, signal), signal);
    const empty = state.videoInfos.length === 0 && !isExportable(state.draft?.value);
    if (empty && turn.mediaIds.length === 0 && needsFootage(text)) return { end: 'no-footage' };
    const balance = await available(turn, signal);
    const { recoverReads: _, recoverMisses: __, heard: ___, ...memory } = turn.memory;
    await hold.advance({
      state: 'sending',
      memory: { ...memory, draftBefore: state.draft?.raw ?? null, creditsBefore: balance?.credits },
    });
    await deps.reached('edit noted');
    if (hold.turn.stopAt === null) return undefined;
    await hold.advance({ state: 'preparing' });
    return { end: 'stopped' };
  }

  async function follow(hold: Hold, text: string, status: Status, signal: AbortSignal): Promise<Followed> {
    const onOpen = async (): Promise<void> => {
      await deps.reached('stream opened');
      await hold.advance({ state: 'streaming' });
    };
    const onNews = (view: RunView): void =>
      status.show(view.generating ? 'generating' : 'editing', telling.ofStage(hold.turn, view));
    try {
      return await sessions.withSession(
        hold.turn.projectId,
        async (session) => {
          await hold.check();
          return stream({ session, text, onOpen, onNews }, signal);
        },
        signal,
      );
    } catch (error) {
      signal.throwIfAborted();
      // Refused, so nothing has run: the turn may be gone on with from here.
      if (error instanceof AppError) await hold.advance({ state: 'preparing' });
      throw error;
    }
  }

  async function settle(hold: Hold, { view, end }: Followed, signal: AbortSignal): Promise<EditOutcome> {
    await deps.reached('stream ended');
    const isBroken = end === 'broken';
    // Where the run may still go on, the state would tell only half of it now.
    if (looksCut(view) || (isBroken && !looksFinished(view))) return { end: 'lost', heard: undefined };
    const heard = isBroken ? undefined : view.texts.map((text) => readAgentText(text).text).filter(Boolean);
    let changed: string | undefined;
    try {
      changed = await changes(hold.turn, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError) || error.code === 'nemo.session-not-found') throw error;
      log.warn({ turnId: hold.turn.id, err: error }, 'the state could not be read after an edit');
      return { end: 'lost', heard };
    }
    if (isBroken && changed === undefined) return { end: 'lost', heard };
    if (changed === undefined && view.errors.includes('2001')) {
      await hold.advance({ state: 'preparing' });
      throw new AppError('nemo.out-of-credits', {}, 'in the stream');
    }
    // The person may have cancelled meanwhile, and then wants to know what changed.
    await hold.advance({});
    const outcome = await telling.ofOutcome(hold.turn, view, changed, signal);
    // Words alone, and a stream that went silent behind them, promise nothing about what was to come.
    const isDoubtful = end === 'left' && changed === undefined && outcome.end === 'settled';
    return isDoubtful ? { end: 'failed', said: [...outcome.said, telling.asItWas(hold.turn)] } : outcome;
  }

  return {
    changes,
    cost,
    async run(hold, text, status, signal) {
      status.show('editing');
      const unfit = await begin(hold, text, signal);
      return unfit ?? settle(hold, await follow(hold, text, status, signal), signal);
    },
  };
}
