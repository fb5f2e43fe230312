import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '#src/errors.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';
import { jumpingClock } from '#test/support/clock.ts';
import { recordingHandler, startReceiver, type Receiver, type RecordingHandler } from './receiving.ts';

let telegram: FakeTelegram;
let handler: RecordingHandler;
const receivers: Receiver[] = [];

beforeEach(async () => {
  telegram = await startTelegram();
  handler = recordingHandler();
});
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
  await telegram.stop();
});

async function start(options: Parameters<typeof startReceiver>[2] = {}): Promise<Receiver> {
  const receiver = await startReceiver(telegram, handler, options);
  receivers.push(receiver);
  return receiver;
}
const texts = (): string[] => handler.handled.map(({ text }) => text);
const handled = (count: number): Promise<true> =>
  handler.until(() => (handler.handled.length >= count ? true : undefined));
const offsets = (): unknown[] => telegram.callsOf('getUpdates').map(({ offset }) => offset);
/** Waits for a call of getUpdates that confirms everything up to this update. */
const confirmed = (): Promise<true> =>
  telegram.until(() => (telegram.state.queue.pending().length === 0 ? true : undefined));

test('messages sent while nobody listened arrive in order', async () => {
  const mia = telegram.person();
  for (const text of ['one', 'two', 'three']) mia.say(text);
  await start();
  await handled(3);
  expect(texts()).toEqual(['one', 'two', 'three']);
  expect(telegram.callsOf('getUpdates')[0]).toMatchObject({
    allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
  });
});

test('an update is confirmed only when it is stored: a crash before that loses nothing', async () => {
  const hold = Promise.withResolvers<void>();
  handler.before = async ({ text }) => {
    if (text === 'one') await hold.promise;
  };
  const mia = telegram.person();
  const ben = telegram.person();
  mia.say('one');
  ben.say('two');
  const first = await start();
  await handled(1);
  expect(texts()).toEqual(['two']);
  // The other chat's update is stored and the first is not, so neither is confirmed, and more come in.
  ben.say('three');
  await handled(2);
  expect(telegram.state.queue.pending()).toHaveLength(3);
  expect(
    offsets()
      .filter(Boolean)
      .every((offset) => offset === telegram.state.queue.pending()[0]!.update_id),
  ).toBe(true);
  // A crash: the next process has nothing but what Telegram gives it.
  const next = recordingHandler();
  receivers.push(await startReceiver(telegram, next));
  await next.until(() => (next.handled.length === 3 ? true : undefined));
  hold.resolve();
  await first.stop();
  receivers.splice(receivers.indexOf(first), 1);
});

describe('what is stored while its answer takes its time', () => {
  const hold = Promise.withResolvers<void>();
  beforeEach(() => {
    Object.assign(hold, Promise.withResolvers<void>());
    handler.answering = async ({ text }) => {
      if (text === 'one') await hold.promise;
    };
  });

  test('is confirmed; the next of its chat waits for that answer', async () => {
    const mia = telegram.person();
    mia.say('one');
    await start();
    await confirmed();
    mia.say('two');
    telegram.person().say('beside');
    await handled(2);
    expect(texts()).toEqual(['one', 'beside']);
    hold.resolve();
    await handled(3);
    expect(texts()).toEqual(['one', 'beside', 'two']);
  });

  test('is answered before the end', async () => {
    telegram.person().say('one');
    const receiver = await start();
    await confirmed();
    let hasEnded = false;
    const ending = receiver.stop().then(() => (hasEnded = true));
    // The last that is asked of Telegram: to take what is stored as confirmed.
    await telegram.until(() => telegram.callsOf('getUpdates').at(-1)?.['limit'] === 1 || undefined);
    // By the time that others are answered, so is that one.
    for (let calls = 0; calls < 5; calls += 1) await fetch(`${telegram.apiRoot}/bot${telegram.token}/getMe`);
    expect(hasEnded).toBe(false);
    hold.resolve();
    await ending;
  });
});

test('stopping confirms what is stored and leaves what is not', async () => {
  const mia = telegram.person();
  const ben = telegram.person();
  handler.before = async ({ text }) => {
    if (text === 'two') throw new Error('the database is away');
  };
  mia.say('one');
  ben.say('two');
  const receiver = await start();
  await handled(1);
  await receiver.stop();
  receivers.length = 0;
  const next = recordingHandler();
  receivers.push(await startReceiver(telegram, next));
  await next.until(() => (next.handled.length === 1 ? true : undefined));
  expect(next.handled.map(({ text }) => text)).toEqual(['two']);
});

test('one chat in order, other chats side by side', async () => {
  const hold = Promise.withResolvers<void>();
  handler.before = async ({ text }) => {
    if (text === 'slow') await hold.promise;
  };
  const mia = telegram.person();
  const ben = telegram.person();
  await start();
  mia.say('slow');
  mia.say('after');
  ben.say('beside');
  await handled(1);
  expect(texts()).toEqual(['beside']);
  hold.resolve();
  await handled(3);
  expect(texts()).toEqual(['beside', 'slow', 'after']);
});

test('a repeated update is one message', async () => {
  const mia = telegram.person();
  await start();
  mia.say('one');
  await handled(1);
  const [update] = telegram.state.queue.pending();
  if (update !== undefined) telegram.state.queue.repeat(update.update_id);
  mia.say('two');
  await handled(2);
  expect(texts()).toEqual(['one', 'two']);
});

