import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '#test/fakes/telegram/people.ts';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';
import { tinyClip } from '#test/support/media.ts';
import { recordingHandler, startReceiver, type Receiver, type RecordingHandler } from './receiving.ts';

const webhookSecret = 'a-secret-of-at-least-16';
let telegram: FakeTelegram;
let handler: RecordingHandler;
let receiver: Receiver;
let dataDir: string;
let mia: Person;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'reelay-webhook-'));
  // Only a server with --local calls addresses without TLS.
  telegram = await startTelegram({ localDir: dataDir });
  handler = recordingHandler();
  receiver = await startReceiver(telegram, handler, { webhookSecret, dataDir });
  mia = telegram.person();
});
afterEach(async () => {
  await receiver.stop();
  await telegram.stop();
  await rm(dataDir, { recursive: true });
});

const handled = (count: number): Promise<true> =>
  handler.until(() => (handler.handled.length >= count ? true : undefined));
const taken = (): Promise<true> =>
  telegram.until(() => telegram.state.queue.pending().length === 0 || undefined);
const inbox = (): Promise<string[]> => readdir(join(dataDir, 'telegram-inbox')).catch(() => []);
const emptied = async (): Promise<void> => {
  await receiver.stop();
  expect(await inbox()).toEqual([]);
};

async function call(body: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(receiver.webhookUrl!, {
    method: 'POST',
    body,
    headers: { 'x-telegram-bot-api-secret-token': webhookSecret, ...headers },
  });
  return response.status;
}
const update = (id: number, text: string): string =>
  JSON.stringify({
    update_id: id,
    message: {
      message_id: id,
      date: 0,
      chat: { id: 5, type: 'private' },
      from: { id: 5, is_bot: false },
      text,
    },
  });

