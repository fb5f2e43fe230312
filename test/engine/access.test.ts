import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AccessRules } from '#src/core/access.ts';
import { toThreadKey, type InboundMessage, type Locale } from '#src/core/message.ts';
import { createGuard, type Door } from '#src/engine/access.ts';
import type { EngineSettings } from '#src/engine/deps.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { InboundHandler } from '#src/ports.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { createManualClock } from '#test/fakes/clock.ts';
import { createFakeMessenger } from '#test/fakes/messenger.ts';
import { openMemoryStore } from '#test/support/store.ts';

const hourMs = 60 * 60_000;
let fixture: StoreFixture;
beforeAll(async () => {
  fixture = await openMemoryStore();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.sql('truncate reelay.access'));

/** A door, and what came through it. */
function open(rules: Partial<AccessRules>, door: Door = 'public') {
  const clock = createManualClock();
  const messenger = createFakeMessenger();
  const through: string[] = [];
  const behind = new Proxy({} as InboundHandler, {
    ownKeys: () => ['handle', 'press', 'linkAccount', 'receive'],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    get: (_, name) => async () => {
      through.push(String(name));
      return name === 'press' ? 'taken' : undefined;
    },
  });
  const access = { mode: 'pairing' as const, places: ['77'], users: ['11'], admins: ['22'], ...rules };
  const settings = { access } as Partial<EngineSettings> as EngineSettings;
  const guard = createGuard({ ...fixture, messenger, clock, log: pino({ level: 'silent' }), settings });
  const handler = guard(behind, door);

  const said = (authorId: string, more: Partial<InboundMessage> = {}): InboundMessage => ({
    threadKey: toThreadKey('test', more.space ?? authorId),
    messageId: randomUUID(),
    authorId,
    space: undefined,
    locale: 'en',
    text: 'trim to 5 seconds',
    attachments: [],
    ...more,
  });
  const words = (): string[] => messenger.posts.map(({ message }) => message.text);
  return {
    clock,
    messenger,
    handler,
    through,
    said,
    words,
    say: (authorId: string, more?: Partial<InboundMessage>) => handler.handle(said(authorId, more)),
    /** Asks as a stranger, and gives the code. */
    async codeOf(authorId: string): Promise<string> {
      await handler.handle(said(authorId));
      return /\*\*([A-Z2-9]{8})\*\*/.exec(words().at(-1) ?? '')?.[1] ?? '';
    },
  };
}

const everyWay = (door: ReturnType<typeof open>, authorId: string, space: string | undefined) => {
  const message = door.said(authorId, { space });
  const file = { name: 'a.mp4', body: (async function* none() {})() };
  return {
    handle: () => door.handler.handle(message),
    press: () => door.handler.press({ ...message, token: 't', pressId: 'p' }),
    linkAccount: () => door.handler.linkAccount({ ...message, token: 't', locale: 'en' }),
    receive: () => door.handler.receive(file, message),
  };
};

test('a stranger gets through no way in, whichever comes first, and nothing is stored about them', async () => {
  for (const space of [undefined, '3']) {
    const door = open({ mode: 'allowlist' });
    const ways = everyWay(door, '1', space);
    expect(await ways.handle()).toBeUndefined();
    expect(await ways.press()).toBe('refused');
    await expect(ways.linkAccount()).rejects.toMatchObject({ code: 'access.closed' });
    await expect(ways.receive()).rejects.toMatchObject({ code: 'access.closed' });
    expect(door.through).toEqual([]);
    // One word in private, none where others read along.
    expect(door.words()).toEqual(space === undefined ? [messagesFor('en').access.closed] : []);
  }
  for (const table of ['access', 'turns', 'threads', 'accounts']) {
    expect(await fixture.sql(`select 1 from reelay.${table}`)).toEqual([]);
  }
});

test.each<[string, Partial<AccessRules>, string, string | undefined, Door]>([
  ['anybody where all is open', { mode: 'open' }, '1', undefined, 'public'],
  ['a listed person', { mode: 'allowlist' }, '11', undefined, 'public'],
  ['anybody in a listed server', { mode: 'allowlist' }, '1', '77', 'public'],
  ['whoever came in by another door', { mode: 'allowlist' }, '1', undefined, 'own'],
])('%s gets through every way in', async (_, rules, authorId, space, at) => {
  const door = open(rules, at);
  for (const way of Object.values(everyWay(door, authorId, space))) await way();
  expect(door.through).toEqual(['handle', 'press', 'linkAccount', 'receive']);
  expect(door.words()).toEqual([]);
});

describe.each<Locale>(['en', 'zh'])('in %s', (locale) => {
  const words = messagesFor(locale).access;

  test('a code, an approval, and the person is told and let in', async () => {
    const door = open({});
    await door.say('1', { locale });
    const code = /[A-Z2-9]{8}/.exec(door.words()[0] ?? '')?.[0] ?? '';
    expect(door.words()).toEqual([words.code({ code, minutes: 60 })]);
    await door.say('22', { locale, text: `/approve ${code.toLowerCase()}` });
    expect(door.words().slice(1)).toEqual([words.welcome, words.approved({ id: '1' })]);
    expect(door.messenger.posts[1]?.threadKey).toBe('test:1');
    expect(door.through).toEqual([]);
    await door.say('1', { locale });
    expect(door.through).toEqual(['handle']);
    expect(door.words()).toHaveLength(3);
  });

  test('a refusal is said once an hour, to each', async () => {
    const door = open({ mode: 'allowlist' });
    for (const authorId of ['1', '1', '2', '1']) await door.say(authorId, { locale });
    expect(door.words()).toEqual([words.closed, words.closed]);
    await door.clock.advance(hourMs - 1);
    await door.say('1', { locale });
    expect(door.words()).toHaveLength(2);
    await door.clock.advance(1);
    await door.say('1', { locale });
    expect(door.words()).toHaveLength(3);
  });

  test('the fourth who asks is told to come again, and may an hour later', async () => {
    const door = open({});
    for (const authorId of ['1', '2', '3', '4']) await door.say(authorId, { locale });
    expect(door.words()[3]).toBe(words.tooManyWait);
    await door.clock.advance(hourMs);
    await door.say('4', { locale });
    expect(door.words()[4]).toMatch(/[A-Z2-9]{8}/);
  });

  test('only admins approve, and only codes that are good', async () => {
    const door = open({});
    const code = await door.codeOf('1');
    await door.say('11', { locale, text: `/approve ${code}` });
    await door.say('22', { locale, text: '/approve' });
    await door.say('22', { locale, text: '/approve AAAAAAAA' });
    await door.clock.advance(hourMs);
    await door.say('22', { locale, text: `/approve ${code}` });
    const { adminsOnly, codeUnknown } = words;
    expect(door.words().slice(1)).toEqual([adminsOnly, codeUnknown, codeUnknown, codeUnknown]);
    expect(door.through).toEqual([]);
  });
});

describe.each<Locale>(['en', 'zh'])('taking back, in %s', (locale) => {
  const words = messagesFor(locale).access;

  test('the list, an approval taken back, and whom it does not reach', async () => {
    const door = open({});
    const ask = async (text: string, more: Partial<InboundMessage> = {}): Promise<string | undefined> => {
      await door.say('22', { locale, text, ...more });
      return door.words().at(-1);
    };
    expect(await ask('/approved')).toBe(words.approvedList({ people: [], more: 0 }));
    await door.say('22', { text: `/approve ${await door.codeOf('1')}` });
    const people = [{ platform: 'test', id: '1', at: door.clock.now() }];
    expect(await ask('/approved')).toBe(words.approvedList({ people, more: 0 }));
    // Where others read along the list is not shown.
    expect(await ask('/approved', { space: '77' })).toBe(words.listInPrivate);
    await door.say('1');
    expect(door.through).toEqual(['handle']);
    for (const id of ['2', '11', '22', ''])
      expect(await ask(`/revoke ${id}`)).toBe(words.notApproved({ id }));
    expect(await ask('/revoke 1')).toBe(words.revoked({ id: '1' }));
    await door.say('1', { locale });
    expect(door.through).toEqual(['handle']);
    // They may ask anew.
    expect(door.words().at(-1)).toMatch(/[A-Z2-9]{8}/);
    await door.say('11', { locale, text: '/revoke 1' });
    expect(door.words().at(-1)).toBe(words.adminsOnly);
    await door.say('11', { locale, text: '/approved' });
    expect(door.words().at(-1)).toBe(words.adminsOnly);
  });

  test('an order whose answer its author alone is to see is answered to the adapter', async () => {
    const door = open({});
    const order = (authorId: string, text: string, space?: string) =>
      door.handler.order(door.said(authorId, { locale, text, space }));
    expect(await order('22', '/approved', '3')).toBe(words.approvedList({ people: [], more: 0 }));
    expect(await order('22', '/approve AAAAAAAA')).toBe(words.codeUnknown);
    expect(await order('11', '/revoke 5')).toBe(words.adminsOnly);
    expect(await order('22', 'trim it')).toBeUndefined();
    // Strangers hear what strangers hear, and here that is the adapter's.
    expect(await order('1', '/approved')).toBeUndefined();
    expect(door.words()).toEqual([]);
  });
});

describe('a button counts where it is pressed', () => {
  const inServer = toThreadKey('test', '77', '8');
  const inPrivate = toThreadKey('test', '501');
  const press = (door: ReturnType<typeof open>, more: object) =>
    door.handler.press({
      threadKey: inServer,
      token: 't',
      pressId: 'p',
      authorId: '1',
      space: undefined,
      ...more,
    });

  test('under a result that had to go into a private chat: by the rules of that chat', async () => {
    const door = open({ mode: 'allowlist' });
    expect(await press(door, { pressedAt: inPrivate })).toBe('refused');
    // The refusal stands there too, and not in the server's thread.
    expect(door.messenger.posts.map(({ threadKey }) => threadKey)).toEqual([inPrivate]);
    expect(await press(door, { pressedAt: inServer, space: '77' })).toBe('taken');
    expect(await press(door, { pressedAt: inPrivate, authorId: '11' })).toBe('taken');
  });

  test('somebody approved may press in private, and nowhere else', async () => {
    const door = open({ places: [] });
    await door.say('22', { text: `/approve ${await door.codeOf('1')}` });
    expect(await press(door, { pressedAt: inPrivate })).toBe('taken');
    expect(await press(door, { pressedAt: inServer, space: '77' })).toBe('refused');
  });
});

test('a stranger cannot approve themselves', async () => {
  const door = open({});
  const code = await door.codeOf('1');
  await door.say('1', { text: `/approve ${code}` });
  await door.say('1');
  expect(door.words()).toHaveLength(1);
  expect(door.through).toEqual([]);
});

test('an approved person opens no group, neither for others nor with themselves in it', async () => {
  const door = open({});
  await door.say('22', { text: `/approve ${await door.codeOf('1')}`, space: '3' });
  expect(door.words()).toHaveLength(3);
  await door.say('1', { space: '3' });
  await door.say('2', { space: '3' });
  expect(door.through).toEqual([]);
  expect(door.words()).toHaveLength(3);
});

test('an approval counts for its platform alone, and only while there is pairing', async () => {
  const door = open({});
  await door.say('22', { text: `/approve ${await door.codeOf('1')}` });
  await door.say('1', { threadKey: toThreadKey('other', '1') });
  const lists = open({ mode: 'allowlist' });
  await lists.say('1');
  expect([...door.through, ...lists.through]).toEqual([]);
});

test('after a restart the same code is given again, with the time that it has left', async () => {
  const code = await open({}).codeOf('1');
  const later = open({});
  await later.clock.advance(hourMs / 2);
  await later.say('1');
  expect(later.words()[0]).toContain(code);
  expect(later.words()[0]).toContain('30 minutes');
});

test('a code that could not be stored is given at the next try', async () => {
  const door = open({});
  await fixture.sql('alter table reelay.access rename to away');
  await expect(door.say('1')).rejects.toThrow(/access/);
  await fixture.sql('alter table reelay.away rename to access');
  expect(await door.codeOf('1')).toHaveLength(8);
});

test('the own door approves nobody, whatever its chats are called', async () => {
  const door = open({}, 'own');
  await door.say('22', { text: '/approve AAAAAAAA' });
  expect(door.words()).toEqual([messagesFor('en').access.adminsOnly]);
  expect(door.through).toEqual([]);
});
