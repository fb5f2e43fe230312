import type { ErrorCode, ErrorParams } from '#src/errors.ts';
import type { CommandName } from '#src/core/commands.ts';
import type { Footage } from '#src/core/footage.ts';
import type { Credits } from '#src/core/remote.ts';
import type { SuggestionName } from '#src/core/suggestions.ts';
import type { DiscordWords } from './discord-words.ts';
import type { TimelineWords } from './timeline-words.ts';

/** What a turn is busy with, as its status message says it. */
export type Stage =
  | 'connecting'
  | 'uploading'
  | 'editing'
  | 'generating'
  | 'waiting'
  | 'checking'
  | 'rendering';

/** Every word a user may read. Values are in our markdown subset; a missing line fails the type check. */
export type Messages = {
  /** `ahead` = requests of the thread that come first. */
  ack(p: { ahead: number }): string;
  stage(p: { stage: Stage; elapsedMs: number; detail?: string | undefined }): string;
  stillWorking(p: { minutes: number }): string;
  finished(p: { elapsedMs: number }): string;
  stopped: string;

  help: string;
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
  /** Oldest first. `older` = how many are not shown. */
  projects(p: { shown: ProjectLine[]; older: number }): string;
  /** A project that nobody named and that has no clip yet. */
  unnamedProject(p: { number: number }): string;
  inProject(p: { name: string }): string;
  noSuchProject(p: { name: string }): string;
  renamed(p: { name: string }): string;
  renameHow: string;
  languageSet: string;
  languageChoice: string;
  /** An account of the person's own is in use from now on. */
  linked(p: { available: number }): string;
  credits(p: Credits): string;
  /** `live` = an edit is running or waiting at this moment. */
  nothingOnTimeline(p: { live: boolean }): string;
  nothingToExport: string;
  cancelled(p: { waiting: number; running: boolean }): string;
  cancelledOne: string;
  nothingToCancel: string;

  noChange: string;
  /** The agent wrote nothing, or only an error, and the timeline stayed as it was. */
  agentFailed: string;
  agentTrouble: string;
  /** After a lost stream: the timeline did change. */
  recovered(p: { changes: string }): string;
  notRecovered: string;
  sessionReplaced: string;
  cost(p: { spent: number; left: number }): string;
  costUnknown: string;

  rendered(p: {
    version: number;
    url: string;
    bytes: number | undefined;
    durationMs: number | undefined;
  }): string;
  /** Before a result that is shown again, since the timeline is as it was then. */
  unchanged(p: { version: number }): string;
  /** `changes` are lines; `more` = how many are not among them. */
  sinceVersion(p: { version: number; changes: string; more: number }): string;
  sameAsVersion(p: { version: number }): string;
  nothingExported: string;
  /** The first result is still on its way. */
  stillRendering: string;
  noSuchVersion(p: { version: number }): string;
  /** The backend no longer has that video. */
  resultGone(p: { version: number }): string;
  editorLink(p: { url: string }): string;
  register(p: { url: string }): string;
  topUp(p: { url: string }): string;

  button: Record<ButtonName, string>;
  /** What each command does, for the platforms' menus: at most 100 characters. */
  commands: Record<CommandName, string>;
  discord: DiscordWords;
  timeline: TimelineWords;
  errors: { [K in ErrorCode]: (p: ErrorParams[K]) => string };
};

/** One line of the list of projects. */
export type ProjectLine = { number: number; name: string; ageMs: number; current: boolean };

export type ButtonName = 'export' | 'exportAgain' | 'timeline' | 'newProject' | 'retry' | 'credits';
