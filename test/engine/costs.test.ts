import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AppError } from '#src/errors.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { clipOf, createTestEngine, type TestEngine } from '#test/support/engine.ts';
import { openMemoryStore } from '#test/support/store.ts';

const words = messagesFor('en');

let fixture: StoreFixture;
let engine: TestEngine;
let balance: number;

beforeAll(async () => {
  fixture = await openMemoryStore();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await fixture.sql('delete from reelay.runs');
  await fixture.sql('delete from reelay.spending');
  engine = createTestEngine(fixture);
  balance = 100;
  engine.backend.credits = () => balance;
  engine.backend.send = async function* cuts() {
    balance -= 5;
    engine.backend.state = () => clipOf(balance);
    yield { type: 'text', text: 'Trimmed.' };
  };
});

const spent = () =>
  fixture.sql('select owner, place, credits, exact, work from reelay.spending order by created_at, owner');

test('an edit tells what it cost, and its row says whose it was and where', async () => {
  const { threadKey, turnId } = await engine.say('trim it', undefined, { space: '77' });
  await engine.toEnd(threadKey);
  expect((await engine.lastWord(turnId)).text).toContain(words.cost({ spent: 5, left: 95 }));
  expect(await spent()).toEqual([
    { owner: 'user:test:ann', place: 'place:test:77', credits: 5, exact: true, work: 'edit' },
  ]);
});

test('of two at once on one account, each says that others were there too', async () => {
  const [one, two] = [await engine.say('trim it'), await engine.say('mute it')];
  const both = Promise.withResolvers<void>();
  let running = 0;
  engine.backend.send = async function* waits() {
    running += 1;
    if (running === 2) both.resolve();
    await both.promise;
    balance -= 5;
    engine.backend.state = () => clipOf(balance);
    yield { type: 'text', text: 'Done.' };
  };
  await Promise.all([engine.toEnd(one.threadKey), engine.toEnd(two.threadKey)]);
  for (const { turnId } of [one, two]) {
    const { text } = await engine.lastWord(turnId);
    expect([5, 10].map((n) => words.cost({ spent: n, left: 100 - n, atMost: true }))).toContain(
      text.split('\n\n').at(-1),
    );
  }
  expect((await spent()).map(({ exact }) => exact)).toEqual([false, false]);
});

test('a balance that went up tells nothing of the edit, and nothing is made up', async () => {
  const { threadKey, turnId } = await engine.say('trim it');
  engine.backend.send = async function* tops() {
    balance += 500;
    engine.backend.state = () => clipOf(3);
    yield { type: 'text', text: 'Trimmed.' };
  };
  await engine.toEnd(threadKey);
  expect((await engine.lastWord(turnId)).text).toContain(words.costUnclear({ left: 600 }));
  expect(await spent()).toEqual([]);
  expect(await fixture.sql('select * from reelay.runs where ended_at is null')).toEqual([]);
});

test('a request that was refused leaves no run behind, so that the next one has the account to itself', async () => {
  const refused = await engine.say('trim it');
  const works = engine.backend.send;
  engine.backend.send = () => {
    throw new AppError('nemo.out-of-credits', {});
  };
  await engine.toEnd(refused.threadKey);
  engine.backend.send = works;
  const next = await engine.say('trim it');
  await engine.clock.advance(1_000);
  await engine.toEnd(next.threadKey);
  expect((await engine.lastWord(next.turnId)).text).toContain(words.cost({ spent: 5, left: 95 }));
});

test('new footage is noted as such', async () => {
  const { threadKey } = await engine.say('generate a video of the sea');
  engine.backend.state = () => ({ ...clipOf(1), draft: undefined, videoInfos: [] });
  await engine.toEnd(threadKey);
  expect(await spent()).toMatchObject([{ work: 'generation' }]);
});
