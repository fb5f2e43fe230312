import { AppError } from '#src/errors.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Again } from '#src/ports.ts';
import type { EngineDeps } from './deps.ts';
import type { Edits } from './edit.ts';
import type { Hold } from './hold.ts';
import type { Status } from './status.ts';

/** Unchanged reads after which the edit is given up on: docs of the backend advise five. */
const maxReads = 5;

/** While the backend is away, looks become rarer, down to this many times the usual wait between two. */
const longestWaits = 15;

/** A backend that is away for this long is not waited for any longer. */
const giveUpMs = 24 * 60 * 60 * 1000;

/** `unknown`: whether the edit was made could not be found out, or it never showed. */
type Finding = { end: 'found' | 'unknown'; said: string[] };

export type Recovery = {
  /**
   * Notes that what became of the edit is not known, and asks for a look at the state. `heard` = what the agent
   * said in a run that ended well: then only the state is missing.
   */
  begin(hold: Hold, heard: string[] | undefined): Promise<Again>;
  /** One look. The message is never sent again, whatever it shows. */
  look(hold: Hold, status: Status, signal: AbortSignal): Promise<Again | Finding>;
};

export function createRecovery(
  deps: Pick<EngineDeps, 'clock' | 'log' | 'settings'> & { edits: Edits },
): Recovery {
  const { clock, settings, edits, log } = deps;

  async function later(hold: Hold, waitMs: number, reads: number, misses: number): Promise<Again> {
    await hold.advance({
      state: 'recovering',
      notBefore: clock.now() + waitMs,
      memory: { ...hold.turn.memory, recoverReads: reads, recoverMisses: misses, waitsMs: waitMs },
      happened: {
        what: 'looked',
        detail: { found: misses > 0 ? 'no answer' : 'no change', againInMs: waitMs },
      },
    });
    return { againInMs: waitMs };
  }

  /** The last look, and what it means. */
  async function finding(hold: Hold, end: Finding['end'], said: string[], found: string): Promise<Finding> {
    await hold.advance({ happened: { what: 'looked', detail: { found } } });
    return { end, said };
  }

  /** An answer that did not come is no read: the backend may be away for longer than five of them take. */
  async function missed(hold: Hold, status: Status): Promise<Again | Finding> {
    const { turn } = hold;
    const { recoverReads = 0, recoverMisses = 0, heard = [] } = turn.memory;
    const lookedForMs = clock.now() - (turn.startedAt ?? turn.createdAt);
    if (lookedForMs > giveUpMs || turn.stopAt !== null) {
      return finding(hold, 'unknown', [...heard, messagesFor(turn.locale).notSeen], 'no answer');
    }
    status.show('away');
    const waits = Math.min(2 ** recoverMisses, longestWaits);
    return later(hold, settings.recoverEveryMs * waits, recoverReads, recoverMisses + 1);
  }

  return {
    async begin(hold, heard) {
      const againInMs = settings.recoverFirstMs;
      await hold.advance({
        state: 'recovering',
        notBefore: clock.now() + againInMs,
        memory: { ...hold.turn.memory, heard, recoverReads: 0, recoverMisses: 0, waitsMs: againInMs },
        happened: { what: 'edit-lost', detail: { endedWell: heard !== undefined, againInMs } },
      });
      return { againInMs };
    },

    async look(hold, status, signal) {
      const { turn } = hold;
      const words = messagesFor(turn.locale);
      const { heard } = turn.memory;
      let changed: string | undefined;
      try {
        changed = await edits.changes(turn, signal);
      } catch (error) {
        signal.throwIfAborted();
        // Whatever else is wrong may be put right, by the backend or by whoever runs this; a lost session may not.
        if (!(error instanceof AppError) || error.code === 'nemo.session-not-found') throw error;
        log.warn({ turnId: turn.id, err: error }, 'the state could not be read while recovering');
        return missed(hold, status);
      }
      if (heard !== undefined) {
        const asItWas = heard.length === 0 ? words.noChange : words.noChangeSeen;
        const found = changed === undefined ? 'no change' : 'a change';
        return finding(hold, 'found', [...heard, changed ?? asItWas], found);
      }
      if (changed !== undefined)
        return finding(hold, 'found', [words.recovered({ changes: changed })], 'a change');
      const reads = (turn.memory.recoverReads ?? 0) + 1;
      // Nobody waits for an edit that they have cancelled: the first look tells.
      const isEnough = reads >= maxReads || turn.stopAt !== null;
      if (isEnough) return finding(hold, 'unknown', [words.notRecovered], 'no change');
      return later(hold, settings.recoverEveryMs, reads, 0);
    },
  };
}
