/** What must not be lost: the `Store` of threads, turns and money. A part of `ports.ts`. */
import type { Locale, OutboundMessage, ThreadKey } from './core/message.ts';
import type { Plan } from './core/plan.ts';
import type {
  Account,
  AccountKind,
  Arrival,
  Delivery,
  NewTurn,
  Project,
  Render,
  RenderLook,
  RenderState,
  StoredButton,
  Thread,
  TurnPatch,
} from './core/records.ts';
import type { Turn, TurnMemory, TurnState } from './core/turn.ts';
import type { MediaStore } from './media-port.ts';
import type { LimitStore } from './limit-port.ts';
import type { RetentionStore } from './retention-port.ts';
import type { AccessStore } from './access-port.ts';
import type { SpendingStore } from './spending-port.ts';

export type Store = {
  threads: {
    get(key: ThreadKey): Promise<Thread | undefined>;
    /** What is known already where a message arrives, in one look. */
    look(key: ThreadKey, messageId: string): Promise<Arrival>;
    /** Makes the thread with its first project where it is new. Two callers at once get the same one. */
    ensure(key: ThreadKey, locale: Locale): Promise<Thread>;
    setLocale(key: ThreadKey, locale: Locale): Promise<void>;
    /** Makes the project `id` and turns the thread to it. One that is there already is given as it is, and nothing turns. */
    startProject(key: ThreadKey, locale: Locale, id: string): Promise<Project>;
    /** Turns the thread to another of its own projects. */
    turnTo(key: ThreadKey, projectId: string): Promise<void>;
    /**
     * Everything of `from` belongs to `to`. Message ids mean nothing there: turns keep them as `moved:<id>`,
     * and status messages are forgotten.
     */
    move(from: ThreadKey, to: ThreadKey): Promise<void>;
  };
  projects: {
    get(id: string): Promise<Project | undefined>;
    /** The thread's projects in the order in which they were begun. */
    list(threadKey: ThreadKey): Promise<Project[]>;
    rename(id: string, name: string): Promise<void>;
    /** Gives a project without a name its first one. */
    nameOnce(id: string, name: string): Promise<void>;
    /** Keeps the first session offered and gives the project as it then is: the loser uses the winner's. */
    openSession(
      id: string,
      session: { accountId: string; sessionId: string; taskId: string; bindId: string | null },
    ): Promise<Project>;
    /** Notes who is to open the project's next session. Nothing happens while there is one. */
    settlePayer(id: string, accountId: string): Promise<void>;
    /** Ids of the projects whose sessions belong to this account. */
    openedWith(accountId: string): Promise<string[]>;
    /**
     * Forgets this very session, so that the next need makes another, for the same account. Its files are `lost`
     * with it.
     */
    closeSession(id: string, sessionId: string): Promise<void>;
  };
  turns: {
    /**
     * The platform's message id is unique in its thread: a known one gives the stored turn, untouched. `ahead` = turns
     * of the thread stored before a new one that have not ended and are not rendering.
     */
    add(turn: NewTurn): Promise<{ turn: Turn; isNew: boolean; ahead: number }>;
    get(id: string): Promise<Turn | undefined>;
    ofMessage(threadKey: ThreadKey, messageId: string): Promise<Turn | undefined>;
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
    end(id: string, attempt: string, state: TurnState, last: OutboundMessage, why?: string): Promise<boolean>;
    /** The same for a turn without a holder: moves on only from `answering` or `rendering`. False if it was elsewhere. */
    endUnheld(
      id: string,
      from: 'answering' | 'rendering',
      state: TurnState,
      last: OutboundMessage,
      why?: string,
    ): Promise<boolean>;
    /** Quick turns left without an answer for `olderThanMs`. */
    unanswered(olderThanMs: number): Promise<Turn[]>;
    /** Gives a turn that still waits another plan. False where it does not wait any more. */
    revise(threadKey: ThreadKey, messageId: string, plan: Plan): Promise<boolean>;
    /** Drops a turn that still waits. */
    retract(threadKey: ThreadKey, messageId: string): Promise<boolean>;
    /** Ends every queued turn of the thread, each with its last message for delivery, and gives them, oldest first. */
    cancelQueued(threadKey: ThreadKey, last: (turn: Turn) => OutboundMessage): Promise<Turn[]>;
    /**
     * The person wants the live turn of the thread to stop. One that only waits for its time is ended at once,
     * with its last message; any other notes the wish (`stopAt`), and its holder sees to it. Nothing where none
     * is live; else the turn as it was.
     */
    stopLive(
      threadKey: ThreadKey,
      now: number,
      last: (turn: Turn) => OutboundMessage,
    ): Promise<{ turn: Turn; ended: boolean } | undefined>;
    /** Moves a quick turn that could not be answered now into the lane. Nothing where it was answered meanwhile. */
    putOff(id: string, notBefore: number, memory: TurnMemory): Promise<Turn | undefined>;
    /** The newest turn of the thread in this state. */
    latest(threadKey: ThreadKey, state: 'asking' | 'rendering'): Promise<Turn | undefined>;
    /** A turn that asked has its answer; so have all others of its project, since the talk has moved on. */
    questionAnswered(id: string): Promise<void>;
    /** The thread's live turn, if any. */
    live(threadKey: ThreadKey): Promise<Turn | undefined>;
    /** Threads that have a live or queued turn. */
    threadsWithWork(): Promise<ThreadKey[]>;
  };
  media: MediaStore;
  /** What a person asked for in a project before there was a clip to do it to. One a person and project. */
  wishes: {
    get(projectId: string, authorId: string): Promise<Plan | undefined>;
    keep(projectId: string, authorId: string, plan: Plan): Promise<void>;
    /** Gives the wish to this turn: to no other one afterwards, but to this one as often as it asks. */
    take(projectId: string, authorId: string, turnId: string): Promise<Plan | undefined>;
    /** False where none was waiting. */
    drop(projectId: string, authorId: string): Promise<boolean>;
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
    /**
     * Counts a look, in `polls`, and gives the render with it. One that has ended is given as it is; nothing where there
     * is none, or where another look just found its end.
     */
    look(id: string): Promise<RenderLook | undefined>;
    /**
     * Newest render of each turn that is still `rendering`, but for those that only wait for the backend and were
     * looked at less than `withinMs` ago.
     */
    unattended(withinMs: number): Promise<string[]>;
  };
  /** Strips of frames, as JPEG, for platforms that keep none. They go with their render. */
  strips: {
    keep(renderId: string, jpeg: Uint8Array): Promise<void>;
    get(renderId: string): Promise<Uint8Array | undefined>;
  };
  /** Looking back. Results are completed renders, whether their message arrived or not. */
  history: {
    /** The turn that a message of the thread belongs to: the person's own, its status, or its last word. */
    turnOf(threadKey: ThreadKey, messageId: string): Promise<Turn | undefined>;
    /** The result that a turn's last message brought. */
    shownBy(turnId: string): Promise<Render | undefined>;
    /** True where a last message in the thread brings this render, delivered or on its way. */
    isShownIn(threadKey: ThreadKey, renderId: string): Promise<boolean>;
    newest(threadKey: ThreadKey): Promise<Render | undefined>;
    /** The person's newest result, anywhere on the thread's platform, whose message its place refused for good. */
    missed(threadKey: ThreadKey, authorId: string): Promise<Render | undefined>;
    newestOf(projectId: string): Promise<Render | undefined>;
    version(projectId: string, version: number): Promise<Render | undefined>;
    /** The project's newest result with a lower number. */
    before(render: Render): Promise<Render | undefined>;
  };
  /** The outbox: one last message a turn, written with the turn's end, kept until its receipt. */
  deliveries: {
    /** The turn's last message while it has no receipt. */
    pending(turnId: string): Promise<Delivery | undefined>;
    /** Turns whose last message is without receipt for at least `olderThanMs` and in nobody's hands, oldest first. */
    allPending(olderThanMs: number): Promise<string[]>;
    /**
     * Takes a last message to post it: for `forMs` nobody else is given it. Nothing where somebody else has it, or
     * there is none to be posted.
     */
    take(turnId: string, forMs: number): Promise<Delivery | undefined>;
    /** Keeps what was taken for another `forMs`. */
    keep(turnId: string, forMs: number): Promise<void>;
    /** Gives back what was taken and could not be posted now. `why` is an error's code, here and elsewhere. */
    putOff(turnId: string, why: string): Promise<void>;
    /** Gives back what anybody has taken: only for a process that is alone. */
    freeAll(): Promise<void>;
    receipt(turnId: string, messageId: string): Promise<void>;
    /** The platform will never take it: it is not tried again. */
    giveUp(turnId: string, why?: string): Promise<void>;
  };
  buttons: {
    add(buttons: StoredButton[]): Promise<void>;
    get(threadKey: ThreadKey, token: string): Promise<StoredButton | undefined>;
    /** Uses a button up. False where another press has used it. */
    use(threadKey: ThreadKey, token: string, pressId: string): Promise<boolean>;
  };
  accounts: {
    get(id: string): Promise<Account | undefined>;
    find(owner: string): Promise<Account | undefined>;
    /** The owner's account; made with `clientId` where there is none. Two callers at once get the same one. */
    ensure(owner: string, kind: AccountKind, clientId: string): Promise<Account>;
    setToken(id: string, token: string, expiresAt: number | null): Promise<void>;
    /** What was one owner's is another's, who has none: the platform gave a place another id. */
    move(from: string, to: string): Promise<void>;
    /** The account stays, so that its projects can go on when it is linked again. */
    clearToken(id: string): Promise<void>;
  };
  /** People who were let in by a code, and those who wait for it. `owner` is as of `ownerOf`. */
  access: AccessStore;
  /** What is kept about a person, on the platform of a thread. */
  people: {
    /** True while a turn of theirs, other than `butTurnId`, waits, runs or renders. */
    hasWork(threadKey: ThreadKey, authorId: string, butTurnId: string): Promise<boolean>;
    /**
     * Deletes their turns with files, renders, messages and buttons, their wishes, their account and their being
     * let in (`owner`);
     * and, of threads where nobody else has written, the projects and the chat as well. What they spent is kept
     * without saying whose it was. The turn that asks (`turnId`) stays for its answer, without a name, in the
     * new project `projectId` where its old one went.
     */
    forget(person: {
      threadKey: ThreadKey;
      authorId: string;
      owner: string;
      turnId: string;
      projectId: string;
    }): Promise<void>;
    /** Deletes those last turns too, once they are that old and their answer has been delivered. */
    purge(olderThanMs: number): Promise<void>;
  };
  spending: SpendingStore;
  limits: LimitStore;
  retention: RetentionStore;
};
