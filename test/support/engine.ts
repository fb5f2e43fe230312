import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { AgentEvent } from '#src/core/agent-event.ts';
import type { InboundMessage, OutboundMessage, ThreadKey } from '#src/core/message.ts';
import type { Limits } from '#src/core/limits.ts';
import { passBy } from '#src/core/points.ts';
import { createStageTimes } from '#src/core/stage-times.ts';
import type { ProjectState } from '#src/core/remote.ts';
import { createEngine } from '#src/engine/create.ts';
import type { Again, FileSource, TurnQueue, VideoAgent } from '#src/ports.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { createManualClock } from '#test/fakes/clock.ts';
import { createFakeMessenger } from '#test/fakes/messenger.ts';
import { newKey } from './records.ts';

/** The times that the settings have by default. */
const settings = {
  stillWorkingMs: 120_000,
  renderPollMs: 30_000,
  rateLimitWaitMs: 30_000,
  recoverFirstMs: 30_000,
  recoverEveryMs: 60_000,
  webUrl: 'https://editor.example',
  nemoToken: undefined,
  trustedOrigins: new Set<string>(),
  retainDays: 90,
  access: { mode: 'open' as const, places: [], users: [], admins: [] },
};

/** What the backend does, for a test to change as it goes on. */
type Backend = {
  state: () => ProjectState;
  send: (text: string) => AsyncIterable<AgentEvent>;
  credits: () => number;
  /** Fetches a linked file. */
  fetch: (url: string) => Promise<void>;
};

/** A timeline with one clip of so many seconds. */
export function clipOf(seconds: number): ProjectState {
  const value = {
    t: [{ tt: 0, sg: [{ s: 0, d: seconds * 1000, m: { name: 'a.mp4' } }] }],
    d: seconds * 1000,
  };
  return {
    draft: { raw: JSON.stringify(value), value },
    videoInfos: [{}],
    generatedMedia: [],
    bindId: undefined,
  };
}

/** A backend with one clip, whose runs do nothing and say nothing. */
export function createBackend(): Backend {
  return {
    state: () => clipOf(10),
    send: async function* nothing() {},
    credits: () => 100,
    fetch: async () => undefined,
  };
}

/** An engine on a store of its own. The backend is the test's, and so is the time; nothing runs by itself. */
export function createTestEngine(
  { store, sql }: StoreFixture,
  given: { limits?: Limits; admins?: string[]; wakeLane?: TurnQueue['wakeLane'] } = {},
) {
  const { limits = {}, admins = [], wakeLane = async () => undefined } = given;
  const clock = createManualClock();
  const messenger = createFakeMessenger();
  const backend = createBackend();
  const sent: string[] = [];
  const engine = createEngine({
    store,
    agent: agentOf(backend, sent),
    messenger,
    files: {} as FileSource,
    queue: {
      wakeLane,
      enqueueRender: async () => undefined,
    } as Partial<TurnQueue> as TurnQueue,
    checks: [],
    clock,
    log: pino({ level: 'silent' }),
    settings: { ...settings, limits, access: { ...settings.access, admins } },
    draining: new AbortController().signal,
    reached: passBy,
    times: createStageTimes(),
  });
  const lane = (threadKey: ThreadKey): Promise<Again> =>
    engine.runner.runLane(threadKey, new AbortController().signal);

  return {
    backend,
    clock,
    messenger,
    /** Texts that went to the agent. */
    sent,
    /** One activation of the lane, as a worker has it. */
    lane,
    sweep: engine.runner.sweep,
    open: (threadKey: ThreadKey, fileId: string) =>
      engine.handler.openResult(threadKey, fileId, undefined, new AbortController().signal),
    /** One activation of the lane, and the time that it asks for. Gives that time. */
    async step(threadKey: ThreadKey): Promise<number | undefined> {
      const { againInMs } = await lane(threadKey);
      await clock.advance(againInMs ?? 0);
      return againInMs;
    },
    /** Runs the lane until nothing is left to wait for, and gives the waits. */
    async toEnd(threadKey: ThreadKey): Promise<number[]> {
      const waits: number[] = [];
      for (let wait = await this.step(threadKey); wait !== undefined; wait = await this.step(threadKey)) {
        waits.push(wait);
      }
      return waits;
    },
    async say(
      text: string,
      threadKey = newKey(),
      who: Partial<Pick<InboundMessage, 'authorId' | 'space' | 'attachments'>> = {},
    ): Promise<{ threadKey: ThreadKey; turnId: string }> {
      const message = {
        threadKey,
        messageId: randomUUID(),
        authorId: 'ann',
        space: undefined,
        text,
        attachments: [],
        ...who,
      };
      const { turnId } = await engine.handler.handle(message);
      return { threadKey, turnId };
    },
    press: (threadKey: ThreadKey, message: OutboundMessage, label: string) =>
      engine.handler.press({
        threadKey,
        token: message.buttons.find((button) => button.label === label)?.token ?? '',
        pressId: randomUUID(),
        authorId: 'ann',
        space: undefined,
      }),
    /** The turn's last message. */
    async lastWord(turnId: string): Promise<OutboundMessage> {
      const [row] = await sql('select message from reelay.deliveries where turn_id = $1', [turnId]);
      if (row === undefined) throw new Error(`turn ${turnId} has no last word`);
      return JSON.parse(String(row['message'])) as OutboundMessage;
    },
  };
}

/** The agent of such an engine; what goes to it is added to `sent`. */
export function agentOf(backend: Backend, sent: string[]): VideoAgent {
  const unused = (): never => {
    throw new Error('this test has no use for that call');
  };
  return {
    anonymousToken: async () => ({ token: 'nmv_usr_test', expiresAt: Date.now() + 1e11, credits: 100 }),
    credits: async () => ({ available: backend.credits(), frozen: 0, total: 100 }),
    createSession: async () => ({ sessionId: randomUUID(), taskId: 't', bindId: undefined }),
    claimLink: unused,
    state: async () => backend.state(),
    async send(_session, text, { onOpen, onEvent }, signal) {
      sent.push(text);
      await onOpen();
      for await (const event of backend.send(text)) {
        signal.throwIfAborted();
        onEvent(event);
      }
    },
    upload: unused,
    uploadUrls: async (_session, urls) => {
      for (const url of urls) await backend.fetch(url);
    },
    submitRender: unused,
    renderStatus: unused,
    openRender: unused,
  };
}

export type TestEngine = ReturnType<typeof createTestEngine>;
