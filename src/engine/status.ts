import { textReply } from '#src/core/message.ts';
import { sentOf, type Progress, type TimedStage } from '#src/core/stage-times.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor, type Stage } from '#src/i18n/index.ts';
import type { EngineDeps } from './deps.ts';

/** How often the elapsed time moves on when nothing else does. */
const tickMs = 5_000;

/** The one status message of a turn, kept up to date at the platform's pace while the turn works. */
export type Status = {
  show(stage: Stage, detail?: string, progress?: Progress): void;
  /** Resolves when no further edit will be made. `showLast`: what was last to be shown is shown before. */
  stop(showLast: boolean): Promise<void>;
};

type StatusDeps = Pick<EngineDeps, 'messenger' | 'clock' | 'log' | 'settings' | 'times'>;

/** What a status message tells. `since` = when its stage began. */
type Told = {
  stage: Stage;
  since: number;
  detail?: string | undefined;
  progress?: Progress | undefined;
  now: number;
  lastNewsAt: number;
};

/** The words of a status that has had no news since `lastNewsAt`. */
export function statusText(
  deps: Pick<EngineDeps, 'settings' | 'times'>,
  turn: Turn,
  { stage, since, detail, progress, now, lastNewsAt }: Told,
): string {
  const words = messagesFor(turn.locale);
  const silences = Math.floor((now - lastNewsAt) / deps.settings.stillWorkingMs);
  if (silences < 1) {
    const usual = isTimed(stage) ? deps.times.usual(stage) : undefined;
    return words.stage({ stage, elapsedMs: Math.max(0, now - since), usual, progress, detail });
  }
  const shownAt = lastNewsAt + silences * deps.settings.stillWorkingMs;
  const startedAt = turn.startedAt ?? turn.createdAt;
  const still = words.stillWorking({ minutes: Math.max(1, Math.floor((shownAt - startedAt) / 60_000)) });
  return detail === undefined ? still : `${still}\n${detail}`;
}

const isTimed = (stage: Stage): stage is TimedStage =>
  stage === 'editing' || stage === 'generating' || stage === 'rendering';

/**
 * Posts the turn's status message in its first form, the acknowledgement with what is to be noted, and keeps its id. Gives nothing where
 * the platform does not take it now: the turn goes on all the same.
 */
export async function acknowledge(
  deps: Pick<EngineDeps, 'store' | 'messenger' | 'log' | 'reached'>,
  turn: Turn,
  ahead: number,
  note = '',
): Promise<string | undefined> {
  const text = [messagesFor(turn.locale).ack({ ahead }), note].filter(Boolean).join(' ');
  try {
    const ack = textReply(turn.messageId, 'ack', text);
    const messageId = await deps.messenger.post(turn.threadKey, ack, `${turn.id}:status`, noFile);
    await deps.reached('status posted');
    await deps.store.turns.noteStatus(turn.id, messageId);
    return messageId;
  } catch (error) {
    deps.log.warn({ turnId: turn.id, err: error }, 'an acknowledgement was not delivered; the turn goes on');
    return undefined;
  }
}

/** Lets the status message say what the turn is at, once, while nobody keeps it up to date. */
export async function showStage(deps: StatusDeps, turn: Turn, stage: Stage): Promise<void> {
  if (turn.statusMessageId === null) return;
  const now = deps.clock.now();
  const text = statusText(deps, turn, { stage, since: now, now, lastNewsAt: now });
  await deps.messenger
    .edit(turn.threadKey, turn.statusMessageId, textReply(turn.messageId, 'status', text))
    .catch((error: unknown) => deps.log.warn({ turnId: turn.id, err: error }, 'a status edit failed'));
}

const noFile = (): never => {
  throw new Error('a status message brings no file');
};

export function createStatus(deps: StatusDeps, turn: Turn, messageId: string | undefined): Status {
  const { messenger, clock, log } = deps;
  const { editIntervalMs, busyMs } = messenger.limits(turn.threadKey);
  let busyUntil = 0;
  let stage: Stage = 'connecting';
  let since = clock.now();
  let detail: string | undefined;
  let progress: Progress | undefined;
  let lastNewsAt = clock.now();
  let shown = '';
  let editedAt = 0;
  const stopping = new AbortController();
  let pause = new AbortController();

  /** True before `until`, which was set `ms` ahead. Where more than that is left, the clock was set back. */
  function isAhead(until: number, ms: number): boolean {
    const leftMs = until - clock.now();
    return leftMs > 0 && leftMs <= ms;
  }

  async function keep(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (busyMs > 0 && !isAhead(busyUntil, busyMs)) {
        busyUntil = clock.now() + busyMs;
        await messenger.showBusy(turn.threadKey).catch(() => undefined);
      }
      const changed = await showNow();
      pause = new AbortController();
      // After an edit the platform's pace is kept whatever happens; otherwise news end the pause.
      if (changed) await clock.sleep(editIntervalMs, stopping.signal).catch(() => undefined);
      else await clock.sleep(nextTickMs(), pause.signal).catch(() => undefined);
    }
  }

  /** Edits the message where it would say something else by now. */
  async function showNow(): Promise<boolean> {
    const text = statusText(deps, turn, { stage, since, detail, progress, now: clock.now(), lastNewsAt });
    if (messageId === undefined || text === shown) return false;
    shown = text;
    editedAt = clock.now();
    await messenger
      .edit(turn.threadKey, messageId, textReply(turn.messageId, 'status', text))
      .catch((error: unknown) => log.warn({ turnId: turn.id, err: error }, 'a status edit failed'));
    return true;
  }

  /** Until there is something to show again: the time that passes, "typing…", or that there are no news. */
  function nextTickMs(): number {
    const untilQuiet =
      deps.settings.stillWorkingMs - ((clock.now() - lastNewsAt) % deps.settings.stillWorkingMs);
    return Math.min(tickMs, untilQuiet, busyMs > 0 ? busyMs : tickMs);
  }
  const running = keep();

  return {
    show(nextStage, nextDetail, nextProgress) {
      // An edit that turns out to make new footage has been at it from its beginning.
      const goesOn = nextStage === stage || (stage === 'editing' && nextStage === 'generating');
      if (!goesOn) since = clock.now();
      stage = nextStage;
      detail = nextDetail;
      progress = nextProgress;
      lastNewsAt = clock.now();
      pause.abort();
    },
    async stop(showLast) {
      stopping.abort();
      pause.abort();
      await running;
      if (!showLast) return;
      const paceMs = editedAt + editIntervalMs - clock.now();
      if (isAhead(editedAt + editIntervalMs, editIntervalMs)) await clock.sleep(paceMs);
      await showNow();
    },
  };
}

/** Shows how far a file has come that is being handed over. */
export function showSent(status: Status, file: { name: string }): (sent: number, of?: number) => void {
  return (sent, of) => status.show('uploading', file.name, sentOf(sent, of));
}
