import type { ErrorCode } from '#src/errors.ts';
import type { TurnState } from './turn.ts';

/** What takes time in a turn, each measured where it happens. */
export const stages = ['upload', 'edit', 'render', 'delivery'] as const;
export type Stage = (typeof stages)[number];

/**
 * What is counted of the work, told as it happens. Nothing here names a person, a thread or a turn: every label
 * has a few values that are known beforehand.
 */
export type Meter = {
  /** A request was stored. `isQuick`: it is answered at once and never waits in a lane. */
  turnTaken(turn: { platform: string; isQuick: boolean }): void;
  /** A turn began to run, `waitedMs` after it was stored. */
  turnStarted(waitedMs: number): void;
  /** A turn was found in the hands of a process that is gone, and taken over. */
  turnTakenOver(): void;
  turnEnded(turn: { outcome: TurnState; isQuick: boolean; tookMs: number }): void;
  stageTook(stage: Stage, tookMs: number): void;
  creditsSpent(credits: number): void;
  /** One call of the backend, with all that it repeats by itself. */
  backendCalled(call: { name: string; code: ErrorCode | 'ok'; tookMs: number }): void;
  /** One HTTP answer of the backend; `undefined` where none came. */
  backendAnswered(status: number | undefined): void;
  /** +1 when an edit's stream is opened, -1 when it is over. */
  streams(change: 1 | -1): void;
  delivered(platform: string, outcome: 'delivered' | 'put-off' | 'given-up'): void;
  /** How a finished video went out: as a file, or as its link alone. */
  videoSent(platform: string, as: 'file' | 'link'): void;
  /** The platform said 429. */
  platformBusy(platform: string): void;
};

const nothing = (): void => undefined;

/** For a process that nobody asks. */
export const silentMeter: Meter = {
  turnTaken: nothing,
  turnStarted: nothing,
  turnTakenOver: nothing,
  turnEnded: nothing,
  stageTook: nothing,
  creditsSpent: nothing,
  backendCalled: nothing,
  backendAnswered: nothing,
  streams: nothing,
  delivered: nothing,
  videoSent: nothing,
  platformBusy: nothing,
};
