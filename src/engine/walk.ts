import type { Media, TurnPatch } from '#src/core/records.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Again, Store } from '#src/ports.ts';
import type { EngineDeps } from './deps.ts';
import type { Edits } from './edit.ts';
import type { Endings } from './endings.ts';
import { followUp } from './follow-up.ts';
import type { Hold } from './hold.ts';
import type { QuickAnswers } from './quick.ts';
import type { Recovery } from './recover.ts';
import type { Renders } from './render.ts';
import { showSent, type Status } from './status.ts';
import type { Uploads } from './upload.ts';
import type { Wishes } from './wishes.ts';

/** Goes through the plan of a held turn, from its present step to the turn's end or to the next wait. */
export type Walk = (hold: Hold, status: Status, signal: AbortSignal) => Promise<Again>;

type WalkDeps = Pick<EngineDeps, 'reached'> & {
  store: Store;
  edits: Edits;
  endings: Endings;
  recovery: Recovery;
  renders: Renders;
  uploads: Uploads;
  wishes: Wishes;
  quick: QuickAnswers;
};

/** A step is done. The one retry after a 429 is the next one's again, and so is the patience with trouble. */
export function stepOn(hold: Hold, say: string[], patch: TurnPatch = {}): Promise<void> {
  const step = hold.turn.plan[hold.turn.step]?.do;
  const { rateLimited: _, tries: __, ...memory } = patch.memory ?? hold.turn.memory;
  return hold.advance({
    ...patch,
    state: 'preparing',
    step: hold.turn.step + 1,
    notBefore: null,
    memory,
    say,
    happened: { what: 'step-done', detail: { step } },
  });
}

export function createWalk(deps: WalkDeps): Walk {
  const { store, edits, endings, recovery, renders, uploads, wishes, quick } = deps;

  async function bring(hold: Hold, files: Media[], status: Status, signal: AbortSignal): Promise<void> {
    for (const file of files) {
      if (file.state !== 'uploading' || file.source === null) continue;
      status.show('uploading', file.name);
      await uploads.handOver(hold, file, showSent(status, file), signal);
    }
  }

  return async (hold, status, signal) => {
    const words = messagesFor(hold.turn.locale);
    while (hold.turn.step < hold.turn.plan.length) {
      if (hold.turn.stopAt !== null) return endings.stop(hold, signal);
      const step = hold.turn.plan[hold.turn.step];
      if (step === undefined) break;
      let say: string[] = [];
      const patch: TurnPatch = {};
      switch (step.do) {
        case 'upload': {
          await bring(hold, await store.media.list(hold.turn.mediaIds), status, signal);
          const wish = await wishes.take(hold.turn);
          if (wish === undefined) break;
          patch.plan = [...hold.turn.plan, ...wish];
          say = wish.flatMap((asked) =>
            asked.do === 'edit' ? [words.asYouAsked({ wish: asked.text })] : [],
          );
          break;
        }
        case 'edit': {
          const outcome = await edits.run(hold, step, status, signal);
          if (outcome.end === 'stopped') return endings.stop(hold, signal);
          if (outcome.end === 'no-footage') {
            // A clip that an earlier request could not get across is no reason to ask for one.
            const stranded = await store.media.stranded(hold.turn.projectId);
            await bring(hold, stranded, status, signal);
            if (stranded.length > 0) continue;
          }
          if (outcome.end === 'lost') {
            status.show('checking');
            return recovery.begin(hold, outcome.heard);
          }
          if (outcome.end !== 'settled') return endings.without(hold, outcome, signal);
          say = [...outcome.said, await edits.cost(hold.turn, signal)];
          Object.assign(patch, followUp(hold.turn, outcome.actions));
          await deps.reached('edit settled');
          break;
        }
        case 'export': {
          const prepared = await renders.prepare(hold.turn, step.again === true, signal);
          await deps.reached('render noted');
          ({ say } = prepared);
          if (prepared.sameAs !== undefined) patch.memory = { ...hold.turn.memory, sameAs: prepared.sameAs };
          break;
        }
        default:
          say = [(await quick.answer(step, hold.turn, signal)).text];
      }
      await stepOn(hold, say, patch);
    }
    return endings.close(hold, signal);
  };
}
