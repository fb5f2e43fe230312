import type { ErrorCode, ErrorParams } from '#src/errors.ts';
import type { AdminCommandName, CommandName } from '#src/core/commands.ts';
import type { Footage } from '#src/core/footage.ts';
import type { Step } from '#src/core/plan.ts';
import type { Progress, Usual } from '#src/core/stage-times.ts';
import type { Credits } from '#src/core/remote.ts';
import type { SuggestionName } from '#src/core/suggestions.ts';
import type { DiscordWords } from './discord-words.ts';
import type { DoctorWords } from './doctor-words.ts';
import type { AccessWords } from './access-words.ts';
import type { AccountWords } from './account-words.ts';
import type { BudgetWords } from './budget-words.ts';
import type { ProjectWords } from './project-words.ts';
import type { UsageWords } from './usage-words.ts';
import type { TimelineWords } from './timeline-words.ts';

/** What a turn is busy with, as its status message says it. */
export type Stage =
  | 'connecting'
  | 'uploading'
  | 'editing'
  | 'generating'
  | 'waiting'
  | 'retrying'
  | 'checking'
  | 'away'
  | 'rendering';

/** Every word a user may read. Values are in our markdown subset; a missing line fails the type check. */
export type Messages = {
  /** `ahead` = requests of the thread that come first. */
  ack(p: { ahead: number }): string;
  /** `elapsedMs` is the stage's own; `usual` = how long it takes as a rule, where that is known. */
  stage(p: {
    stage: Stage;
    elapsedMs: number;
    usual?: Usual | undefined;
    progress?: Progress | undefined;
    detail?: string | undefined;
  }): string;
  stillWorking(p: { minutes: number }): string;
  finished(p: { elapsedMs: number }): string;
  stopped: string;

  help: string;
  /** Somebody said thanks, and nothing else. */
  welcome: string;
  /** Where to drop a clip, for who asks to upload. */
  howToUpload: string;
  /** Files are here, and nobody has said yet what to do with them. Buttons with `suggestion` stand below. */
  uploaded(p: { files: Footage[] }): string;
  /** Labels, and at the same time what the agent is asked for. */
  suggestion: Record<SuggestionName, string>;
  /** An edit was asked for, and there is nothing to edit yet; it is done when a file comes. */
  sendClipFirst: string;
  /** The clip has come that this wish was waiting for. */
  asYouAsked(p: { wish: string }): string;
  newProject: string;
  project: ProjectWords;
  languageSet: string;
  languageChoice: string;
  /** An account of the person's own is in use from now on. */
  linked(p: { available: number }): string;
  /** A token was shown where others can read along. `removed` = the message with it is gone. */
  linkInPrivate(p: { removed: boolean }): string;
  /** Said once in a group that shows the bot commands and replies only. */
  limitedSight: string;
  account: AccountWords;
  access: AccessWords;
  budget: BudgetWords;
  credits(p: Credits): string;
  /** `live` = an edit is running or waiting at this moment. */
  nothingOnTimeline(p: { live: boolean }): string;
  nothingToExport: string;
  /**
   * `running`: an edit is with the editor (`sent`), or a request is on its way there. `rendering`: an export is.
   * `question`: the agent's question was taken back.
   */
  cancelled(p: {
    waiting: number;
    running: 'unsent' | 'sent' | undefined;
    rendering: boolean;
    question: boolean;
  }): string;
  cancelledOne: string;
  /** The steps of a cancelled request that were not begun. */
  leftOut(p: { steps: Step['do'][] }): string;
  /** A request that waited for more than a day. `asked` = the edit, in the person's words. */
  stillWanted(p: { asked: string | undefined }): string;
  /** The same for one of which a part is done. */
  restStillWanted(p: { steps: Step['do'][] }): string;

  /** The raw clip of a generation is there. */
  rawReady: string;
  question(p: { prompt: string; options: string[] }): string;
  openQuestion(p: { prompts: string[] }): string;
  noChange: string;
  /** The agent only spoke of exporting when the person likes. An export button stands below. */
  sayExport: string;
  /** After words of the agent's that sound as if something had been done. */
  noChangeSeen: string;
  /** The agent wrote nothing, or only an error, and the timeline stayed as it was. */
  agentFailed: string;
  agentTrouble: string;
  /** After a lost stream: the timeline did change. */
  recovered(p: { changes: string }): string;
  notRecovered: string;
  /** The state could not be looked at. */
  notSeen: string;
  sessionReplaced(p: { restored: string[]; missing: string[] }): string;
  /** After `sessionReplaced`: an export was wanted, and there are raw clips alone. */
  nothingEdited: string;
  /** After `sessionReplaced`: an edit had gone out to the old project. */
  runLost: string;
  /** `atMost`: others used the same account meanwhile, so that their part is in it. */
  cost(p: { spent: number; left: number; atMost?: boolean }): string;
  /** The balance went up meanwhile. */
  costUnclear(p: { left: number }): string;
  costUnknown: string;

  rendered(p: {
    version: number;
    url: string;
    bytes: number | undefined;
    durationMs: number | undefined;
  }): string;
  editorLink(p: { url: string }): string;
  register(p: { url: string }): string;
  topUp(p: { url: string }): string;
  /** The subscription of a registered account does not include it. */
  upgrade(p: { url: string }): string;
  /** What a request that failed has cost: the line after what happened. */
  charged: Record<Charge, string>;
  /** More of the request is to come after the step that failed. */
  retryGoesOn: string;

  button: Record<ButtonName, string>;
  /** What each command does, for the platforms' menus: at most 100 characters. */
  commands: Record<CommandName | AdminCommandName, string>;
  discord: DiscordWords;
  doctor: DoctorWords;
  usage: UsageWords;
  timeline: TimelineWords;
  errors: { [K in ErrorCode]: (p: ErrorParams[K]) => string };
};

/** `export`: they are free. `unknown`: it may have run, and nobody can tell. */
export type Charge = 'nothing' | 'unknown' | 'export';

export type ButtonName =
  | 'export'
  | 'exportAgain'
  | 'timeline'
  | 'newProject'
  | 'retry'
  | 'credits'
  | 'link'
  | 'goOn'
  | 'doNow';
