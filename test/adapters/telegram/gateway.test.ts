import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adminCommandNames, commandNames } from '#src/core/commands.ts';
import { AppError } from '#src/errors.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Person } from '#test/fakes/telegram/people.ts';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';
import { addChat, addMessage } from '#test/fakes/telegram/state.ts';
import type { FakeMessage } from '#test/fakes/telegram/types.ts';
import { tinyClip } from '#test/support/media.ts';
import { recordingHandler, startReceiver, type Receiver, type RecordingHandler } from './receiving.ts';

const words = messagesFor('en');
const mb = 1024 * 1024;
let telegram: FakeTelegram;
let handler: RecordingHandler;
let receiver: Receiver;
let mia: Person;
let clip: string;

beforeAll(async () => {
  clip = await tinyClip();
});
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
const pressed = (count: number): Promise<true> =>
  handler.until(() => (handler.pressed.length >= count ? true : undefined));

describe('albums', () => {
  test('the parts are one message, with the caption; what follows comes after it', async () => {
    const parts = await mia.album([
      { kind: 'video', path: clip, name: 'a.mp4' },
      { kind: 'video', path: clip, name: 'b.mp4', caption: 'merge these' },
      { kind: 'photo', path: clip },
    ]);
    mia.say('and export');
    await handled(2);
    expect(handler.handled[0]).toMatchObject({
      messageId: String(parts[0]!.message_id),
      text: 'merge these',
      attachments: [{ name: 'a.mp4' }, { name: 'b.mp4' }, { name: `photo-${parts[2]!.message_id}.jpg` }],
    });
    expect(handler.handled[1]).toMatchObject({ text: 'and export' });
  });

  test('a late part still belongs to it, and no part is confirmed before the whole is stored', async () => {
    const first = await mia.send({ kind: 'video', path: clip, album: '77', caption: 'merge these' });
    // Telegram has given the first part for sure once it is asked for what comes after it.
    await telegram.until(() => telegram.callsOf('getUpdates').length > 1 || undefined);
    expect(telegram.state.queue.pending()).toHaveLength(1);
    await mia.send({ kind: 'video', path: clip, album: '77' });
    await handled(1);
    expect(handler.handled[0]).toMatchObject({ messageId: String(first.message_id) });
    expect(handler.handled[0]!.attachments).toHaveLength(2);
  });

  test('two albums in two chats do not mix', async () => {
    const ben = telegram.person();
    await Promise.all([
      mia.album([
        { kind: 'video', path: clip },
        { kind: 'video', path: clip },
      ]),
      ben.album([
        { kind: 'video', path: clip },
        { kind: 'video', path: clip },
        { kind: 'video', path: clip },
      ]),
    ]);
    await handled(2);
    const counts = handler.handled.map(({ authorId, attachments }) => [authorId, attachments.length]);
    expect(Object.fromEntries(counts)).toEqual({ [mia.user.id]: 2, [ben.user.id]: 3 });
  });
});

describe('edited messages', () => {
  test('the turn is given the new text', async () => {
    const said = mia.say('trim to 5 seconds');
    await handled(1);
    mia.edit(said, 'trim to 6 seconds');
    await handler.until(() => handler.revised[0]);
    expect(handler.revised).toEqual([
      {
        threadKey: `telegram:${mia.chat.id}`,
        messageId: String(said.message_id),
        text: 'trim to 6 seconds',
      },
    ]);
    expect(handler.handled).toHaveLength(1);
  });

  test('an album is known by its first part, whichever caption is edited', async () => {
    const parts = await mia.album([
      { kind: 'video', path: clip },
      { kind: 'video', path: clip, caption: 'merge' },
    ]);
    await handled(1);
    mia.edit(parts[1]!, 'merge and mute');
    await handler.until(() => handler.revised[0]);
    expect(handler.revised).toMatchObject([
      { messageId: String(parts[0]!.message_id), text: 'merge and mute' },
    ]);
  });
});