test('a store that is away for a moment is asked again', async () => {
  let failures = 0;
  handler.before = async () => {
    failures += 1;
    if (failures < 4) throw new Error('the database is away');
  };
  await start({ clock: jumpingClock() });
  telegram.person().say('one');
  await handled(1);
  expect(failures).toBe(4);
});

test('an update that never works is left out once others get through', async () => {
  handler.before = async ({ text }) => {
    if (text === 'poison') throw new TypeError('a bug');
  };
  const receiver = await start({ clock: jumpingClock() });
  const mia = telegram.person();
  mia.say('poison');
  mia.say('waits behind it');
  telegram.person().say('fine');
  await handled(2);
  expect(texts()).toEqual(['fine', 'waits behind it']);
  await confirmed();
  expect(receiver.log.join('')).toContain('could not be handled and is left out');
});

test('what the engine refuses is said in words, and the next message goes on', async () => {
  handler.before = async ({ text }) => {
    if (text === 'long') throw new AppError('message.too-long', { limit: 10 });
  };
  await start();
  const mia = telegram.person({ language: 'zh-hans' });
  mia.say('long');
  const words = await mia.hears(() => true);
  expect(words.text).toBe(messagesFor('zh').errors['message.too-long']({ limit: 10 }));
  mia.say('short');
  await handled(1);
});

describe('what Telegram says to the poller', () => {
  test('a wrong token ends the start, in words', async () => {
    const wrong = { ...telegram, token: '8012345678:wrong' };
    await expect(startReceiver(wrong, handler)).rejects.toThrow(
      /TELEGRAM_TOKEN.*docs\/settings.md#telegram_token/,
    );
    expect(telegram.state.calls).toEqual([]);
  });

  test('a token that was taken back ends the process, in words', async () => {
    const receiver = await start();
    telegram.fault({ method: 'getUpdates', code: 401, description: 'Unauthorized', times: 1_000 });
    telegram.person().say('wake up');
    expect((await receiver.fatal).message).toContain('TELEGRAM_TOKEN');
    const calls = telegram.callsOf('getUpdates').length;
    expect(calls).toBeLessThan(5);
  });

  test('a second poller is explained, and asks slower and slower', async () => {
    const clock = jumpingClock();
    const receiver = await start({ clock });
    const conflict = { code: 409, description: 'Conflict: terminated by other getUpdates request' };
    telegram.fault({ method: 'getUpdates', ...conflict, times: 4 });
    telegram.person().say('hello');
    await handled(1);
    expect(receiver.log.join('')).toContain('docs/telegram.md#one-receiver');
    expect(clock.slept.filter((ms) => ms >= 3_000)).toEqual([3_000, 6_000, 12_000, 24_000]);
  });

  test('two real pollers: each message is handled, and neither storms', async () => {
    await start({ clock: jumpingClock() });
    const other = recordingHandler();
    receivers.push(
      await startReceiver(telegram, other, {
        clock: { ...jumpingClock(), sleep: () => new Promise(() => undefined) },
      }),
    );
    telegram.person().say('hello');
    await Promise.race([handled(1), other.until(() => (other.handled.length > 0 ? true : undefined))]);
  });

  test('429, 5xx and lost connections are waited out', async () => {
    const clock = jumpingClock();
    telegram.fault({
      method: 'getUpdates',
      code: 429,
      description: 'Too Many Requests',
      parameters: { retry_after: 9 },
    });
    telegram.fault({ method: 'getUpdates', code: 502, description: 'Bad Gateway' });
    telegram.fault({ method: 'getUpdates', code: 0, description: '', hangUp: true });
    await start({ clock });
    telegram.person().say('hello');
    await handled(1);
    expect(clock.slept.slice(0, 3)).toEqual([9_000, 1_000, 2_000]);
  });

  test('a Telegram that is away at the start is asked again', async () => {
    telegram.fault({ method: 'getMe', code: 502, description: 'Bad Gateway', times: 3 });
    const clock = jumpingClock();
    const receiver = await start({ clock });
    expect(receiver.isReady()).toBe(false);
    telegram.person().say('hello');
    await handled(1);
    expect(receiver.isReady()).toBe(true);
    expect(clock.slept.slice(0, 2)).toEqual([1_000, 2_000]);
  });

  test('a webhook of former times is taken away, and nothing that waits there is lost', async () => {
    telegram.state.queue.setWebhook({ url: 'http://127.0.0.1:9/old' }, false);
    telegram.person().say('hello');
    await start();
    await handled(1);
  });
});

test('updates that cannot be read are left out, with a word in the log', async () => {
  const receiver = await start();
  const mia = telegram.person();
  telegram.state.queue.push('message', mia.chat.id, { message_id: 'not a number', chat: null });
  telegram.state.queue.push('poll_answer', mia.chat.id, {});
  telegram.state.queue.push('message', mia.chat.id, {
    message_id: 5,
    chat: { id: mia.chat.id, type: 'private' },
  });
  mia.say('hello');
  await handled(1);
  expect(texts()).toEqual(['hello']);
  expect(receiver.log.join('')).toContain('could not be read and is left out');
});
