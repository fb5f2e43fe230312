/**
 * Every seam of Reelay. The engine owns these shapes; edges implement them and never see each other.
 * Left out on purpose: anything only one platform can do (that is data in `MessengerLimits`), and any way
 * for an edge to call back up. No port has optional methods. Waits take an `AbortSignal`.
 */
import type { Logger } from 'pino';
import type { AgentEvent } from './core/agent-event.ts';
import type { Drawing, Theme } from './core/drawing.ts';
import type { CheckName, Health } from './core/finding.ts';
import type {
  ButtonPress,
  Image,
  InboundMessage,
  LinkWay,
  Locale,
  OutboundFile,
  OutboundMessage,
  PressOutcome,
  SpaceWord,
  ThreadKey,
} from './core/message.ts';
import type {
  Credits,
  IncomingFile,
  OpenedResult,
  ProjectState,
  RenderStatus,
  SessionRef,
  UploadFile,
} from './core/remote.ts';

export type { Oversight, TurnLine, TurnStory, WorkAtHand } from './oversight-port.ts';
export type { HeldBack } from './limit-port.ts';
export type { Who } from './spending-port.ts';
export type { RetentionStore } from './retention-port.ts';
export type { ChatLog } from './chat-log-port.ts';
export type { Store } from './store-port.ts';

export type Log = Logger;

/** Time, so that tests can hold it still. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** The engine, as gateways see it. Each call returns when the work is stored, not when it is done. */
export type InboundHandler = {
  /**
   * Asked first, before anything is said or done about a message: false where nothing more is to be done. Its author
   * may not use Reelay here, and was told so if need be; or it was an admin's order, which has its answer.
   */
  admit(message: Omit<InboundMessage, 'attachments'>): Promise<boolean>;
  /**
   * Carries out an admin's order about who is let in (`/approve`, `/revoke`, `/approved`), for platforms that can answer its
   * author alone. Gives the words to answer with; nothing where it is none, or its author may not use Reelay here.
   */
  order(message: Omit<InboundMessage, 'attachments'>): Promise<string | undefined>;
  /**
   * Stores the turn, or answers a quick request. A repeated `messageId` gives the same turn, untouched. Nothing for a
   * message that is not admitted. `stored` is called once nothing of it can be lost any more, which is before anybody
   * is answered.
   */
  handle(
    message: InboundMessage,
    stored?: () => void,
  ): Promise<{ turnId: string; isNew: boolean } | undefined>;
  press(press: ButtonPress): Promise<PressOutcome>;
  /** The sender edited a message: its turn takes the new text if it still waits. False where it does not. */
  revise(threadKey: ThreadKey, messageId: string, text: string): Promise<boolean>;
  /** The sender deleted a message: its turn is dropped, without a word, if it still waits. */
  retract(threadKey: ThreadKey, messageId: string): Promise<boolean>;
  /**
   * The platform gave a thread another id. What was said there stays with it; and where that is the id of a server or
   * group (`spaces`), so does its account.
   */
  moveThread(from: ThreadKey, to: ThreadKey, spaces?: { from: string; to: string }): Promise<void>;
  /**
   * Links an account of the author's own, or one for everybody in a server or group (`shared`): checks the token by
   * asking for its credits, and seals it. Gives the words to answer with. Throws `access.*`, `account.*` and `nemo.*`
   * errors. The token is kept nowhere else.
   */
  linkAccount(link: {
    threadKey: ThreadKey;
    authorId: string;
    space: string | undefined;
    token: string;
    locale: Locale;
    /** By the platform's id. `mayManage`: the platform said just now that the author may manage it. */
    shared?: { id: string; mayManage: boolean } | undefined;
  }): Promise<string>;
  /** Deletes the token of the author's account. Gives the words to answer with. */
  unlinkAccount(person: { threadKey: ThreadKey; authorId: string; locale: Locale }): Promise<string>;
  /**
   * Streams one file of a message to the backend and gives its media id, for an `Attachment`. `message` is
   * what is known of it so far: its text may still be to come, and then cannot say into which project the file
   * goes. Throws `file.*` and `nemo.*` errors. `body` is read to its end only where the file is taken.
   */
  receive(file: IncomingFile, message: Omit<InboundMessage, 'attachments'>): Promise<string>;
  /** A finished video of this thread, or nothing. `range` is an HTTP Range header, passed on. */
  openResult(
    threadKey: ThreadKey,
    renderId: string,
    range: string | undefined,
    signal: AbortSignal,
  ): Promise<OpenedResult | undefined>;
  /** The strip of frames of a finished video of this thread, as a JPEG, or nothing. */
  strip(threadKey: ThreadKey, renderId: string): Promise<Uint8Array | undefined>;
};

export type MessengerLimits = {
  /** The shortest time between two edits of one message. */
  editIntervalMs: number;
  /** How long one `showBusy` shows; 0 where the platform has nothing of the kind. */
  busyMs: number;
  /** How a person gives the token of an account of their own. */
  linkBy: LinkWay;
  /** What people share there; nothing where everybody is alone with Reelay. */
  spaceWord: SpaceWord | undefined;
  /** The platform keeps what is sent to it. Else files and pictures are served from here. */
  keepsFiles: boolean;
};

/** Opens a finished video, from its first byte, as often as it is called. */
export type OpenFile = (file: OutboundFile, signal: AbortSignal) => Promise<OpenedResult>;

/**
 * Sends with nothing but a token. Cuts and formats texts as its platform needs. Errors are `chat.*`: `chat.gone`
 * and `chat.refused` are for good, `chat.busy` may be tried again.
 */
