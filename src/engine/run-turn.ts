import { textReply, type OutboundMessage } from '#src/core/message.ts';
import type { TurnPatch } from '#src/core/records.ts';
import type { Turn, TurnState } from '#src/core/turn.ts';
import { isWordless } from '#src/core/wish.ts';
import { messagesFor, type ButtonName } from '#src/i18n/index.ts';
import type { Again } from '#src/ports.ts';
import { toLastMessage } from './answer.ts';
import { makeButtons, storeButtons } from './buttons.ts';
import type { EngineDeps } from './deps.ts';
import type { EditOutcome, Edits } from './edit.ts';
import type { Hold } from './hold.ts';
import type { QuickAnswers } from './quick.ts';
import type { Received } from './received.ts';
import type { Recovery } from './recover.ts';
import type { Renders } from './render.ts';
import type { Results } from './results.ts';
import { acknowledge, createStatus, statusText, type Status } from './status.ts';
import type { Uploads } from './upload.ts';
import type { Wishes } from './wishes.ts';

/** The steps of one held turn, from where it stands to its end or to the next wait. */
export type TurnSteps = {
  run(hold: Hold, signal: AbortSignal): Promise<Again>;
  /** Lets the status message say that the turn waits for the backend. */
  showWaiting(turn: Turn): Promise<void>;
};

type StepDeps = EngineDeps & {
  edits: Edits;
  recovery: Recovery;
  renders: Renders;
  results: Results;
  uploads: Uploads;
  received: Received;
  wishes: Wishes;
  quick: QuickAnswers;
};

