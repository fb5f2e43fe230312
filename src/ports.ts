/**
 * Every seam of Reelay. The engine owns these shapes; edges implement them and never see each other.
 * Left out on purpose: anything only one platform can do (that is data in `MessengerLimits`), and any way
 * for an edge to call back up. No port has optional methods. Waits take an `AbortSignal`.
 */
import type { Logger } from 'pino';
import type { AgentEvent } from './core/agent-event.ts';
import type { ChatEvent, NewChatEvent, SentEvent } from './core/chat-event.ts';
import type { ButtonPress, InboundMessage, Locale, OutboundMessage, ThreadKey } from './core/message.ts';
import type {
  Account,
  AccountKind,
  Delivery,
  Media,
  NewTurn,
  Project,
  Render,
  RenderState,
  StoredButton,
  Thread,
  TurnPatch,
} from './core/records.ts';
import type {
  Credits,
  IncomingFile,
  OpenedResult,
  ProjectState,
  RenderStatus,
  SessionRef,
  UploadFile,
} from './core/remote.ts';
import type { Turn, TurnState } from './core/turn.ts';

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
  /** Stores the turn, or answers a quick request. A repeated `messageId` gives the same turn, untouched. */
  handle(message: InboundMessage): Promise<{ turnId: string; isNew: boolean }>;
  /** False when this thread has no such button. */
  press(press: ButtonPress): Promise<boolean>;
  /**
   * Streams one file to the backend and gives its media id, for an `Attachment`. Throws `file.*` and
   * `nemo.*` errors. `body` is read to its end only where the file is taken.
   */
  receive(threadKey: ThreadKey, file: IncomingFile, locale: Locale): Promise<string>;
  /** A finished video of this thread, or nothing. `range` is an HTTP Range header, passed on. */
  openResult(
    threadKey: ThreadKey,
    renderId: string,
    range: string | undefined,
    signal: AbortSignal,
  ): Promise<OpenedResult | undefined>;
};

export type MessengerLimits = {
  /** The shortest time between two edits of one message. */
  editIntervalMs: number;
  /** Characters a message may hold. */
  textChars: number;
};

/** Sends with nothing but a token. `nonce` makes a repeated post land once where the platform allows it. */
export type Messenger = {
  limits(threadKey: ThreadKey): MessengerLimits;
  /** Gives the platform's id of the new message. */
  post(threadKey: ThreadKey, message: OutboundMessage, nonce: string): Promise<string>;
  edit(threadKey: ThreadKey, messageId: string, message: OutboundMessage): Promise<void>;
};

/** Bullets for the lanes. A lost job is never a lost turn: the store is the truth, a sweep wakes lanes again. */
export type TurnQueue = {
  /** Makes sure that the lane runs once more after this call. Never two runs of one thread at once. */
  wakeLane(threadKey: ThreadKey): Promise<void>;
  enqueueRender(renderId: string): Promise<void>;
};

/** What a worker calls. `againInMs` asks for another activation then; no worker sleeps. */
export type TurnRunner = {
  /** Runs the thread's turns until none is ready. */
  runLane(threadKey: ThreadKey, signal: AbortSignal): Promise<Again>;
  /** One look at a render: submits, asks, or delivers. */
  pollRender(renderId: string, signal: AbortSignal): Promise<Again>;
  /** Wakes every lane and render that has work left but may have lost its job. */
  sweep(): Promise<void>;
};
export type Again = { againInMs?: number | undefined };

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
  /**
   * Posts one message, once. Ends when the stream ends cleanly; throws `nemo.cut`, `nemo.silent`, or a
   * refusal. `onOpen` is called when the backend has answered 200, before the first event.
   */
  send(
    session: SessionRef,
    text: string,
    onOpen: () => Promise<void>,
    signal: AbortSignal,
  ): AsyncIterable<AgentEvent>;
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