describe('buttons', () => {
  const shownButton = (person: Person): FakeMessage => {
    const { state } = telegram;
    return addMessage(state, person.chat, {
      from: state.me,
      text: 'ready',
      reply_markup: { inline_keyboard: [[{ text: 'Export', callback_data: 'AbC-12_z' }]] },
    });
  };

  test('the press is answered before anything is done about it', async () => {
    const id = mia.press(shownButton(mia), 'Export');
    let answeredFirst = false;
    handler.outcome = () => {
      answeredFirst = telegram.state.callbacks.get(id)?.answer !== undefined;
      return 'taken';
    };
    await pressed(1);
    expect(answeredFirst).toBe(true);
    expect(handler.pressed[0]).toMatchObject({ token: 'AbC-12_z', authorId: String(mia.user.id) });
  });

  test('one from yesterday still works, though its answer is refused', async () => {
    const message = shownButton(mia);
    telegram.fault({
      method: 'answerCallbackQuery',
      code: 400,
      description: 'Bad Request: query is too old and response timeout expired or query ID is invalid',
    });
    mia.press(message, 'Export');
    await pressed(1);
  });

  test.each(['', 'two words', "'; drop table turns; --", '\0', '🎬'.repeat(16), 'x'.repeat(64)])(
    'junk %j is told to be no button of ours',
    async (data) => {
      handler.outcome = () => 'unknown';
      mia.pressData(shownButton(mia), data);
      const told = await mia.hears(({ text }) => text !== 'ready');
      expect(told.text).toBe(words.errors['button.unknown']({}));
    },
  );

  test("a game's button is answered and no more", async () => {
    const id = mia.pressData(shownButton(mia), undefined);
    mia.say('hello');
    await handled(1);
    expect(telegram.state.callbacks.get(id)?.answer).toEqual({});
    expect(handler.pressed).toEqual([]);
  });

  test.each([
    ['member', false],
    ['administrator', true],
    ['creator', true],
  ] as const)("somebody else's button, pressed by a %s", async (status, may) => {
    const group = telegram.group();
    const ben = telegram.member(group, status);
    handler.outcome = ({ canModerate }) => (canModerate === true ? 'taken' : 'not-yours');
    ben.press(shownButton(ben), 'Export');
    if (may) {
      await pressed(2);
      expect(handler.pressed[1]).toMatchObject({ canModerate: true });
    } else {
      const told = await ben.hears(({ text }) => text !== 'ready');
      expect(told.text).toBe(words.errors['button.not-yours']({}));
      expect(handler.pressed).toHaveLength(1);
    }
  });
});

describe('files that are too large', () => {
  test('21 MB: said at once with the size; the next message goes on', async () => {
    await mia.send({
      kind: 'video',
      path: clip,
      name: 'long.mp4',
      claimedBytes: 20 * mb + 1,
      caption: 'trim',
    });
    mia.say('hello');
    await handled(1);
    const told = await mia.hears(() => true);
    expect(told.text).toBe(
      words.errors['file.over-platform-limit']({ name: 'long.mp4', limitMb: 20, sizeMb: 21 }).replaceAll(
        '**',
        '',
      ),
    );
    expect(telegram.callsOf('getFile')).toEqual([]);
    expect(handler.handled).toMatchObject([{ text: 'hello' }]);
  });

  test('20 MB exactly, and an unknown size, are taken', async () => {
    await mia.send({ kind: 'video', path: clip, claimedBytes: 20 * mb });
    await mia.send({ kind: 'video', path: clip, claimedBytes: undefined });
    await handled(2);
  });

  test('one of an album: none of it is worked on', async () => {
    await mia.album([
      { kind: 'video', path: clip, caption: 'merge' },
      { kind: 'video', path: clip, name: 'long.mp4', claimedBytes: 64 * mb },
    ]);
    const told = await mia.hears(() => true);
    expect(told.text).toContain('long.mp4 has 64 MB');
    expect(handler.handled).toEqual([]);
  });
});

