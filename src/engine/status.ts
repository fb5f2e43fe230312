import { textReply } from '#src/core/message.ts';
import { sentOf, type Progress, type TimedStage } from '#src/core/stage-times.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor, type Stage } from '#src/i18n/index.ts';
import type { EngineDeps } from './deps.ts';

/** How often the elapsed time moves on when nothing else does: in a stage's first half minute, and later. */
const youngTickMs = 5_000;
const oldTickMs = 15_000;
const youngMs = 30_000;

/**
 * Messages that one process changes in a second for no other reason than that time has passed. Telegram takes about
 * thirty calls a second of one bot and Discord fifty: what is said anew must not wait behind these.
 */
const signsPerSecond = 20;

/** The one status message of a turn, kept up to date at the platform's pace while the turn works. */
export type Status = {
  show(stage: Stage, detail?: string, progress?: Progress): void;
  /** Resolves when no further edit will be made. `showLast`: what was last to be shown is shown before. */
  stop(showLast: boolean): Promise<void>;
};

type StatusDeps = Pick<EngineDeps, 'messenger' | 'clock' | 'log' | 'settings' | 'times'>;

/** What a status message told when it was last looked at. */
type Shown = Pick<Told, 'stage' | 'detail' | 'progress'> & { silences: number; text: string; at: number };

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

/** Ends a pause. Made once: an error for each piece of news would cost more than the news. */
const woken = new Error('there is something to show');

/**
 * Keeps the status messages of the turns that are at work in this process. What is new is shown at once, at the pace of
 * the platform; that only time has passed is shown more rarely as the stage grows old, and the more of them there are.
 */
export function createStatuses(deps: StatusDeps): (turn: Turn, messageId: string | undefined) => Status {
  const { messenger, clock, log, settings } = deps;
  let atWork = 0;

  /** Until each of them has had its turn to give a sign of life. */
  const roundMs = (): number => (atWork * 1_000) / signsPerSecond;

  return (turn, messageId) => {
    const { editIntervalMs, busyMs } = messenger.limits(turn.threadKey);
    let busyUntil = 0;
    let stage: Stage = 'connecting';
    let since = clock.now();
    let detail: string | undefined;
    let progress: Progress | undefined;
    let lastNewsAt = clock.now();
    let shown: Shown | undefined;
    let editedAt = 0;
    let isStopped = false;
    let pause: AbortController | undefined;
    let isWaitingForNews = false;
    atWork += 1;

    /** True before `until`, which was set `ms` ahead. Where more than that is left, the clock was set back. */
    function isAhead(until: number, ms: number): boolean {
      const leftMs = until - clock.now();
      return leftMs > 0 && leftMs <= ms;
    }

    const silences = (): number => Math.floor((clock.now() - lastNewsAt) / settings.stillWorkingMs);

    /** More than the time has changed since it was last shown. */
    const isNews = (): boolean =>
      shown?.stage !== stage ||
      shown.detail !== detail ||
      shown.progress !== progress ||
      shown.silences !== silences();

    async function keep(): Promise<void> {
      for (;;) {
        if (isStopped) return;
        // With gaps in it, "typing…" would look like work that stops and begins.
        const isBusyKept = busyMs > 0 && roundMs() <= busyMs;
        if (isBusyKept && !isAhead(busyUntil, busyMs)) {
          busyUntil = clock.now() + busyMs;
          await messenger.showBusy(turn.threadKey).catch(() => undefined);
        }
        const tickMs = Math.max(clock.now() - since < youngMs ? youngTickMs : oldTickMs, roundMs());
        const isDue = isNews() || !isAhead((shown?.at ?? 0) + tickMs, tickMs);
        if (isDue && (await showNow())) {
          // The platform's pace is kept, whatever comes.
          await rest(editIntervalMs);
        } else if (!isNews()) {
          isWaitingForNews = true;
          await rest(untilMs(tickMs, isBusyKept));
          isWaitingForNews = false;
        }
      }
    }

    async function rest(ms: number): Promise<void> {
      if (isStopped) return;
      pause = new AbortController();
      await clock.sleep(ms, pause.signal).catch(() => undefined);
    }

    /** Until there is something to show again: the time that passes, "typing…", or that there are no news. */
    function untilMs(tickMs: number, isBusyKept: boolean): number {
      const now = clock.now();
      const untilTick = (shown?.at ?? 0) + tickMs - now;
      const untilQuiet = settings.stillWorkingMs - ((now - lastNewsAt) % settings.stillWorkingMs);
      return Math.min(tickMs, untilTick, untilQuiet, isBusyKept ? busyUntil - now : tickMs);
    }

    /** Edits the message where it would say something else by now. */
    async function showNow(): Promise<boolean> {
      const now = clock.now();
      const text = statusText(deps, turn, { stage, since, detail, progress, now, lastNewsAt });
      const hasChanged = messageId !== undefined && text !== shown?.text;
      shown = { stage, detail, progress, silences: silences(), text, at: now };
      if (!hasChanged) return false;
      editedAt = now;
      await messenger
        .edit(turn.threadKey, messageId, textReply(turn.messageId, 'status', text))
        .catch((error: unknown) => log.warn({ turnId: turn.id, err: error }, 'a status edit failed'));
      return true;
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
        if (isWaitingForNews && isNews()) pause?.abort(woken);
      },
      async stop(showLast) {
        isStopped = true;
        pause?.abort(woken);
        await running;
        atWork -= 1;
        if (!showLast) return;
        const paceMs = editedAt + editIntervalMs - clock.now();
        if (isAhead(editedAt + editIntervalMs, editIntervalMs)) await clock.sleep(paceMs);
        await showNow();
      },
    };
  };
}

/** Shows how far a file has come that is being handed over. */
export function showSent(status: Status, file: { name: string }): (sent: number, of?: number) => void {
  return (sent, of) => status.show('uploading', file.name, sentOf(sent, of));
}
