import { isAppError } from '#src/errors.ts';
import { messagesFor, type ButtonName } from '#src/i18n/index.ts';
import type { Again } from '#src/ports.ts';
import type { EngineDeps } from './deps.ts';
import type { Edits } from './edit.ts';
import type { Endings } from './endings.ts';
import type { Hold } from './hold.ts';
import { lastMessage } from './last-message.ts';
import type { Losses } from './losses.ts';
import type { Recovery } from './recover.ts';
import { acknowledge, createStatuses, type Status } from './status.ts';
import { stepOn, type Walk } from './walk.ts';

/** What has lain about for longer is asked about before it is done. */
const staleMs = 24 * 60 * 60 * 1000;

/** The steps of one held turn, from where it stands to its end or to the next wait. */
export type TurnSteps = {
  run(hold: Hold, signal: AbortSignal): Promise<Again>;
};

type StepDeps = EngineDeps & {
  edits: Edits;
  endings: Endings;
  losses: Losses;
  recovery: Recovery;
  walk: Walk;
};

/** Takes a turn up where it stands, whatever became of whoever held it before. */
export function createTurnSteps(deps: StepDeps): TurnSteps {
  const { store, clock, edits, endings, losses, recovery, walk } = deps;
  const keepStatus = createStatuses(deps);

  const isStale = ({ turn }: Hold): boolean => clock.now() - turn.createdAt > staleMs;

  /** An edit whose stream was lost: one more look at what it did. */
  async function recover(hold: Hold, status: Status, signal: AbortSignal): Promise<Again> {
    const found = await recovery.look(hold, status, signal);
    if (!('end' in found)) return found;
    const { turn } = hold;
    const say = [...found.said, await edits.cost(turn, signal)];
    if (found.end === 'unknown') {
      const names: ButtonName[] = ['retry', 'timeline'];
      await hold.end('unknown', await lastMessage(store, turn, 'error', names, ...say));
      return {};
    }
    await stepOn(hold, say);
    const isDone = hold.turn.step >= hold.turn.plan.length;
    return isStale(hold) && !isDone ? endings.askWhetherStillWanted(hold) : walk(hold, status, signal);
  }

  async function resume(hold: Hold, status: Status, signal: AbortSignal): Promise<Again> {
    const { turn } = hold;
    if (turn.memory.runLost === true) return afterLoss(hold, status, false, signal);
    if (turn.state === 'sending' || turn.state === 'streaming') {
      status.show('checking');
      return recovery.begin(hold, undefined);
    }
    if (turn.state === 'recovering') return recover(hold, status, signal);
    if (turn.stopAt !== null) return endings.stop(hold, signal);
    if (isStale(hold)) return endings.askWhetherStillWanted(hold);
    return afterLoss(hold, status, false, signal);
  }

  /** Sees to files that went with an earlier session, and goes on where that makes sense. */
  async function afterLoss(hold: Hold, status: Status, isNews: boolean, signal: AbortSignal): Promise<Again> {
    const verdict = await losses.makeGood(hold, status, isNews, signal);
    if (verdict === 'goes on') return walk(hold, status, signal);
    const { nothing } = messagesFor(hold.turn.locale).charged;
    await losses.end(hold, verdict, verdict === 'run lost' ? await edits.cost(hold.turn, signal) : nothing);
    return {};
  }

  /** The backend has lost the session under this turn (1002). It gets one new one. */
  async function renew(hold: Hold, status: Status, signal: AbortSignal): Promise<Again> {
    const { state, memory } = hold.turn;
    const runLost = state === 'sending' || state === 'streaming' || state === 'recovering';
    await hold.advance({
      state: runLost ? 'recovering' : 'preparing',
      notBefore: null,
      memory: { ...memory, sessionRenewed: true, runLost, handingOver: undefined },
      happened: { what: 'session-renewed', detail: { runLost } },
    });
    return afterLoss(hold, status, true, signal);
  }

  return {
    async run(hold, signal) {
      // The status message is posted here where the acknowledgement did not get that far.
      const messageId = hold.turn.statusMessageId ?? (await acknowledge(deps, hold.turn, 0));
      const status = keepStatus(hold.turn, messageId);
      if (hold.turn.state === 'recovering') status.show('checking');
      let waits = false;
      try {
        const again = await resume(hold, status, signal).catch((error: unknown) => {
          const isFirst = hold.turn.memory.sessionRenewed !== true;
          if (!isAppError(error, 'nemo.session-not-found') || !isFirst) throw error;
          return renew(hold, status, signal);
        });
        waits = again.againInMs !== undefined;
        return again;
      } finally {
        // Nobody keeps the message up to date while the turn waits, so it says what for.
        await status.stop(waits);
      }
    },
  };
}
