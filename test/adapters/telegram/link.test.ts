import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '#src/errors.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Person } from '#test/fakes/telegram/people.ts';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';
import { recordingHandler, startReceiver, type Receiver, type RecordingHandler } from './receiving.ts';

const words = messagesFor('en');
let telegram: FakeTelegram;
let handler: RecordingHandler;
let receiver: Receiver;
let mia: Person;

beforeEach(async () => {
  telegram = await startTelegram();
  handler = recordingHandler();
  receiver = await startReceiver(telegram, handler);
  mia = telegram.person();
});
afterEach(async () => {
  await receiver.stop();
  await telegram.stop();
});

const handled = (count: number): Promise<true> =>
  handler.until(() => (handler.handled.length >= count ? true : undefined));

describe('/link', () => {
  const token = 'nmv_usr_a-secret-of-mine';

  test('in private: the message goes, the account is linked, the token is nowhere', async () => {
    const said = mia.say(`/link ${token}`);
    await handler.until(() => handler.linked[0]);
    expect(handler.linked).toEqual([{ authorId: String(mia.user.id), token }]);
    await mia.hears(({ text }) => text === 'linked');
    expect(mia.chat.messages).not.toContain(said);
    expect(handler.handled).toEqual([]);
    expect(receiver.log.join('')).not.toContain(token);
    expect(JSON.stringify(mia.heard())).not.toContain(token);
  });

  test('a token that the backend does not know is said in words, and gone all the same', async () => {
    handler.linkAccount = async () => {
      throw new AppError('account.refused', {});
    };
    mia.say(`/link ${token}`);
    const told = await mia.hears(() => true);
    expect(told.text).toBe(words.errors['account.refused']({}));
    expect(mia.chat.messages).toHaveLength(1);
  });

  test('edited into a message: the same', async () => {
    const said = mia.say('/link');
    await handled(1);
    mia.edit(said, `/link ${token}`);
    await handler.until(() => handler.linked[0]);
    expect(handler.revised).toEqual([]);
    await telegram.until(() => !mia.chat.messages.includes(said) || undefined);
  });

  test.each([true, false])('in a group (may delete: %s) nothing is linked', async (canDelete) => {
    const group = telegram.group();
    group.bot.canDelete = canDelete;
    const ben = telegram.member(group);
    const said = ben.say(`/link@reelay_test_bot ${token}`);
    const told = await ben.hears(() => true);
    expect(told.text).toBe(words.linkInPrivate({ removed: canDelete }));
    expect(group.messages.includes(said)).toBe(!canDelete);
    expect(handler.linked).toEqual([]);
  });

  test('without a token it is a question, for the engine', async () => {
    mia.say('/link');
    await handled(1);
    expect(handler.handled[0]).toMatchObject({ text: '/link' });
  });
});

describe('/link for a group', () => {
  const token = 'nmv_usr_a-secret-of-ours';
  const asked = (): [string, boolean | undefined][] =>
    handler.handled.map(({ text, canManage }) => [text, canManage]);

  test.each([
    ['administrator', true],
    ['creator', true],
    ['member', false],
  ] as const)('in private, by a %s of it: the engine is told who may', async (status, mayManage) => {
    const group = telegram.group();
    telegram.join(mia, group, status);
    const said = mia.say(`/link ${group.id} ${token}`);
    await handler.until(() => handler.linked[0]);
    const shared = { id: String(group.id), mayManage };
    // Whoever may manage it comes from there, as far as being let in goes.
    expect(handler.linked).toEqual([
      { authorId: String(mia.user.id), token, shared, ...(mayManage ? { space: String(group.id) } : {}) },
    ]);
    expect(mia.chat.messages).not.toContain(said);
    expect(receiver.log.join('')).not.toContain(token);
  });

  test('in the group itself a token is never taken', async () => {
    const group = telegram.group();
    const ben = telegram.member(group, 'administrator');
    ben.say(`/link@reelay_test_bot ${group.id} ${token}`);
    const told = await ben.hears(() => true);
    expect(told.text).toBe(words.linkInPrivate({ removed: group.bot.canDelete }));
    expect(handler.linked).toEqual([]);
  });

  test('without a token it is a question, for the engine', async () => {
    const group = telegram.group();
    telegram.member(group).say('/link@reelay_test_bot group');
    await handled(1);
    mia.say(`/link ${group.id}`);
    await handled(2);
    expect(asked()).toEqual([
      ['/link group', undefined],
      [`/link ${group.id}`, undefined],
    ]);
  });

  test('/unlink group says whether it comes from an admin', async () => {
    const group = telegram.group();
    telegram.member(group).say('/unlink@reelay_test_bot group');
    await handled(1);
    telegram.member(group, 'administrator').say('/unlink@reelay_test_bot group');
    await handled(2);
    telegram.member(group).say('/unlink@reelay_test_bot group', { anonymous: true });
    await handled(3);
    expect(asked().map(([, may]) => may)).toEqual([undefined, true, true]);
  });
});