export type Messenger = {
  limits(threadKey: ThreadKey): MessengerLimits;
  /**
   * Gives the platform's id of the new message. `nonce` makes a repeated post land once where the platform
   * allows it. A file that the platform does not take is left out: the link stands in the text. So is a picture, which
   * says nothing that the words do not.
   */
  post(threadKey: ThreadKey, message: OutboundMessage, nonce: string, open: OpenFile): Promise<string>;
  edit(threadKey: ThreadKey, messageId: string, message: OutboundMessage): Promise<void>;
  /**
   * Puts a picture to a message of ours that stands already, and wakes nobody: into it where the platform can, else
   * right under it. `message` = what that one says.
   */
  illustrate(threadKey: ThreadKey, messageId: string, message: OutboundMessage, image: Image): Promise<void>;
  /** "typing…", for `busyMs`. */
  showBusy(threadKey: ThreadKey): Promise<void>;
};

/** A video on a strip. Its bytes are opened when their turn has come, and `signal` ends them. */
export type StripRow = { label: string; open(signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> };

/**
 * Frames of some videos in rows, as a JPEG, the last one being what it is about: another one that cannot be read is
 * left out. Nothing where this machine cannot make one, or has enough of them to make. Throws what goes wrong.
 */
export type StripMaker = (
  rows: StripRow[],
  signal: AbortSignal,
) => Promise<{ jpeg: Uint8Array; shown: StripRow[] } | undefined>;

/** Makes a drawing into a PNG, on another thread, for platforms that take pictures as files alone. */
export type Painter = (drawing: Drawing, theme: Theme) => Promise<Uint8Array>;

/** Files that a platform keeps, by the `ref` of a remote attachment. Throws `file.*` and `chat.*` errors. */
export type FileSource = {
  /** An address that the backend may fetch, fresh at each call; nothing where bytes must go through us. */
  link(threadKey: ThreadKey, ref: string, signal: AbortSignal): Promise<string | undefined>;
  /** The bytes, once. Nothing is held in memory but what the reader has not taken yet. */
  open(threadKey: ThreadKey, ref: string, signal: AbortSignal): Promise<IncomingFile>;
};

/** Bullets for the lanes. A lost job is never a lost turn: the store is the truth, a sweep wakes lanes again. */
export type TurnQueue = {
  /**
   * Makes sure that the lane runs once more after this call, or leaves that to the next sweep where the queue is
   * away: it takes seconds at most and never throws. Never two runs of one thread at once.
   */
  wakeLane(threadKey: ThreadKey): Promise<void>;
  enqueueRender(renderId: string): Promise<void>;
};

/** What a worker calls. `againInMs` asks for another activation then; no worker sleeps. */
export type TurnRunner = {
  /** Runs the thread's turns until none is ready. */
  runLane(threadKey: ThreadKey, signal: AbortSignal): Promise<Again>;
  /** One look at a render: submits, asks, or delivers. */
  pollRender(renderId: string, signal: AbortSignal): Promise<Again>;
  /** Wakes every lane and render that has work left but may have lost its job, and brings out what was left unsaid. */
  sweep(): Promise<void>;
  /** Takes up at once what a process that is gone has left. Only for one that has the store to itself. */
  takeOver(): Promise<void>;
};
export type Again = { againInMs?: number | undefined };

/** Who follows a stream. What either call throws closes the stream, and is thrown by `send` as it is. */
export type StreamListener = {
  /** When the backend has answered 200. The first event waits for it. */
  onOpen(): Promise<void>;
  /** Each event, in order, as it comes; none after the signal was aborted. Whatever takes time is not for here. */
  onEvent(event: AgentEvent): void;
};

/** Nemo. Errors are `nemo.*` and nothing else. Idempotent reads retry inside; nothing else does. */
export type VideoAgent = {
  /** The same client id gets the next token after the last one's end. */
  anonymousToken(
    clientId: string,
    signal: AbortSignal,
  ): Promise<{ token: string; expiresAt: number; credits: number | undefined }>;
  credits(token: string, signal: AbortSignal): Promise<Credits>;
  createSession(
    token: string,
    options: { name: string; language: Locale },
    signal: AbortSignal,
  ): Promise<{ sessionId: string; taskId: string; bindId: string | undefined }>;
  /** The editor's address for this session; holds a claim token, never the token itself. */
  claimLink(session: SessionRef, signal: AbortSignal): Promise<string>;
  state(session: SessionRef, signal: AbortSignal): Promise<ProjectState>;
  /** Posts one message, once. Ends when the stream ends cleanly; throws `nemo.cut`, `nemo.silent`, or a refusal. */
  send(session: SessionRef, text: string, listener: StreamListener, signal: AbortSignal): Promise<void>;
  upload(session: SessionRef, file: UploadFile, signal: AbortSignal): Promise<void>;
  uploadUrls(session: SessionRef, urls: string[], signal: AbortSignal): Promise<void>;
  submitRender(
    session: SessionRef,
    render: { id: string; draft: string },
    signal: AbortSignal,
  ): Promise<void>;
  /** `nemo.not-found` for an id the backend never saw. */
  renderStatus(session: SessionRef, renderId: string, signal: AbortSignal): Promise<RenderStatus>;
  /** Opens a finished video: by its link, else by the fallback download. No token goes to the link's host. */
  openRender(
    session: SessionRef,
    render: { id: string; url: string },
    range: string | undefined,
    signal: AbortSignal,
  ): Promise<OpenedResult>;
};

/** A look at how one part is, for whoever runs Reelay. Costs no credits and changes nothing. Findings hold no secrets. */
export type Check = {
  name: CheckName;
  /** `here` is the thread that the report goes to; nothing where it goes to none. */
  look(signal: AbortSignal, here: ThreadKey | undefined): Promise<Health>;
};
