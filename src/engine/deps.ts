import type { AccessRules } from '#src/core/access.ts';
import type { Limits } from '#src/core/limits.ts';
import type { Reached } from '#src/core/points.ts';
import type { StageTimes } from '#src/core/stage-times.ts';
import type {
  Check,
  Clock,
  FileSource,
  Log,
  Messenger,
  Store,
  StripMaker,
  TurnQueue,
  VideoAgent,
} from '#src/ports.ts';

/** Times and addresses the engine works with; see docs/settings.md for each. */
export type EngineSettings = {
  stillWorkingMs: number;
  renderPollMs: number;
  rateLimitWaitMs: number;
  recoverFirstMs: number;
  recoverEveryMs: number;
  webUrl: string;
  /** The operator's own token. Without it, anonymous starter tokens are used. */
  nemoToken: string | undefined;
  /** Origins of the configured roots: links to them may lead anywhere, into private networks too. */
  trustedOrigins: ReadonlySet<string>;
  access: AccessRules;
  limits: Limits;
  /** Threads idle for so many days are deleted; 0 = none. */
  retainDays: number;
};

export type EngineDeps = {
  store: Store;
  agent: VideoAgent;
  messenger: Messenger;
  files: FileSource;
  queue: TurnQueue;
  /** What the doctor looks at. */
  checks: Check[];
  clock: Clock;
  log: Log;
  settings: EngineSettings;
  /** Aborted when the process is to stop: running turns go on to their end, no new one begins. */
  draining: AbortSignal;
  reached: Reached;
  times: StageTimes;
  /** Where this machine can make strips of frames. */
  makeStrip?: StripMaker | undefined;
};
