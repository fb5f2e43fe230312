import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AppError } from '#src/errors.ts';
import type { Render } from '#src/core/records.ts';
import type { RenderStatus } from '#src/core/remote.ts';
import { createStageTimes, renderProgress } from '#src/core/stage-times.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { createRenders, type Renders } from '#src/engine/render.ts';
import type { Results } from '#src/engine/results.ts';
import type { Sessions } from '#src/engine/sessions.ts';
import type { VideoAgent } from '#src/ports.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { createManualClock, type ManualClock } from '#test/fakes/clock.ts';
import { engineDeps, notExpected } from '#test/fakes/deps.ts';
import { createFakeMessenger, type FakeMessenger } from '#test/fakes/messenger.ts';
import { addTurn, lastWord, newProject } from '#test/support/records.ts';
import { openMemoryStore } from '#test/support/store.ts';

const { signal } = new AbortController();
const words = messagesFor('en');
let fixture: StoreFixture;
let clock: ManualClock;
let renders: Renders;
let turn: Turn;
let render: Render;
/** What the backend was asked, and what it answers about a render. */
let asked: string[];
let answer: (id: string) => RenderStatus | Promise<RenderStatus>;
let enqueued: string[];
let messenger: FakeMessenger;

beforeAll(async () => {
  fixture = await openMemoryStore();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  const { store } = fixture;
  clock = createManualClock();
  messenger = createFakeMessenger();
  asked = [];
  enqueued = [];
  answer = () => ({ state: 'processing', progress: undefined });
  const project = await newProject(store);
  const { id } = await addTurn(store, project);
  await store.turns.claim(project.threadKey, id);
  turn = (await store.turns.advance(id, id, { state: 'rendering' }))!;
  render = await store.renders.add({
    id: `render_${id}`,
    turnId: id,
    threadKey: project.threadKey,
    projectId: project.id,
    draft: '{}',
    draftHash: '',
    retryOf: null,
  });
  const agent = {
    submitRender: async (_, { id: renderId }) => void asked.push(`submit ${renderId}`),
    renderStatus: async (_, renderId) => {
      asked.push(`status ${renderId}`);
      return answer(renderId);
    },
  } as Partial<VideoAgent> as VideoAgent;
  const session = { token: 't', sessionId: 's', taskId: 'k' };
  renders = createRenders({
    ...engineDeps({
      store,
      clock,
      agent,
      messenger,
      queue: { wakeLane: notExpected, enqueueRender: async (renderId) => void enqueued.push(renderId) },
    }),
    sessions: { withSession: (_, run) => run(session, project) } as Partial<Sessions> as Sessions,
    deliverer: { deliver: async () => undefined, deliverOlder: notExpected },
    results: { finished: async (_, done) => lastWord(`finished ${done.id}`) } as Partial<Results> as Results,
    replies: {
      error: async (_, error) => lastWord(error instanceof AppError ? error.code : '', { kind: 'error' }),
    },
    strips: { add: notExpected },
  });
});

const poll = (id = render.id) => renders.poll(id, signal);
const state = async (id = render.id) => (await fixture.store.renders.get(id))?.state;
const last = async () => (await fixture.store.deliveries.pending(turn.id))?.message.text;

test('it is submitted once, asked for until it is ready, and told once', async () => {
  expect(await poll()).toEqual({ againInMs: 30 });
  expect(await poll()).toEqual({ againInMs: 30 });
  answer = () => ({ state: 'completed', url: 'https://cdn.example.com/v.mp4' });
  expect(await poll()).toEqual({});
  expect(await poll()).toEqual({});
  expect(asked).toEqual([`submit ${render.id}`, `status ${render.id}`, `status ${render.id}`]);
  expect(await last()).toBe(`finished ${render.id}`);
});

