import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Limits } from '#src/core/limits.ts';
import type { ThreadKey } from '#src/core/message.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { clipOf, createTestEngine, type TestEngine } from '#test/support/engine.ts';
import { newKey } from '#test/support/records.ts';
import { openMemoryStore } from '#test/support/store.ts';

const words = messagesFor('en');

let fixture: StoreFixture;
beforeAll(async () => {
  fixture = await openMemoryStore();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.sql(`update reelay.turns set state = 'cancelled'`));

/**
 * An engine with a worker that takes so many lanes at once, in the order in which they were woken, as the queue does.
 * Every file and every edit takes until `finishOne`.
 */
function createWorkshop(limits: Limits, atOnce: number) {
  const woken: ThreadKey[] = [];
  const active = new Set<ThreadKey>();
  const again = new Set<ThreadKey>();
  const busy: { what: string; finish: () => void }[] = [];
  const began: string[] = [];
  const lanes = new Set<Promise<void>>();
  let activations = 0;

  const engine: TestEngine = createTestEngine(fixture, {
    limits,
    wakeLane: async (key) => {
      if (active.has(key)) again.add(key);
      else if (!woken.includes(key)) woken.push(key);
      take();
    },
  });
  const work = (what: string): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    began.push(what);
    busy.push({ what, finish: resolve });
    return promise;
  };
  let seconds = 1_000;
  engine.backend.fetch = (url) => work(`file ${url.split('/').at(-1)}`);
  engine.backend.send = async function* edits(text) {
    await work(text);
    seconds -= 1;
    engine.backend.state = () => clipOf(seconds);
    yield { type: 'text', text: 'Done.' };
  };

  function take(): void {
    while (active.size < atOnce) {
      const key = woken.shift();
      if (key === undefined) return;
      active.add(key);
      activations += 1;
      const run = engine.lane(key).then(async () => {
        active.delete(key);
        if (again.delete(key) && !woken.includes(key)) woken.push(key);
        take();
      });
      lanes.add(run);
      void run.finally(() => lanes.delete(run));
    }
  }

  return {
    engine,
    began,
    busy,
    get activations() {
      return activations;
    },
    /** Until the worker has nothing to do but to wait for its edits. */
    async settle(): Promise<void> {
      const isQuiet = (): boolean => woken.length === 0 && active.size === busy.length;
      while (!isQuiet()) await new Promise((resolve) => setImmediate(resolve));
    },
    async finishOne(): Promise<void> {
      busy.shift()?.finish();
      await this.settle();
    },
  };
}

/** Fifty clips with a wish each, in threads of their own, by one person. */
async function sendFifty(engine: TestEngine, who: { authorId: string; space?: string }): Promise<void> {
  for (let n = 0; n < 50; n += 1) {
    const attachments = [{ kind: 'url' as const, url: `https://files.example/${n}.mp4`, name: `${n}.mp4` }];
    await engine.say(`trim ${n}`, newKey(), { ...who, attachments });
  }
}

test('fifty clips of one person do not stand before another’s first, also while theirs are being handed over', async () => {
  const shop = createWorkshop({ userConcurrentEdits: 2 }, 4);
  await sendFifty(shop.engine, { authorId: 'ann' });
  await shop.engine.say('bob’s first', newKey(), { authorId: 'bob' });
  await shop.settle();
  // Of Ann's no more are at it than may be; none of their edits had to end for Bob's to begin.
  expect(shop.began).toEqual(['file 0.mp4', 'file 1.mp4', 'bob’s first']);
});

test('those held back begin one by one as others end, in their order, each lane woken once for it', async () => {
  const shop = createWorkshop({ userConcurrentEdits: 2 }, 4);
  await sendFifty(shop.engine, { authorId: 'ann' });
  await shop.settle();
  const before = shop.activations;
  // Two files, two edits.
  for (let n = 0; n < 4; n += 1) await shop.finishOne();
  expect(shop.began.slice(0, 6)).toEqual([
    'file 0.mp4',
    'file 1.mp4',
    'trim 0',
    'trim 1',
    'file 2.mp4',
    'file 3.mp4',
  ]);
  expect(shop.activations - before).toBeLessThanOrEqual(4);
});

test('in a server that is full, people take turns', async () => {
  const shop = createWorkshop({ userConcurrentEdits: 2, guildConcurrentEdits: 2 }, 8);
  await sendFifty(shop.engine, { authorId: 'ann', space: '9' });
  await shop.engine.say('bob’s first', newKey(), { authorId: 'bob', space: '9' });
  await shop.engine.say('elsewhere', newKey(), { authorId: 'bob', space: '10' });
  await shop.settle();
  expect(shop.began).toEqual(['file 0.mp4', 'file 1.mp4', 'elsewhere']);
  // The first of Ann's two that ends gives way to Bob.
  while (!shop.began.includes('bob’s first')) await shop.finishOne();
  expect(shop.began.filter((what) => what.startsWith('trim'))).toHaveLength(2);
});

test('the status says what is waited for, once, and the sweep finds who was not woken', async () => {
  const shop = createWorkshop({ userConcurrentEdits: 1 }, 4);
  const { engine } = shop;
  await engine.say('first', newKey());
  await shop.settle();
  const second = await engine.say('second', newKey());
  await shop.settle();
  await engine.sweep();
  await shop.settle();
  const told = engine.messenger.edits.filter(({ threadKey }) => threadKey === second.threadKey);
  expect(told.map(({ message }) => message.text)).toEqual([
    words.budget.waitsForSlot({ of: 'user', running: 1 }),
  ]);
  // Its process died with the turn: nobody is left to wake the other.
  await fixture.sql(`update reelay.turns set state = 'unknown' where state = 'streaming'`);
  await engine.sweep();
  await shop.settle();
  expect(shop.began).toEqual(['first', 'second']);
});
