import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Limits } from '#src/core/limits.ts';
import type { ThreadKey } from '#src/core/message.ts';
import { dayOf } from '#src/core/spending.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { clipOf, createTestEngine, type TestEngine } from '#test/support/engine.ts';
import { openMemoryStore } from '#test/support/store.ts';

const words = messagesFor('en');

let fixture: StoreFixture;
let engine: TestEngine;
let balance: number;
let price: number;

beforeAll(async () => {
  fixture = await openMemoryStore();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  for (const table of ['runs', 'spending']) await fixture.sql(`delete from reelay.${table}`);
  balance = 1_000;
  price = 10;
  withLimits({});
});

function withLimits(limits: Limits): void {
  engine = createTestEngine(fixture, { limits });
  engine.backend.credits = () => balance;
  engine.backend.send = async function* cuts() {
    balance -= price;
    engine.backend.state = () => clipOf(balance);
    yield { type: 'text', text: 'Done.' };
  };
}

/** Says it, and gives the answer. */
async function ask(text: string, threadKey?: ThreadKey, who: { authorId?: string; space?: string } = {}) {
  const said = await engine.say(text, threadKey, who);
  await engine.toEnd(said.threadKey);
  // Each at a time of its own, or they would seem to be at it together.
  await engine.clock.advance(1_000);
  return { ...said, last: await engine.lastWord(said.turnId) };
}

const opensInMs = () => dayOf(engine.clock.now()).end - engine.clock.now();

describe('a daily budget', () => {
  test('over it, nothing is sent, and the answer says when it opens again; the request is kept', async () => {
    withLimits({ userDailyCredits: 25 });
    await ask('trim it');
    await ask('mute it');
    const { threadKey, turnId, last } = await ask('crop it');
    expect(engine.sent).toEqual(['trim it', 'mute it']);
    const over = { of: 'user' as const, budget: 25, used: 20, reserved: 0, usual: 10 };
    expect(last.text.split('\n')).toEqual([
      words.errors['limit.daily']({ ...over, opensInMs: opensInMs() + 1_000 }),
      words.charged.nothing,
    ]);
    expect(last.buttons.map(({ label }) => label)).toEqual([words.button.retry, words.button.link]);
    expect(await fixture.store.turns.get(turnId)).toMatchObject({ state: 'failed' });

    await engine.clock.advance(opensInMs());
    expect(await engine.press(threadKey, last, words.button.retry)).toBe('taken');
    await engine.toEnd(threadKey);
    expect(engine.sent.at(-1)).toBe('crop it');
  });

  test('another person, and another server, have their own', async () => {
    withLimits({ userDailyCredits: 10, guildDailyCredits: 20 });
    await ask('one', undefined, { space: 'A' });
    await ask('two', undefined, { space: 'A', authorId: 'bob' });
    const third = await ask('three', undefined, { space: 'A', authorId: 'eve' });
    await ask('four', undefined, { space: 'B', authorId: 'eve' });
    expect(engine.sent).toEqual(['one', 'two', 'four']);
    expect(third.last.text).toContain(
      words.errors['limit.daily']({
        of: 'place',
        budget: 20,
        used: 20,
        reserved: 0,
        usual: 10,
        opensInMs: opensInMs() + 2_000,
      }),
    );
  });

  test('two lanes at once cannot both get through', async () => {
    withLimits({ userDailyCredits: 10 });
    const both = [await engine.say('one'), await engine.say('two')];
    await Promise.all(both.map(({ threadKey }) => engine.toEnd(threadKey)));
    expect(engine.sent).toHaveLength(1);
  });

  test('new footage that costs more than a whole budget is said to, and no time is named', async () => {
    withLimits({ userDailyCredits: 50 });
    engine.backend.state = () => ({ ...clipOf(1), draft: undefined, videoInfos: [] });
    const { last } = await ask('generate a video of the sea');
    expect(engine.sent).toEqual([]);
    const over = { of: 'user' as const, budget: 50, used: 0, reserved: 0, usual: 100, opensInMs: 0 };
    expect(last.text).toContain(words.errors['limit.daily'](over));
  });

  test('an account of one’s own has none', async () => {
    withLimits({ userDailyCredits: 10 });
    const account = await fixture.store.accounts.ensure('user:test:zoe', 'linked', 'c');
    await fixture.store.accounts.setToken(account.id, 'nmv_usr_zoe', null);
    await ask('one', undefined, { authorId: 'zoe' });
    await ask('two', undefined, { authorId: 'zoe' });
    expect(engine.sent).toEqual(['one', 'two']);
    const { last } = await ask('credits', undefined, { authorId: 'zoe' });
    expect(last.text).toContain(words.budget.noBudget);
  });

  test('credits tell what was used today, of how much, and when the starter credits end', async () => {
    withLimits({ userDailyCredits: 50, guildDailyCredits: 200 });
    await ask('trim it', undefined, { space: 'C' });
    const { last } = await ask('credits', undefined, { space: 'C' });
    const left = words.credits({ available: 990, frozen: 0, total: 100 });
    const used = { used: 10, reserved: 0 };
    expect(last.text.split('\n')).toEqual([
      ...left.split('\n'),
      ...words.budget.today({ ...used, budget: 50, opensInMs: opensInMs() + 1_000 }).split('\n'),
      ...words.budget.todayHere({ ...used, budget: 200 }).split('\n'),
      expect.stringMatching(/starter credits, good until .* UTC\./),
    ]);
  });
});