describe('groups', () => {
  test('a group that becomes a supergroup takes its thread along', async () => {
    const group = telegram.group({ basic: true });
    const now = telegram.upgrade(group);
    const move = [`telegram:${group.id}`, `telegram:${now.id}`, `${group.id} to ${now.id}`];
    await handler.until(() => handler.moved[1]);
    expect(handler.moved).toEqual([move, move]);
  });

  test('privacy mode shows commands and answers; the admins are told so once', async () => {
    const group = telegram.group();
    group.bot.status = 'left';
    const ben = telegram.member(group, 'administrator');
    telegram.admit(group, 'member', ben.user);
    const told = await ben.hears(() => true);
    expect(told.text).toBe(words.limitedSight);
    ben.say('nice weather');
    ben.say('@reelay_test_bot trim it');
    ben.say('shorter', { replyTo: told.message_id });
    ben.say('/credits');
    await handled(2);
    expect(handler.handled.map(({ text }) => text)).toEqual(['shorter', '/credits']);
    expect(ben.heard()).toHaveLength(1);
  });

  test('an admin bot sees everything: nothing is told, mentions are heard', async () => {
    const group = telegram.group();
    group.bot.status = 'left';
    const ben = telegram.member(group, 'administrator');
    telegram.admit(group, 'administrator', ben.user);
    ben.say('nice weather');
    ben.say('@reelay_test_bot trim it');
    await handled(1);
    expect(handler.handled).toMatchObject([{ text: 'trim it' }]);
    expect(ben.heard()).toEqual([]);
  });

  test('topics are threads; answers go into them', async () => {
    const group = telegram.group({ forum: true });
    const [cuts, sound] = [telegram.topic(group, 'cuts'), telegram.topic(group, 'sound')];
    const ben = telegram.member(group);
    handler.before = async () => {
      throw new AppError('message.malformed', {});
    };
    ben.say('/edit a', { topic: cuts });
    ben.say('/edit b', { topic: sound });
    ben.say('/edit c');
    await telegram.until(() => ben.heard().length === 3 || undefined);
    expect(ben.heard().map(({ message_thread_id: topic }) => topic)).toEqual([cuts, sound, undefined]);
  });

  test('a channel is not listened to', async () => {
    const channel = addChat(telegram.state, { id: -1_005, type: 'channel', title: 'News' });
    addMessage(telegram.state, channel, { text: '/credits' });
    mia.say('hello');
    await handled(1);
    expect(handler.handled).toMatchObject([{ text: 'hello' }]);
  });
});

describe('the menu of commands', () => {
  const menus = () => [...telegram.state.commands];

  test('is set in both languages, for private chats and for groups', async () => {
    mia.say('hello');
    await handled(1);
    expect(menus().map(([key]) => key)).toEqual([
      '{"type":"all_private_chats"} ',
      '{"type":"all_private_chats"} zh',
      '{"type":"all_group_chats"} ',
      '{"type":"all_group_chats"} zh',
    ]);
    const [inPrivate, chinese, inGroups] = menus().map(([, menu]) => menu);
    const names = (menu: { command: string }[] | undefined) => menu?.map(({ command }) => command);
    expect(names(inPrivate)).toEqual([...commandNames, 'start']);
    expect(names(inGroups)).toEqual(
      commandNames.filter((name) => !['link', 'unlink', 'forget'].includes(name)),
    );
    expect(chinese?.[0]?.description).toBe(messagesFor('zh').commands.edit);
  });

  test('has more for admins, in their own chat; whoever has none yet is no reason to stop', async () => {
    await receiver.stop();
    // Never written, and somebody of another platform.
    const admins = ['601000001', String(mia.user.id), '1139201834728374123'];
    receiver = await startReceiver(telegram, handler, { admins });
    mia.say('hello');
    await handled(1);
    const own = menus().filter(([key]) => key.includes('"chat"'));
    expect(own.map(([key]) => key)).toEqual(
      ['', 'zh'].map((language) => `{"type":"chat","chat_id":${mia.user.id}} ${language}`),
    );
    for (const [, menu] of own)
      expect(menu.map(({ command }) => command)).toEqual([...commandNames, 'start', ...adminCommandNames]);
  });

  test('is not set again where it is what it should be', async () => {
    mia.say('hello');
    await handled(1);
    await receiver.stop();
    receiver = await startReceiver(telegram, handler);
    mia.say('again');
    await handled(2);
    expect(telegram.callsOf('setMyCommands')).toHaveLength(4);
  });

  test('a menu that Telegram does not take is no reason not to listen', async () => {
    await receiver.stop();
    telegram.fault({
      method: 'getMyCommands',
      code: 429,
      description: 'Too Many Requests',
      parameters: { retry_after: 99 },
    });
    receiver = await startReceiver(telegram, handler);
    mia.say('hello');
    await handled(1);
  });
});
