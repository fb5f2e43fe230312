import { AppError, isStoreAway } from '#src/errors.ts';
import type { Question } from '#src/core/agent-event.ts';
import { readDraft } from '#src/core/draft.ts';
import { readAgentText } from '#src/core/agent-text.ts';
import type { GuiAction } from '#src/core/gui-talk.ts';
import type { Step } from '#src/core/plan.ts';
import { looksCut, looksFinished, type RunView } from '#src/core/progress.ts';
import { diffTimelines } from '#src/core/timeline-diff.ts';
import { isExportable, toTimeline } from '#src/core/timeline.ts';
import type { Turn } from '#src/core/turn.ts';
import { needsFootage, wantsGeneration } from '#src/core/wish.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Costs } from './costs.ts';
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
  /** It may cost more than is left. Nothing was sent. */
  | { end: 'unsure'; usual: number; left: number }
  /** The person cancelled before anything was sent. */
  | { end: 'stopped' }
  /** What the run did is not known: state has to tell. `heard` = its words, where it ended in good order. */
  | { end: 'lost'; heard: string[] | undefined };

type EditStep = Extract<Step, { do: 'edit' }>;

export type Edits = {
  /** Posts the text to the agent, once, and follows the run to its end. Refusals are thrown. */
  run(hold: Hold, step: EditStep, status: Status, signal: AbortSignal): Promise<EditOutcome>;
  /** What changed on the timeline since the turn's edit began, in words; nothing where it is as it was. */
  changes(turn: Turn, signal: AbortSignal): Promise<string | undefined>;
  /** What the edit cost, in words, recorded. */
  cost(turn: Turn, signal: AbortSignal): Promise<string>;
};

type EditDeps = Pick<EngineDeps, 'agent' | 'clock' | 'log' | 'settings' | 'reached' | 'times'> & {
  sessions: Sessions;
  costs: Costs;
};

export function createEdits(deps: EditDeps): Edits {
  const { agent, sessions, costs, clock, times, log } = deps;
  const telling = createEditWords(deps);
  const stream = createRunStream({
    ...deps,
    lingerMs: deps.settings.stillWorkingMs,
    onBroken: (error) => log.warn({ err: error }, 'a stream was lost'),
  });

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

  /** Says to the store that the message goes out now. Gives the outcome where it need not, or must not. */
  async function begin(
    hold: Hold,
    { text, sure }: EditStep,
    signal: AbortSignal,
  ): Promise<EditOutcome | undefined> {
    const { turn } = hold;
    const state = await sessions.withSession(turn.projectId, (s) => agent.state(s, signal), signal);
    const empty = state.videoInfos.length === 0 && !isExportable(state.draft?.value);
    if (empty && turn.mediaIds.length === 0 && needsFootage(text)) return { end: 'no-footage' };
    const work = wantsGeneration(text, !empty || turn.mediaIds.length > 0) ? 'generation' : 'edit';
    const { credits: creditsBefore, usual } = await costs.begin(turn, work, signal);
    if (work === 'generation' && sure !== true && creditsBefore !== undefined && creditsBefore < usual) {
      await costs.dismiss(turn);
      return { end: 'unsure', usual, left: creditsBefore };
    }
    const { recoverReads: _, recoverMisses: __, heard: ___, ...memory } = turn.memory;
    const draftBefore = state.draft?.raw ?? null;
    await hold.advance({
      state: 'sending',
      memory: { ...memory, draftBefore, creditsBefore, generates: work === 'generation' },
      happened: { what: 'edit-noted', detail: { step: turn.step + 1, credits: creditsBefore } },
    });
    await deps.reached('edit noted');
    if (hold.turn.stopAt === null) return undefined;
    await costs.dismiss(turn);
    await hold.advance({ state: 'preparing' });
    return { end: 'stopped' };
  }

  async function refused(hold: Hold, why: string): Promise<void> {
    await costs.dismiss(hold.turn);
    await hold.advance({ state: 'preparing', happened: { what: 'edit-refused', detail: { why } } });
  }

  async function follow(hold: Hold, text: string, status: Status, signal: AbortSignal): Promise<Followed> {
    const startedAt = clock.now();
    const onOpen = async (): Promise<void> => {
      await deps.reached('stream opened');
      try {
        await hold.advance({ state: 'streaming', happened: { what: 'edit-posted' } });
      } catch (error) {
        // Leaving a live stream may cancel a run that was paid for; what the turn has noted so far will do.
        if (!isStoreAway(error)) throw error;
        log.warn({ turnId: hold.turn.id, err: error }, 'the database is away while an edit runs');
      }
      hold.waits();
    };
    const onNews = (view: RunView): void =>
      status.show(view.generating ? 'generating' : 'editing', telling.ofStage(hold.turn, view));
    try {
      return await sessions.withSession(
        hold.turn.projectId,
        async (session) => {
          await hold.check();
          const followed = await stream({ session, text, onOpen, onNews }, signal);
          const stage = followed.view.generating ? 'generating' : 'editing';
          if (followed.end === 'closed') times.took(stage, clock.now() - startedAt);
          return followed;
        },
        signal,
      );
    } catch (error) {
      signal.throwIfAborted();
      // Refused, so nothing has run: the turn may be gone on with from here.
      if (error instanceof AppError) await refused(hold, error.code);
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
      await refused(hold, 'nemo.out-of-credits');
      throw new AppError('nemo.out-of-credits', {}, 'in the stream');
    }
    // The person may have cancelled meanwhile, and then wants to know what changed.
    const generates = hold.turn.memory.generates === true || view.generating;
    const seen = { stream: end, changed: changed !== undefined };
    const happened = { what: 'edit-ended' as const, detail: seen };
    await hold.advance({ memory: { ...hold.turn.memory, generates }, happened });
    const outcome = await telling.ofOutcome(hold.turn, view, changed, signal);
    // Words alone, and a stream that went silent behind them, promise nothing about what was to come.
    const isDoubtful = end === 'left' && changed === undefined && outcome.end === 'settled';
    return isDoubtful ? { end: 'failed', said: [...outcome.said, telling.asItWas(hold.turn)] } : outcome;
  }

  return {
    changes,
    cost: costs.tell,
    async run(hold, step, status, signal) {
      status.show('editing');
      const unfit = await begin(hold, step, signal);
      if (unfit !== undefined) return unfit;
      status.show('editing', await costs.notice(hold.turn));
      return settle(hold, await follow(hold, step.text, status, signal), signal);
    },
  };
}