describe('a balance that is low', () => {
  test('is said with the result, with the way to more', async () => {
    balance = 18;
    const { last } = await ask('trim it');
    const cost = words.cost({ spent: 10, left: 8 });
    const more = `${words.budget.lowBalance({ usual: 10 })}\n${words.register({ url: 'https://editor.example' })}`;
    expect(last.text).toContain(`${cost} ${more}`);
  });

  test('of nothing at all is said before anything is sent', async () => {
    balance = 0;
    const { last } = await ask('trim it');
    expect(engine.sent).toEqual([]);
    expect(last.text).toContain(words.errors['nemo.out-of-credits']({}));
    expect(last.text).toContain(words.register({ url: 'https://editor.example' }));
  });

  test('what is usual is what was seen here', async () => {
    price = 30;
    for (const text of ['one', 'two', 'three']) await ask(text);
    balance = 55;
    expect((await ask('four')).last.text).toContain(words.budget.lowBalance({ usual: 30 }));
  });
});

describe('new footage', () => {
  beforeEach(() => {
    engine.backend.state = () => ({ ...clipOf(1), draft: undefined, videoInfos: [] });
  });

  test('its usual cost is said with the first acknowledgement in a project, and not again', async () => {
    price = 100;
    const { threadKey } = await ask('generate a video of the sea');
    const acks = () => engine.messenger.posts.filter(({ message }) => message.kind === 'ack');
    const note = words.budget.generationCost({ usual: 100 });
    expect(acks().at(-1)?.message.text).toBe(`${words.ack({ ahead: 0 })} ${note}`);
    await ask('generate a video of the shore', threadKey);
    expect(acks().at(-1)?.message.text).toBe(words.ack({ ahead: 0 }));
  });

  test('where less is left than it costs, it is asked about first; pressed, it is tried', async () => {
    balance = 40;
    const { threadKey, turnId, last } = await ask('generate a video of the sea and export');
    expect(engine.sent).toEqual([]);
    const question = words.budget.generationAsk({ usual: 100, left: 40 });
    expect(last.text).toBe(`${question}\n\n${words.register({ url: 'https://editor.example' })}`);
    expect(await fixture.store.turns.get(turnId)).toMatchObject({ state: 'cancelled' });
    expect(await fixture.sql('select * from reelay.runs where ended_at is null')).toEqual([]);
    await engine.press(threadKey, last, words.budget.generateAnyway);
    await engine.lane(threadKey);
    expect(engine.sent).toEqual(['generate a video of the sea']);
  });
});

describe('requests that are too many', () => {
  beforeEach(() => fixture.sql(`update reelay.turns set state = 'cancelled', created_at = 0`));

  test('in a minute: refused with the time, kept, and taken later; quick ones never count', async () => {
    withLimits({ userTurnsPerMinute: 2 });
    const { threadKey } = await engine.say('one');
    await engine.say('two', threadKey);
    await engine.say('credits', threadKey);
    const third = await engine.say('three', threadKey);
    const last = await engine.lastWord(third.turnId);
    expect(last.kind).toBe('error');
    expect(last.text).toMatch(/^That is more than 2 requests in a minute\. .*in \d+ (?:s|min)\./);
    expect((await engine.lastWord((await engine.say('credits', threadKey)).turnId)).kind).toBe('info');
    await engine.toEnd(threadKey);
    await engine.clock.advance(61_000);
    await engine.press(threadKey, last, words.button.retry);
    await engine.toEnd(threadKey);
    expect(engine.sent).toEqual(['one', 'two', 'three']);
  });

  test('waiting: refused, kept, and taken when some are done', async () => {
    withLimits({ userWaitingTurns: 2 });
    const { threadKey } = await engine.say('one');
    await engine.say('two', threadKey);
    const third = await engine.say('three', threadKey);
    const last = await engine.lastWord(third.turnId);
    expect(last.text).toContain(words.errors['limit.waiting']({ most: 2 }));
    await engine.say('four', undefined, { authorId: 'bob' });
    await engine.toEnd(threadKey);
    await engine.press(threadKey, last, words.button.retry);
    await engine.toEnd(threadKey);
    expect(engine.sent).toEqual(['one', 'two', 'three']);
  });
});