test('its status shows how far it is: by the backend’s word where it gives one, else by the time', async () => {
  await fixture.store.turns.noteStatus(turn.id, 'status');
  const usual = createStageTimes().usual('rendering');
  const shows = (elapsedMs: number, said: number | undefined): string =>
    words.stage({ stage: 'rendering', elapsedMs, usual, progress: renderProgress(said, elapsedMs, usual) });
  await clock.advance(render.createdAt - clock.now());
  await poll();
  await clock.advance(30_000);
  await poll();
  answer = () => ({ state: 'processing', progress: 62 });
  await clock.advance(30_000);
  await poll();
  expect(messenger.edits.map(({ message }) => message.text)).toEqual([
    shows(0, undefined),
    shows(30_000, undefined),
    shows(60_000, 62),
  ]);
});

test.each([
  ['that the backend knows, it is not submitted again', false],
  ['that the backend never heard of, it is submitted under the same id', true],
])('after a crash in mid-submission %s', async (_, isUnknown) => {
  await fixture.store.renders.advance(render.id, ['intent'], { state: 'submitting' });
  answer = () => {
    if (isUnknown) throw new AppError('nemo.not-found', {});
    return { state: 'processing', progress: undefined };
  };
  expect(await poll()).toEqual({ againInMs: 30 });
  expect(asked).toEqual([`status ${render.id}`, ...(isUnknown ? [`submit ${render.id}`] : [])]);
  expect(await state()).toBe('rendering');
});

/** Another process finds the end while this one waits, or sleeps. */
async function endElsewhere(): Promise<void> {
  const done = { state: 'completed', url: 'https://cdn.example.com/v.mp4' } as const;
  await fixture.store.renders.advance(render.id, ['intent', 'rendering'], done);
}

test('an end that another look found while the chat took its time is for that one to tell', async () => {
  await fixture.store.turns.noteStatus(turn.id, 'status');
  messenger.edit = endElsewhere;
  expect(await poll()).toEqual({});
  expect(asked).toEqual([]);
  expect(await last()).toBeUndefined();
});

test('a look that fails for good ends nothing that another one found ready', async () => {
  await poll();
  const refuse = (): never => {
    throw new AppError('nemo.refused', { status: 400 });
  };
  answer = async () => {
    await endElsewhere();
    return refuse();
  };
  expect(await poll()).toEqual({});
  expect(await last()).toBeUndefined();
  // Nobody told it: the next look does.
  expect(await poll()).toEqual({});
  expect(await last()).toBe(`finished ${render.id}`);
});

test('one that failed is tried once more, by whoever looks at it, and then it is the end', async () => {
  await poll();
  answer = () => ({ state: 'failed', reason: 'ffmpeg' });
  await poll();
  // A second worker that had the same job in its hands.
  await Promise.all([poll(), poll()]);
  const retry = (await fixture.store.renders.ofTurn(turn.id))!;
  expect(retry).toMatchObject({ retryOf: render.id, version: 1, state: 'intent' });
  expect(new Set(enqueued)).toEqual(new Set([retry.id]));
  await poll(retry.id);
  expect(await last()).toBeUndefined();
  await poll(retry.id);
  expect(await last()).toBe('render.failed');
  expect(asked.filter((call) => call.startsWith('submit'))).toHaveLength(2);
});

test('trouble that passes is waited out, for an hour at the most', async () => {
  await poll();
  answer = () => {
    throw new AppError('nemo.unreachable', { sent: true });
  };
  expect(await poll()).toEqual({ againInMs: 30 });
  // A clock that is set on is no hour of looking.
  await clock.advance(61 * 60_000);
  expect(await poll()).toEqual({ againInMs: 30 });
  await fixture.sql('update reelay.renders set polls = 100000 where id = $1', [render.id]);
  expect(await poll()).toEqual({});
  expect(await last()).toBe('render.timeout');
});

test('a look during which the database goes away ends nothing; the next one brings the video', async () => {
  await poll();
  answer = () => {
    throw new Error('Connection terminated unexpectedly');
  };
  await expect(poll()).rejects.toThrow('Connection terminated');
  expect(await last()).toBeUndefined();
  answer = () => ({ state: 'completed', url: 'https://cdn.example.com/v.mp4' });
  await poll();
  expect(await last()).toBe(`finished ${render.id}`);
});