test('messages arrive in order, and nothing stays behind', async () => {
  for (const text of ['one', 'two', 'three']) mia.say(text);
  await handled(3);
  expect(handler.handled.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  expect(telegram.callsOf('setWebhook')).toMatchObject([
    {
      url: receiver.webhookUrl,
      secret_token: webhookSecret,
      allowed_updates: expect.arrayContaining(['callback_query']),
    },
  ]);
  expect(telegram.callsOf('getUpdates')).toEqual([]);
  await taken();
  await emptied();
});

test('the call is answered before the work on it is done', async () => {
  const hold = Promise.withResolvers<void>();
  handler.before = () => hold.promise;
  mia.say('slow');
  await taken();
  expect(handler.handled).toEqual([]);
  expect(await inbox()).toHaveLength(1);
  hold.resolve();
  await handled(1);
});

test('a crash after the answer loses nothing: the next process takes it up', async () => {
  const hold = Promise.withResolvers<void>();
  handler.before = () => hold.promise;
  await mia.album([
    { kind: 'video', path: await tinyClip(), caption: 'merge' },
    { kind: 'video', path: await tinyClip() },
  ]);
  await taken();
  expect(await inbox()).toHaveLength(2);
  const next = recordingHandler();
  const second = await startReceiver(telegram, next, { webhookSecret, dataDir });
  await next.until(() => next.handled[0]);
  expect(next.handled).toMatchObject([{ text: 'merge' }]);
  expect(next.handled[0]!.attachments).toHaveLength(2);
  hold.resolve();
  await second.stop();
});

test('an album comes part by part and is one message', async () => {
  const clip = await tinyClip();
  await mia.album([
    { kind: 'video', path: clip, caption: 'merge' },
    { kind: 'video', path: clip },
    { kind: 'video', path: clip },
  ]);
  await handled(1);
  expect(handler.handled[0]!.attachments).toHaveLength(3);
});

test('a repeated call is one message', async () => {
  expect(await call(update(7, 'once'))).toBe(200);
  expect(await call(update(7, 'once'))).toBe(200);
  await handled(1);
  await receiver.stop();
  expect(handler.handled).toHaveLength(1);
});

test('a token is never put into a file', async () => {
  const hold = Promise.withResolvers<void>();
  handler.linkAccount = async () => {
    await hold.promise;
    return 'linked';
  };
  mia.say('/link nmv_usr_secret');
  await telegram.until(() => telegram.callsOf('deleteMessage').length > 0 || undefined);
  expect(await inbox()).toEqual([]);
  hold.resolve();
  await taken();
});

describe('who may call', () => {
  test.each([
    ['without the secret', { 'x-telegram-bot-api-secret-token': '' }],
    ['with a wrong one', { 'x-telegram-bot-api-secret-token': 'a-secret-of-at-least-17' }],
    ['with a part of it', { 'x-telegram-bot-api-secret-token': webhookSecret.slice(0, 10) }],
  ])('%s: 401, and nothing is taken', async (_, headers) => {
    expect(await call(update(8, 'forged'), headers)).toBe(401);
    mia.say('real');
    await handled(1);
    expect(handler.handled).toMatchObject([{ text: 'real' }]);
  });

  test.each(['GET', 'PUT'])('%s is not a call of it', async (method) => {
    expect((await fetch(receiver.webhookUrl!, { method })).status).toBe(404);
  });
});

describe('what is sent', () => {
  test('10 MB: refused at once, by its announced length', async () => {
    const reply = await fetch(receiver.webhookUrl!, {
      method: 'POST',
      body: 'x'.repeat(10 * 1024 * 1024),
      headers: { 'x-telegram-bot-api-secret-token': webhookSecret },
    }).then(
      ({ status }) => status,
      // The connection may end before the sender has come to reading the answer.
      () => 413,
    );
    expect(reply).toBe(413);
  });

  test('10 MB without a length: cut off after the first', async () => {
    let sent = 0;
    const status = await new Promise<number>((resolve, reject) => {
      const call = request(receiver.webhookUrl!, {
        method: 'POST',
        headers: { 'x-telegram-bot-api-secret-token': webhookSecret, 'transfer-encoding': 'chunked' },
      });
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const push = (): void => {
        while (sent < 10 * 1024 * 1024) {
          sent += chunk.length;
          if (!call.write(chunk)) {
            call.once('drain', push);
            return;
          }
        }
        call.end();
      };
      let answered = false;
      call.on('response', (response) => {
        answered = true;
        resolve(response.statusCode ?? 0);
      });
      call.on('error', (error) => (answered ? undefined : reject(error)));
      push();
    });
    expect(status).toBe(413);
    expect(sent).toBeLessThan(10 * 1024 * 1024);
  });

  test.each([
    ['no JSON', 'hello', 400],
    ['an empty body', '', 400],
    ['no update', '[]', 200],
    ['an update that cannot be read', '{"update_id":9,"message":{"message_id":"x"}}', 200],
    ['an update of another kind', '{"update_id":9,"poll":{"id":"1"}}', 200],
  ])('%s', async (_, body, status) => {
    expect(await call(body)).toBe(status);
    mia.say('hello');
    await handled(1);
  });
});

describe('a folder that cannot be written to', () => {
  beforeEach(async () => {
    await receiver.stop();
    receiver = await startReceiver(telegram, handler, { webhookSecret, dataDir: import.meta.filename });
  });

  test('is no matter where a message is stored in a moment', async () => {
    expect(await call(update(11, 'hello'))).toBe(200);
    expect(handler.handled.map(({ text }) => text)).toEqual(['hello']);
  });

  test('what must wait for more is asked for again', async () => {
    const part = JSON.parse(update(11, 'hello')) as { message: object };
    Object.assign(part.message, { media_group_id: 'album' });
    expect(await call(JSON.stringify(part))).toBe(500);
    expect(handler.handled).toEqual([]);
  });
});

test('a message that takes long to store is kept in a file, so that Telegram need not wait', async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const { handle } = handler;
  handler.handle = async (message) => {
    await held;
    return handle(message);
  };
  expect(await call(update(11, 'hello'))).toBe(200);
  expect(handler.handled).toEqual([]);
  expect(await inbox()).toEqual(['11.json']);
  release();
  await handled(1);
  await emptied();
});