export type Store = {
  threads: {
    get(key: ThreadKey): Promise<Thread | undefined>;
    /** Makes the thread with its first project where it is new. Two callers at once get the same one. */
    ensure(key: ThreadKey, locale: Locale): Promise<Thread>;
    setLocale(key: ThreadKey, locale: Locale): Promise<void>;
    /** Makes a new project and turns the thread to it. */
    startProject(key: ThreadKey, locale: Locale): Promise<Project>;
  };
  projects: {
    get(id: string): Promise<Project | undefined>;
    /** Keeps the first session offered and gives the project as it then is: the loser uses the winner's. */
    openSession(
      id: string,
      session: { accountId: string; sessionId: string; taskId: string; bindId: string | null },
    ): Promise<Project>;
    /** Forgets this very session, so that the next need makes another. */
    closeSession(id: string, sessionId: string): Promise<void>;
  };
  turns: {
    /** The platform's message id is unique in its thread: a known one gives the stored turn, untouched. */
    add(turn: NewTurn): Promise<{ turn: Turn; isNew: boolean }>;
    get(id: string): Promise<Turn | undefined>;
    /** Turns of the thread stored before this one that have not ended and are not rendering. */
    countAhead(turn: Turn): Promise<number>;
    /**
     * The thread's live turn, taken over, else its oldest queued one, set to `preparing`; with `attempt` as
     * its new fencing token. Nothing when there is none.
     */
    claim(threadKey: ThreadKey, attempt: string): Promise<Turn | undefined>;
    /** Writes the patch if `attempt` still holds the turn, and gives the turn; nothing when it does not. */
    advance(id: string, attempt: string, patch: TurnPatch): Promise<Turn | undefined>;
    /** Remembers the turn's status message, whoever holds the turn. */
    noteStatus(id: string, messageId: string): Promise<void>;
    /** Ends a held turn and stores its last message for delivery, in one transaction. False when `attempt` is stale. */
    end(id: string, attempt: string, state: TurnState, last: OutboundMessage): Promise<boolean>;
    /** The same for a turn without a holder: moves on only from `answering` or `rendering`. False if it was elsewhere. */
    endUnheld(
      id: string,
      from: 'answering' | 'rendering',
      state: TurnState,
      last: OutboundMessage,
    ): Promise<boolean>;
    /** Quick turns left without an answer for `olderThanMs`. */
    unanswered(olderThanMs: number): Promise<Turn[]>;
    /** Ends every queued turn of the thread and gives them. */
    cancelQueued(threadKey: ThreadKey): Promise<Turn[]>;
    /** The thread's live turn, if any. */
    live(threadKey: ThreadKey): Promise<Turn | undefined>;
    /** Threads that have a live or queued turn. */
    threadsWithWork(): Promise<ThreadKey[]>;
  };
  media: {
    add(media: Omit<Media, 'createdAt' | 'state'>): Promise<void>;
    settle(id: string, state: 'uploaded' | 'failed', bytes: number | null): Promise<void>;
    list(ids: string[]): Promise<Media[]>;
  };
  renders: {
    /** Gives the version number: that of `retryOf`, else the project's next. An id already there is kept as it is. */
    add(
      render: Pick<Render, 'id' | 'turnId' | 'threadKey' | 'projectId' | 'draft' | 'draftHash' | 'retryOf'>,
    ): Promise<Render>;
    get(id: string): Promise<Render | undefined>;
    /** The turn's newest render. */
    ofTurn(turnId: string): Promise<Render | undefined>;
    /** Moves on only from one of the `from` states; false when it was elsewhere. */
    advance(id: string, from: RenderState[], patch: { state: RenderState; url?: string }): Promise<boolean>;
    countPoll(id: string): Promise<number>;
    /** Newest render of each turn that is still `rendering`. */
    unfinished(): Promise<string[]>;
  };
  /** The outbox: one last message a turn, written with the turn's end, kept until its receipt. */
  deliveries: {
    /** The turn's last message while it has no receipt. */
    pending(turnId: string): Promise<Delivery | undefined>;
    /** Messages without receipt for at least `olderThanMs`, oldest first. */
    allPending(olderThanMs: number): Promise<Delivery[]>;
    receipt(turnId: string, messageId: string): Promise<void>;
  };
  buttons: {
    add(buttons: StoredButton[]): Promise<void>;
    get(threadKey: ThreadKey, token: string): Promise<StoredButton | undefined>;
  };
  accounts: {
    get(id: string): Promise<Account | undefined>;
    /** The owner's account; made with `clientId` where there is none. Two callers at once get the same one. */
    ensure(owner: string, kind: AccountKind, clientId: string): Promise<Account>;
    setToken(id: string, token: string, expiresAt: number | null): Promise<void>;
  };
  spending: {
    record(row: { turnId: string; accountId: string; before: number; after: number }): Promise<void>;
  };
};

/** The web chat's own memory: other platforms keep their messages themselves. */
export type ChatLog = {
  createThread(key: ThreadKey): Promise<void>;
  hasThread(key: ThreadKey): Promise<boolean>;
  /** Numbers go up by commit order within a thread. An id said before (`message`, `sent`) is not said again: the old event comes back. */
  append(key: ThreadKey, event: NewChatEvent): Promise<ChatEvent>;
  /** The person's own message of that id, if it was taken. */
  findSent(key: ThreadKey, id: string): Promise<SentEvent | undefined>;
  /** Events after `seq` (0 = all), oldest first. Of several edits of one message only the newest is kept. */
  since(key: ThreadKey, seq: number): Promise<ChatEvent[]>;
  /** Calls `wake` after each append to the thread, in any process, until the returned function is called. */
  subscribe(key: ThreadKey, wake: () => void): Promise<() => Promise<void>>;
};
