import { randomBytes, randomUUID } from 'node:crypto';
import { AppError, isAppError, type ErrorCode } from '#src/errors.ts';
import type { AgentEvent } from '#src/core/agent-event.ts';
import type { ProjectState, SessionRef, UploadFile } from '#src/core/remote.ts';
import type { Clock, VideoAgent } from '#src/ports.ts';

export type StepReport = {
  name: string;
  outcome: 'ok' | 'failed' | 'left out';
  tookMs: number;
  /** What came of it, in a few words without anything secret. */
  note: string;
};

export type WalkOptions = {
  agent: VideoAgent;
  clock: Clock;
  /** The operator's own; without it a starter token is taken for `clientId`. */
  token: string | undefined;
  clientId: string;
  clip: UploadFile;
  /** The wait between two looks at the render. */
  pollMs: number;
  /** Called before each step begins. */
  onStep: (name: string) => void;
  onToken: (token: string) => void;
};

/** One small thing, which an agent of any kind can do. */
const editText = 'trim the video to 1 second';
const mostPolls = 20;

class LeftOut extends Error {}

/** Walks the backend once from a token to an MP4. A step that fails leaves out those that need it, and no others. */
export async function walk(options: WalkOptions, signal: AbortSignal): Promise<StepReport[]> {
  const { agent, clock, clip, onStep } = options;
  const steps: StepReport[] = [];

  async function step<T>(
    name: string,
    work: () => Promise<{ note: string; gives: T }>,
  ): Promise<T | undefined> {
    onStep(name);
    const startedAt = clock.now();
    const done = (outcome: StepReport['outcome'], note: string): void => {
      steps.push({ name, outcome, tookMs: clock.now() - startedAt, note });
    };
    try {
      const { note, gives } = await work();
      done('ok', note);
      return gives;
    } catch (error) {
      if (error instanceof LeftOut) done('left out', error.message);
      else done('failed', wordsOf(error));
      return undefined;
    }
  }
  function needed<T>(value: T | undefined, what: string): T {
    if (value === undefined) throw new LeftOut(`needs ${what}`);
    return value;
  }

  const token = await step('token', async () => {
    if (options.token !== undefined) return { note: 'NEMO_TOKEN', gives: options.token };
    const got = await agent.anonymousToken(options.clientId, signal);
    const days = Math.round((got.expiresAt - clock.now()) / 86_400_000);
    return { note: `a starter token, ${got.credits ?? '?'} credits, ${days} days`, gives: got.token };
  });
  if (token !== undefined) options.onToken(token);

  const balance = async () => {
    const { available, frozen, total } = await agent.credits(needed(token, 'a token'), signal);
    return { note: `${available} left, ${frozen} reserved, ${total} in all`, gives: available };
  };
  const before = await step('credits', balance);

  const session = await step<SessionRef>('session', async () => {
    const made = await agent.createSession(
      needed(token, 'a token'),
      { name: 'reelay probe', language: 'en' },
      signal,
    );
    const bind =
      made.bindId === undefined ? 'no id for the registration link' : 'with its id for registration';
    return { note: bind, gives: { ...made, token: needed(token, 'a token') } };
  });
  const here = (): SessionRef => needed(session, 'a session');

  await step('editor link', async () => {
    await agent.claimLink(here(), signal);
    return { note: 'a claim token', gives: true };
  });
  const uploaded = await step('upload', async () => {
    await agent.upload(here(), clip, signal);
    return { note: `${clip.bytes ?? 0} bytes`, gives: true };
  });
  const look = async () => {
    const state = await agent.state(here(), signal);
    return { note: noteOf(state), gives: state };
  };
  await step('state after the upload', look);
  await step('edit', async () => {
    needed(uploaded, 'the clip');
    const counts = new Map<string, number>();
    const listener = {
      onOpen: async () => undefined,
      onEvent: ({ type }: AgentEvent) => void counts.set(type, (counts.get(type) ?? 0) + 1),
    };
    await agent.send(here(), editText, listener, signal);
    const seen = [...counts].map(([type, count]) => `${count} ${type}`).join(', ');
    return { note: seen === '' ? 'not a word: a silent edit' : seen, gives: true };
  });
  const state = await step('state after the edit', look);

  const renderId = `render_${clock.now()}_${randomBytes(4).toString('hex')}`;
  const submitted = await step('export', async () => {
    const draft = needed(state?.draft, 'something on the timeline').raw;
    await agent.submitRender(here(), { id: renderId, draft }, signal);
    return { note: 'taken', gives: true };
  });
  const url = await step('export status', async () => {
    needed(submitted, 'an export');
    for (let polls = 1; polls <= mostPolls; polls += 1) {
      const status = await agent.renderStatus(here(), renderId, signal);
      if (status.state === 'failed') throw new Error(`the export failed after ${polls} looks`);
      if (status.state === 'completed') return { note: `ready after ${polls} looks`, gives: status.url };
      await clock.sleep(options.pollMs, signal);
    }
    throw new Error(`not ready after ${mostPolls} looks`);
  });
  await step('download', async () => {
    const opened = await agent.openRender(
      here(),
      { id: renderId, url: needed(url, 'a finished export') },
      undefined,
      signal,
    );
    const { bytes, isMp4 } = await measure(opened.body);
    if (!isMp4) throw new Error(`${bytes} bytes, which are no MP4`);
    return { note: `${bytes} bytes of MP4`, gives: true };
  });

  // What recovery relies on: each is told apart from a failure of any other kind.
  await step('an export that never was', () =>
    refusedWith('nemo.not-found', () => agent.renderStatus(here(), `${renderId}_never`, signal)),
  );
  await step('a session that never was', () =>
    refusedWith('nemo.session-not-found', () => agent.state({ ...here(), sessionId: randomUUID() }, signal)),
  );
  await step('credits afterwards', async () => {
    const { note, gives } = await balance();
    return { note: before === undefined ? note : `${note}; this cost ${before - gives}`, gives };
  });
  return steps;
}

async function refusedWith(
  code: ErrorCode,
  work: () => Promise<unknown>,
): Promise<{ note: string; gives: true }> {
  try {
    await work();
  } catch (error) {
    if (isAppError(error, code)) return { note: 'refused as such', gives: true };
    throw error;
  }
  throw new Error('answered as if it were there');
}

function noteOf({ draft, videoInfos, bindId }: ProjectState): string {
  const parts = [
    draft === undefined ? 'no draft' : `a draft of ${draft.raw.length} characters`,
    `${videoInfos.length} files`,
    ...(bindId === undefined ? [] : ['an id for registration']),
  ];
  return parts.join(', ');
}

/** An error by its code, and never by words of the backend's: those may repeat what was asked. */
function wordsOf(error: unknown): string {
  if (!(error instanceof AppError)) return error instanceof Error ? error.message : 'not an error';
  const { code, params } = error;
  const facts = Object.entries(params).filter(
    ([name, value]) => name !== 'message' && typeof value !== 'object',
  );
  return [code, ...facts.map(([name, value]) => `${name} ${String(value)}`)].join(', ');
}

async function measure(body: AsyncIterable<Uint8Array>): Promise<{ bytes: number; isMp4: boolean }> {
  let head = Buffer.alloc(0);
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (head.length < 12) head = Buffer.concat([head, chunk]).subarray(0, 12);
  }
  return { bytes, isMp4: head.subarray(4, 8).toString('latin1') === 'ftyp' };
}
