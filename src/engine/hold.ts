import type { OutboundMessage } from '#src/core/message.ts';
import type { TurnPatch } from '#src/core/records.ts';
import type { Turn, TurnState } from '#src/core/turn.ts';
import type { Store } from '#src/ports.ts';

/** Thrown when somebody else has taken the turn over. The holder must stop without a further word. */
export class StaleAttemptError extends Error {
  override readonly name = 'StaleAttemptError';
}

/** A claimed turn. Every write checks that the claim still stands. */
export type Hold = {
  readonly turn: Turn;
  /** The claim's token. */
  readonly attempt: string;
  /** One write: what belongs together is never half there after a crash. `say` adds to the turn's last message. */
  advance(patch: TurnPatch & { say?: string[] }): Promise<void>;
  /** To be called right before what cannot be taken back: a holder may have been asleep since its last write. */
  check(): Promise<void>;
  /** From here on the turn waits for somebody else, for minutes maybe: others may come on meanwhile. */
  waits(): void;
  /** Ends the turn with its last message. `why` = the code of the error that is its reason. */
  end(state: TurnState, last: OutboundMessage, why?: string): Promise<void>;
};

export function holdTurn(store: Store, claimed: Turn, attempt: string, waits = (): void => undefined): Hold {
  let turn = claimed;
  const advance: Hold['advance'] = async ({ say = [], ...patch }) => {
    const memory = patch.memory ?? turn.memory;
    const said = [...(memory.said ?? []), ...say.filter(Boolean)];
    const next = await store.turns.advance(turn.id, attempt, { ...patch, memory: { ...memory, said } });
    if (next === undefined) throw new StaleAttemptError(`turn ${turn.id} has another holder`);
    turn = next;
  };
  return {
    get turn() {
      return turn;
    },
    attempt,
    advance,
    check: () => advance({}),
    waits,
    async end(state, last, why) {
      if (!(await store.turns.end(turn.id, attempt, state, last, why))) {
        throw new StaleAttemptError(`turn ${turn.id} has another holder`);
      }
    },
  };
}
