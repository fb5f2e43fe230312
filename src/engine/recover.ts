import { AppError } from '#src/errors.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Again } from '#src/ports.ts';
import type { EngineDeps } from './deps.ts';
import type { Edits } from './edit.ts';
import type { Hold } from './hold.ts';

/** Unchanged reads after which the edit is given up on: docs of the backend advise five. */
const maxReads = 5;

export type Recovery = {
  /** Notes that the stream is lost, and asks for the first look at the state. */
  begin(hold: Hold): Promise<Again>;
  /**
   * One look. `found` has the words about the edit that was made, and the turn can go on; `lost` says that
   * it never showed; otherwise there is another look to come. The message is never sent again.
   */
  look(hold: Hold, signal: AbortSignal): Promise<Again | { found: string } | 'lost'>;
};

export function createRecovery(
  deps: Pick<EngineDeps, 'clock' | 'log' | 'settings'> & { edits: Edits },
): Recovery {
  const { clock, settings, edits, log } = deps;
  const later = async (hold: Hold, waitMs: number, reads: number): Promise<Again> => {
    await hold.advance({
      state: 'recovering',
      notBefore: clock.now() + waitMs,
      memory: { ...hold.turn.memory, recoverReads: reads },
    });
    return { againInMs: waitMs };
  };

  return {
    begin: (hold) => later(hold, settings.recoverFirstMs, 0),
    async look(hold, signal) {
      const reads = (hold.turn.memory.recoverReads ?? 0) + 1;
      let changed: string | undefined;
      try {
        changed = await edits.changes(hold.turn, signal);
      } catch (error) {
        // While the backend is away nothing can be told; only what it says itself counts as a read.
        if (error instanceof AppError && error.code === 'nemo.session-not-found') throw error;
        log.warn({ turnId: hold.turn.id, err: error }, 'the state could not be read while recovering');
        if (reads >= maxReads) return 'lost';
        return later(hold, settings.recoverEveryMs, reads);
      }
      if (changed !== undefined) {
        return { found: messagesFor(hold.turn.locale).recovered({ changes: changed }) };
      }
      return reads >= maxReads ? 'lost' : later(hold, settings.recoverEveryMs, reads);
    },
  };
}
