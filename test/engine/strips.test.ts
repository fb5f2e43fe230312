import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Render } from '#src/core/records.ts';
import { createStrips } from '#src/engine/strips.ts';
import type { Results } from '#src/engine/results.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { FileSource, StripMaker, StripRow } from '#src/ports.ts';
import { exported } from '#test/contracts/history-contract.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { createManualClock, type ManualClock } from '#test/fakes/clock.ts';
import { engineDeps } from '#test/fakes/deps.ts';
import { createFakeMessenger, type FakeMessenger } from '#test/fakes/messenger.ts';
import { lastWord, newProject } from '#test/support/records.ts';
import { openMemoryStore } from '#test/support/store.ts';

let fixture: StoreFixture;
let messenger: FakeMessenger;
let clock: ManualClock;
let count = 0;
beforeAll(async () => {
  fixture = await openMemoryStore();
});
afterAll(() => fixture.close());
beforeEach(() => {
  messenger = createFakeMessenger();
  clock = createManualClock();
});

const words = messagesFor('en').project.strip;
const posted = { messageId: 'm1', message: lastWord('your video') };
const newId = (): string => `render_strip_${(count += 1)}`;
const once = async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
};
/** Reads its rows and gives their labels and what they hold as the picture. */
const readAll: StripMaker = async (rows, signal) => {
  const read = async (row: StripRow): Promise<string> => {
    let text = '';
    for await (const chunk of await row.open(signal)) text += Buffer.from(chunk).toString();
    return `${row.label}=${text}`;
  };
  return { jpeg: Buffer.from((await Promise.all(rows.map(read))).join(' ')), shown: rows };
};

async function add(render: Render, makeStrip: StripMaker | undefined): Promise<void> {
  const { store } = fixture;
  const strips = createStrips({
    ...engineDeps({
      store,
      messenger,
      clock,
      makeStrip,
      files: {
        open: async (_, ref) => ({ name: ref, body: once(ref) }),
      } as Partial<FileSource> as FileSource,
    }),
    results: {
      open: async ({ id }) => ({ status: 200, bytes: undefined, range: undefined, body: once(id) }),
    } as Partial<Results> as Results,
  });
  await strips.add((await store.turns.get(render.turnId))!, render, posted);
}
const strip = (): string => Buffer.from(messenger.illustrated[0]?.image.bytes ?? []).toString();

test('a version stands under the one before it, and where no platform keeps it, it is kept here', async () => {
  const { store } = fixture;
  const project = await newProject(store);
  const [first, second] = [await exported(store, project, newId()), await exported(store, project, newId())];
  await add(second, readAll);
  expect(strip()).toBe(`v1=${first.id} v2=${second.id}`);
  expect(messenger.illustrated).toMatchObject([
    { messageId: 'm1', image: { alt: words.alt({ above: 'v1', below: 'v2' }), renderId: second.id } },
  ]);
  expect(Buffer.from((await store.strips.get(second.id))!).toString()).toBe(strip());
});

test('the first version stands under the clip, where its platform has it; else alone', async () => {
  const { store } = fixture;
  const project = await newProject(store);
  const { id: projectId, threadKey } = project;
  const media = { threadKey, projectId, mime: 'video/mp4', bytes: null };
  await store.media.add({ ...media, id: newId(), name: 'web.mp4', source: null });
  const render = await exported(store, project, newId());
  await add(render, readAll);
  expect(strip()).toBe(`v1=${render.id}`);
  const kept = newId();
  await store.media.add({ ...media, id: kept, name: 'clip.mp4', source: { ref: 'the clip' } });
  await store.media.settle(kept, 'uploaded', null);
  messenger.illustrated.length = 0;
  await add(render, readAll);
  expect(strip()).toBe(`${words.source}=the clip v1=${render.id}`);
});

test.each<[string, StripMaker | undefined]>([
  ['without a maker', undefined],
  ['that is not made', async () => undefined],
  ['that fails', () => Promise.reject(new Error('ffmpeg ended with 1'))],
])('a strip %s is not missed', async (_, makeStrip) => {
  const render = await exported(fixture.store, await newProject(fixture.store), newId());
  await add(render, makeStrip);
  expect(messenger.illustrated).toEqual([]);
});

test('one that takes too long is left', async () => {
  const render = await exported(fixture.store, await newProject(fixture.store), newId());
  const begun = Promise.withResolvers<void>();
  const never: StripMaker = (_, signal) => {
    begun.resolve();
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('late'))));
  };
  const adding = add(render, never);
  await begun.promise;
  await clock.advance(40_000);
  await adding;
  expect(messenger.illustrated).toEqual([]);
});