export function createTurnSteps(deps: StepDeps): TurnSteps {
  const {
    store,
    messenger,
    queue,
    clock,
    settings,
    edits,
    recovery,
    renders,
    results,
    uploads,
    received,
    wishes,
    quick,
  } = deps;

  /** The status message of the turn; posted here where the acknowledgement did not get that far. */
  async function openStatus(turn: Turn): Promise<Status> {
    return createStatus(deps, turn, turn.statusMessageId ?? (await acknowledge(deps, turn, 0)));
  }

  async function upload(hold: Hold, status: Status, signal: AbortSignal): Promise<void> {
    const media = await store.media.list(hold.turn.mediaIds);
    for (const file of media) {
      if (file.state !== 'uploading' || file.source === null) continue;
      status.show('uploading', file.name);
      const noted = hold.turn.memory.handingOver;
      const filesBefore = noted?.mediaId === file.id ? noted.filesBefore : undefined;
      await uploads.handOver(
        { media: file, filesBefore },
        (count) =>
          hold.advance({
            memory: { ...hold.turn.memory, handingOver: { mediaId: file.id, filesBefore: count } },
          }),
        signal,
      );
    }
  }

  /** Goes on with the plan. The recovered or finished edit of the present step is behind it. */
  async function walk(hold: Hold, status: Status, signal: AbortSignal): Promise<Again> {
    const words = messagesFor(hold.turn.locale);
    while (hold.turn.step < hold.turn.plan.length) {
      const step = hold.turn.plan[hold.turn.step];
      if (step === undefined) break;
      let say: string[] = [];
      const patch: TurnPatch = {};
      switch (step.do) {
        case 'upload': {
          await upload(hold, status, signal);
          const wish = await wishes.take(hold.turn);
          if (wish === undefined) break;
          patch.plan = [...hold.turn.plan, ...wish];
          say = wish.flatMap((asked) =>
            asked.do === 'edit' ? [words.asYouAsked({ wish: asked.text })] : [],
          );
          break;
        }
        case 'edit': {
          const outcome = await edits.run(hold, step.text, status, signal);
          if (outcome.end === 'lost') return startRecovery(hold, status);
          if (outcome.end === 'no-footage') return waitForClip(hold);
          if (outcome.end !== 'settled') return endWithout(hold, outcome, signal);
          say = [...outcome.said, await edits.cost(hold.turn, signal)];
          break;
        }
        case 'export': {
          const prepared = await renders.prepare(hold.turn, step.again === true, signal);
          ({ say } = prepared);
          if (prepared.sameAs !== undefined) patch.memory = { ...hold.turn.memory, sameAs: prepared.sameAs };
          break;
        }
        default:
          say = [(await quick.answer(step, hold.turn, signal)).text];
      }
      await hold.advance({ ...patch, state: 'preparing', step: hold.turn.step + 1, say });
    }
    return close(hold, signal);
  }

  /** What was asked for is done when its clip comes. */
  async function waitForClip(hold: Hold): Promise<Again> {
    await wishes.keep(hold.turn);
    const { sendClipFirst } = messagesFor(hold.turn.locale);
    await hold.end('done', await lastMessage(hold.turn, 'info', [], sendClipFirst));
    return {};
  }

  async function startRecovery(hold: Hold, status: Status): Promise<Again> {
    status.show('checking');
    return recovery.begin(hold);
  }

  /** A question of the agent, or a failed edit: what stands behind it in the plan is not done. */
  async function endWithout(
    hold: Hold,
    outcome: Extract<EditOutcome, { end: 'failed' | 'asking' }>,
    signal: AbortSignal,
  ): Promise<Again> {
    const cost = await edits.cost(hold.turn, signal);
    const { turn } = hold;
    if (outcome.end === 'failed') {
      const last = await lastMessage(turn, 'error', ['retry', 'timeline'], ...outcome.said, cost);
      await hold.end('failed', last);
      return {};
    }
    const asked = outcome.questions.map((question) => `**${question.prompt}**`);
    const buttons = await storeButtons(
      store,
      turn,
      outcome.questions.flatMap((question) =>
        question.options.map(({ label }) => ({
          label,
          action: { do: 'plan' as const, plan: [{ do: 'edit' as const, text: label }] },
        })),
      ),
    );
    const text = [...(turn.memory.said ?? []), ...asked, cost].join('\n\n');
    await hold.end('asking', { ...textReply(turn.messageId, 'info', text), buttons });
    return {};
  }

  async function close(hold: Hold, signal: AbortSignal): Promise<Again> {
    const { turn } = hold;
    const render = await store.renders.ofTurn(turn.id);
    if (render !== undefined) {
      await hold.advance({ state: 'rendering' });
      await queue.enqueueRender(render.id);
      return {};
    }
    const same = turn.memory.sameAs === undefined ? undefined : await store.renders.get(turn.memory.sameAs);
    if (same !== undefined) {
      const lead = messagesFor(turn.locale).unchanged({ version: same.version });
      await hold.end('done', await results.finished(turn, same, signal, lead));
      return {};
    }
    if (isWordless(turn.plan) && turn.mediaIds.length > 0) {
      const said = (turn.memory.said ?? []).map((text) => ({ text }));
      await hold.end('done', toLastMessage(turn, [...said, await received(turn, signal)]));
      return {};
    }
    const edited = turn.plan.some((step) => step.do === 'edit');
    const names: ButtonName[] = edited ? ['export', 'timeline'] : [];
    await hold.end('done', await lastMessage(turn, edited ? 'result' : 'info', names));
    return {};
  }

  async function lastMessage(
    turn: Turn,
    kind: OutboundMessage['kind'],
    names: ButtonName[],
    ...more: string[]
  ): Promise<OutboundMessage> {
    const buttons = await makeButtons(store, turn, names);
    return {
      ...textReply(turn.messageId, kind, [...(turn.memory.said ?? []), ...more].join('\n\n')),
      buttons,
    };
  }

  async function resume(hold: Hold, status: Status, signal: AbortSignal): Promise<Again> {
    const state: TurnState = hold.turn.state;
    if (state === 'sending' || state === 'streaming') return startRecovery(hold, status);
    if (state === 'recovering') {
      const found = await recovery.look(hold, signal);
      if (found === 'lost') {
        const { notRecovered } = messagesFor(hold.turn.locale);
        await hold.end('unknown', await lastMessage(hold.turn, 'error', ['retry', 'timeline'], notRecovered));
        return {};
      }
      if (!('found' in found)) return found;
      const say = [found.found, await edits.cost(hold.turn, signal)];
      await hold.advance({ state: 'preparing', step: hold.turn.step + 1, notBefore: null, say });
    }
    return walk(hold, status, signal);
  }

  return {
    async run(hold, signal) {
      const status = await openStatus(hold.turn);
      if (hold.turn.state === 'recovering') status.show('checking');
      try {
        return await resume(hold, status, signal);
      } finally {
        await status.stop();
      }
    },
    async showWaiting(turn) {
      if (turn.statusMessageId === null) return;
      const text = statusText({ settings }, turn, {
        stage: 'waiting',
        now: clock.now(),
        lastNewsAt: clock.now(),
      });
      await messenger.edit(turn.threadKey, turn.statusMessageId, textReply(turn.messageId, 'status', text));
    },
  };
}
