import type { Turn } from '#src/core/turn.ts';
import { messagesFor, type Stage } from '#src/i18n/index.ts';
import type { EngineDeps } from './deps.ts';

/** How often the elapsed time moves on when nothing else does. */
const tickMs = 5_000;

/** The one status message of a turn, kept up to date at the platform's pace while the turn works. */
export type Status = {
  show(stage: Stage, detail?: string): void;
  /** Resolves when no further edit will be made. */
  stop(): Promise<void>;
};

type StatusDeps = Pick<EngineDeps, 'messenger' | 'clock' | 'log' | 'settings'>;

/** The words of a status that has had no news since `lastNewsAt`. */
export function statusText(
  deps: Pick<EngineDeps, 'settings'>,
  turn: Turn,
  at: { stage: Stage; detail?: string | undefined; now: number; lastNewsAt: number },
): string {
  const words = messagesFor(turn.locale);
  const startedAt = turn.startedAt ?? turn.createdAt;
  const silences = Math.floor((at.now - at.lastNewsAt) / deps.settings.stillWorkingMs);
  if (silences < 1) {
    return words.stage({ stage: at.stage, elapsedMs: at.now - startedAt, detail: at.detail });
  }
  const shownAt = at.lastNewsAt + silences * deps.settings.stillWorkingMs;
  return words.stillWorking({ minutes: Math.max(1, Math.floor((shownAt - startedAt) / 60_000)) });
}

export function createStatus(deps: StatusDeps, turn: Turn, messageId: string): Status {
  const { messenger, clock, log } = deps;
  const intervalMs = messenger.limits(turn.threadKey).editIntervalMs;
  let stage: Stage = 'connecting';
  let detail: string | undefined;
  let lastNewsAt = clock.now();
  let shown = '';
  const stopping = new AbortController();
  let pause = new AbortController();

  async function keep(): Promise<void> {
    while (!stopping.signal.aborted) {
      const text = statusText(deps, turn, { stage, detail, now: clock.now(), lastNewsAt });
      const changed = text !== shown;
      if (changed) {
        shown = text;
        await messenger
          .edit(turn.threadKey, messageId, {
            kind: 'status',
            text,
            replyTo: turn.messageId,
            buttons: [],
            files: [],
          })
          .catch((error: unknown) => log.warn({ turnId: turn.id, err: error }, 'a status edit failed'));
      }
      pause = new AbortController();
      // After an edit the platform's pace is kept whatever happens; otherwise news end the pause.
      if (changed) await clock.sleep(intervalMs, stopping.signal).catch(() => undefined);
      else await clock.sleep(tickMs, pause.signal).catch(() => undefined);
    }
  }
  const running = keep();

  return {
    show(nextStage, nextDetail) {
      stage = nextStage;
      detail = nextDetail;
      lastNewsAt = clock.now();
      pause.abort();
    },
    async stop() {
      stopping.abort();
      pause.abort();
      await running;
    },
  };
}
