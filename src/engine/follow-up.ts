import type { GuiAction } from '#src/core/gui-talk.ts';
import type { Button } from '#src/core/message.ts';
import type { TurnPatch } from '#src/core/records.ts';
import type { Turn } from '#src/core/turn.ts';
import type { Store } from '#src/ports.ts';
import { storeButtons } from './buttons.ts';

/** The person said that nothing is to be exported. Their words outdo the agent's. */
const refusesExport =
  /\b(?:don't|don’t|do not|never|not|no|without)\b[^.!?]{0,20}\bexport|(?:不要|别|不用|先不|暂不|无需|不必)[^，。！？]{0,4}导出/i;

/** So many of the agent's suggestions become buttons. */
const mostOffers = 2;
/** What is longer is no label. */
const labelChars = 60;

/**
 * What the agent's talk about the screen adds to the turn whose edit has just been made: an edit behind it, an
 * export at the end, suggestions for buttons. It is written in one with the step's end, so that a crash neither
 * loses it nor does it twice; and only once a turn may an edit follow from one.
 */
export function followUp(turn: Turn, actions: GuiAction[]): Pick<TurnPatch, 'plan' | 'memory'> {
  const done = turn.plan[turn.step];
  const sent = done?.do === 'edit' ? done.text : undefined;
  const edit = actions.find((action) => action.do === 'edit' && action.mode === 'do' && action.text !== sent);
  const follows = edit?.do === 'edit' && turn.memory.followedUp !== true && turn.stopAt === null;
  const exports = actions.some((action) => action.do === 'export' && action.mode === 'do') && mayExport(turn);
  const offers = actions.flatMap((action) =>
    action.do === 'edit' && action.mode === 'offer' && action.text.length <= labelChars ? [action.text] : [],
  );

  const plan = [
    ...turn.plan.slice(0, turn.step + 1),
    ...(follows ? [{ do: 'edit' as const, text: edit.text }] : []),
    ...turn.plan.slice(turn.step + 1),
    ...(exports ? [{ do: 'export' as const }] : []),
  ];
  const memory = { ...turn.memory };
  if (follows) memory.followedUp = true;
  if (offers.length > 0)
    memory.offers = [...new Set([...(memory.offers ?? []), ...offers])].slice(0, mostOffers);
  return { ...(plan.length === turn.plan.length ? {} : { plan }), memory };
}

function mayExport({ plan, stopAt }: Turn): boolean {
  if (stopAt !== null || plan.some((step) => step.do === 'export')) return false;
  return !plan.some((step) => step.do === 'edit' && refusesExport.test(step.text));
}

/** The agent's suggestions as buttons: each sends its own words as an edit of the turn's project. */
export function offerButtons(store: Store, turn: Turn): Promise<Button[]> {
  return storeButtons(
    store,
    turn,
    (turn.memory.offers ?? []).map((text) => ({
      label: text,
      action: { do: 'plan', plan: [{ do: 'edit', text }], projectId: turn.projectId },
    })),
  );
}
