import { readFile, writeFile } from 'node:fs/promises';
import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTelegramMessenger } from '#adapters/telegram/messenger.ts';
import { toKey } from '#adapters/telegram/place.ts';
import { textReply, type OutboundMessage } from '#src/core/message.ts';
import type { Messenger, OpenFile } from '#src/ports.ts';
import { findFfmpeg } from '#sandbox/ffmpeg.ts';
import { paintPixel } from '#test/fakes/painter.ts';
import { noFile } from '#test/contracts/messenger-contract.ts';
import type { Person } from '#test/fakes/telegram/people.ts';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';
import { jumpingClock, type JumpingClock } from '#test/support/clock.ts';
import { tinyClip } from '#test/support/media.ts';

// Temporary files of this file's own, so that what is left behind shows.
const formerTmp = process.env['TMPDIR'];
const ownTmp = mkdtempSync(join(tmpdir(), 'reelay-messenger-test-'));

let telegram: FakeTelegram;
let clock: JumpingClock;
let messenger: Messenger;
let mia: Person;
let count = 0;

beforeAll(async () => {
  process.env['TMPDIR'] = ownTmp;
  telegram = await startTelegram();
});
afterAll(async () => {
  await telegram.stop();
  process.env['TMPDIR'] = formerTmp ?? '';
  rmSync(ownTmp, { recursive: true, force: true });
});
beforeEach(() => {
  telegram.state.calls.length = 0;
  telegram.state.faults.length = 0;
  clock = jumpingClock();
  mia = telegram.person();
  messenger = newMessenger(false);
});

const newMessenger = (isLocal: boolean, ffmpeg = findFfmpeg()): Messenger =>
  createTelegramMessenger({
    ...telegram,
    isLocal,
    paint: paintPixel,
    clock,
    ffmpeg,
    log: pino({ level: 'silent' }),
  });
const nonce = (): string => `n${(count += 1)}`;
const say = (kind: OutboundMessage['kind'], text: string): OutboundMessage => ({
  ...textReply('', kind, text),
  replyTo: undefined,
});
const withVideo = (text: string, bytes?: number): OutboundMessage => ({
  ...say('result', text),
  buttons: [{ label: 'Again', token: 'again' }],
  files: [{ name: 'reelay-v1.mp4', mime: 'video/mp4', bytes, renderId: 'r1' }],
});
const openPath =
  (path: string): OpenFile =>
  async () => {
    const bytes = await readFile(path);
    async function* body(): AsyncGenerator<Uint8Array> {
      yield bytes;
    }
    return { status: 200, bytes: bytes.length, range: undefined, body: body() };
  };

describe('a video', () => {
  test('has width, height, length and a picture, and nothing of it stays on the disk', async () => {
    const id = await messenger.post(
      toKey(mia.chat.id, undefined),
      withVideo('ready'),
      nonce(),
      openPath(await tinyClip()),
    );
    const [seen] = mia.heard();
    expect(String(seen!.message_id)).toBe(id);
    expect(seen).toMatchObject({ caption: 'ready', video: { width: 160, height: 90, duration: 1 } });
    expect(seen!.video!.thumbnail).toMatchObject({ width: 320, height: 180 });
    expect(readdirSync(ownTmp).filter((name) => !name.includes('-files-'))).toEqual([]);
  });

  test('goes out without a picture where there is no ffmpeg', async () => {
    const plain = newMessenger(false, '/no/such/ffmpeg');
    await plain.post(toKey(mia.chat.id, undefined), withVideo('ready'), nonce(), openPath(await tinyClip()));
    expect(mia.heard()[0]!.video).toMatchObject({ width: 160, height: 90 });
    expect(mia.heard()[0]!.video!.thumbnail).toBeUndefined();
  });

  test('has as much of the words as a caption takes; the buttons hang on the last part', async () => {
    const text = `${'a'.repeat(600)}\n\n${'b'.repeat(600)}`;
    await messenger.post(toKey(mia.chat.id, undefined), withVideo(text), nonce(), openPath(await tinyClip()));
    expect(mia.heard()).toMatchObject([{ caption: 'a'.repeat(600) }, { text: 'b'.repeat(600) }]);
    expect(mia.heard().map(({ reply_markup: markup }) => markup !== undefined)).toEqual([false, true]);
  });

  test.each([
    ['of a known size is not even fetched', 51 * 1024 ** 2],
    ['whose size shows on the way is dropped', undefined],
  ])('over 50 MB %s; the link goes out', async (_, bytes) => {
    const huge = join(ownTmp, 'huge-files-.mp4');
    await writeFile(huge, '');
    truncateSync(huge, 50 * 1024 ** 2 + 1);
    await messenger.post(
      toKey(mia.chat.id, undefined),
      withVideo('link: https://a.example/v', bytes),
      nonce(),
      openPath(huge),
    );
    expect(mia.heard()).toMatchObject([{ text: 'link: https://a.example/v' }]);
    expect(telegram.callsOf('sendVideo')).toEqual([]);
  });

  test('that Telegram finds too large after all goes out as a link', async () => {
    telegram.fault({ method: 'sendVideo', code: 413, description: 'Request Entity Too Large' });
    await messenger.post(
      toKey(mia.chat.id, undefined),
      withVideo('link'),
      nonce(),
      openPath(await tinyClip()),
    );
    expect(mia.heard()).toMatchObject([{ text: 'link' }]);
  });

  test('goes out as a link where no media may be sent', async () => {
    const group = telegram.group();
    group.bot.canSendMedia = false;
    await messenger.post(toKey(group.id, undefined), withVideo('link'), nonce(), openPath(await tinyClip()));
    expect(group.messages).toMatchObject([{ text: 'link' }]);
  });

  test('is uploaded again whole after a 429', async () => {
    telegram.fault({
      method: 'sendVideo',
      code: 429,
      description: 'Too Many Requests: retry after 3',
      parameters: { retry_after: 3 },
    });
    const path = await tinyClip();
    await messenger.post(toKey(mia.chat.id, undefined), withVideo('ready'), nonce(), openPath(path));
    expect(clock.slept).toHaveLength(1);
    expect(clock.slept[0]).toBeGreaterThan(2_900);
    expect(mia.heard()[0]!.video!.file_size).toBe((await readFile(path)).length);
  });
});

describe('429', () => {
  const tooMany = (seconds: number) => ({
    code: 429,
    description: `Too Many Requests: retry after ${seconds}`,
    parameters: { retry_after: seconds },
  });

  test('an answer waits for it; other chats do not', async () => {
    const ben = telegram.person();
    telegram.fault({ ...tooMany(5), chatId: mia.chat.id });
    const slept = Promise.withResolvers<void>();
    const woken = Promise.withResolvers<void>();
    const patient = createTelegramMessenger({
      ...telegram,
      isLocal: false,
      paint: paintPixel,
      log: pino({ level: 'silent' }),
      clock: {
        now: clock.now,
        async sleep() {
          slept.resolve();
          await woken.promise;
          clock.pass(5_000);
        },
      },
    });
    const late = patient.post(toKey(mia.chat.id, undefined), say('info', 'late'), nonce(), noFile);
    await slept.promise;
    await patient.post(toKey(ben.chat.id, undefined), say('info', 'at once'), nonce(), noFile);
    expect(ben.heard()).toHaveLength(1);
    expect(mia.heard()).toHaveLength(0);
    woken.resolve();
    await late;
    expect(mia.heard()).toMatchObject([{ text: 'late' }]);
  });

  test('a status edit is dropped, and nothing is asked of that chat until the rest is over', async () => {
    const key = toKey(mia.chat.id, undefined);
    const id = await messenger.post(key, say('ack', 'Got it.'), nonce(), noFile);
    telegram.fault(tooMany(7));
    await expect(messenger.edit(key, id, say('status', 'one'))).rejects.toMatchObject({
      code: 'chat.busy',
      params: { retryAfterMs: 7_000 },
    });
    await expect(messenger.edit(key, id, say('status', 'two'))).rejects.toMatchObject({ code: 'chat.busy' });
    expect(telegram.callsOf('editMessageText')).toHaveLength(1);
    clock.pass(7_000);
    await messenger.edit(key, id, say('status', 'three'));
    expect(mia.heard()).toMatchObject([{ text: 'three' }]);
  });

  test('a long rest is left to the outbox', async () => {
    telegram.fault(tooMany(60));
    const post = messenger.post(toKey(mia.chat.id, undefined), say('info', 'later'), nonce(), noFile);
    await expect(post).rejects.toMatchObject({ code: 'chat.busy', params: { retryAfterMs: 60_000 } });
    expect(clock.slept).toEqual([]);
    // The outbox asks again before the rest is over: nothing is fetched for that, and Telegram hears nothing.
    const again = messenger.post(toKey(mia.chat.id, undefined), withVideo('later'), nonce(), noFile);
    await expect(again).rejects.toMatchObject({ code: 'chat.busy' });
    await messenger.showBusy(toKey(mia.chat.id, undefined));
    expect(telegram.state.calls).toHaveLength(1);
  });
});

test('a group gets at most twenty messages a minute; answers come before status edits', async () => {
  const group = telegram.group();
  const key = toKey(group.id, undefined);
  expect(messenger.limits(key).editIntervalMs).toBeGreaterThanOrEqual(3_000);
  expect(messenger.limits(toKey(mia.chat.id, undefined)).editIntervalMs).toBeGreaterThanOrEqual(1_000);
  const id = await messenger.post(key, say('ack', 'Got it.'), nonce(), noFile);
  let edits = 0;
  const edit = (): Promise<void> => messenger.edit(key, id, say('status', `step ${(edits += 1)}`));
  for (let tries = 0; tries < 30; tries += 1) await edit().catch(() => undefined);
  expect(telegram.callsOf('editMessageText').length).toBeLessThan(20);
  await messenger.post(key, say('result', 'Done.'), nonce(), noFile);
  clock.pass(60_000);
  await edit();
  expect(group.messages).toMatchObject([{ text: `step ${edits}` }, { text: 'Done.' }]);
});

describe('a place that is closed', () => {
  const post = (key = toKey(mia.chat.id, undefined)): Promise<string> =>
    messenger.post(key, say('info', 'hello'), nonce(), noFile);
  const gone = { code: 'chat.gone' };

  test('blocked by its person', async () => {
    mia.chat.blocked = true;
    await expect(post()).rejects.toMatchObject(gone);
  });
  test('never seen', async () => {
    await expect(post(toKey(4_711, undefined))).rejects.toMatchObject(gone);
  });
  test.each(['kicked', 'left'] as const)('%s from the group', async (status) => {
    const group = telegram.group();
    group.bot.status = status;
    await expect(post(toKey(group.id, undefined))).rejects.toMatchObject(gone);
  });
  test('no right to write', async () => {
    const group = telegram.group();
    group.bot.canSendText = false;
    await expect(post(toKey(group.id, undefined))).rejects.toMatchObject(gone);
  });
  test.each(['closed', 'deleted'] as const)('a topic that was %s', async (state) => {
    const group = telegram.group({ forum: true });
    const topic = telegram.topic(group, 'cuts');
    group.topics.get(topic)!.state = state;
    await expect(post(toKey(group.id, topic))).rejects.toMatchObject(gone);
    // General goes on, without its number.
    await post(toKey(group.id, undefined));
    expect(telegram.callsOf('sendMessage').at(-1)).not.toHaveProperty('message_thread_id');
  });
  test('each was asked once: no storm', async () => {
    mia.chat.blocked = true;
    await expect(post()).rejects.toThrow();
    expect(telegram.callsOf('sendMessage')).toHaveLength(1);
  });
});

test.each([
  [{ code: 500, description: 'Internal Server Error' }, 'chat.busy'],
  [{ code: 502, description: 'Bad Gateway' }, 'chat.busy'],
  [{ code: 401, description: 'Unauthorized' }, 'chat.busy'],
  [{ code: 400, description: 'Bad Request: something new' }, 'chat.refused'],
  [{ code: 0, description: '', hangUp: true as const }, 'chat.busy'],
])('%j is %s', async (fault, code) => {
  telegram.fault({ method: 'sendMessage', ...fault });
  const post = messenger.post(toKey(mia.chat.id, undefined), say('info', 'hello'), nonce(), noFile);
  await expect(post).rejects.toMatchObject({ code });
});

test('a group that became a supergroup is found under its new id', async () => {
  const old = telegram.group({ basic: true });
  const key = toKey(old.id, undefined);
  const now = telegram.upgrade(old);
  await messenger.post(key, say('info', 'still here'), nonce(), noFile);
  await messenger.post(key, say('info', 'and again'), nonce(), noFile);
  const own = now.messages.filter(({ from }) => from?.id === telegram.state.me.id);
  expect(own).toMatchObject([{ text: 'still here' }, { text: 'and again' }]);
  expect(telegram.callsOf('sendMessage')).toHaveLength(3);
});

test('a post that broke off in its second part goes on there', async () => {
  const key = toKey(mia.chat.id, undefined);
  const long = say('info', `${'a'.repeat(4_000)}\n\n${'b'.repeat(4_000)}`);
  const same = nonce();
  const first = messenger.post(key, long, same, noFile);
  telegram.state.changes.once('change', () =>
    telegram.fault({ method: 'sendMessage', code: 500, description: 'Internal Server Error' }),
  );
  await expect(first).rejects.toMatchObject({ code: 'chat.busy' });
  await messenger.post(key, long, same, noFile);
  expect(mia.heard()).toMatchObject([{ text: 'a'.repeat(4_000) }, { text: 'b'.repeat(4_000) }]);
});

test('an answer to a deleted message goes out without its quote', async () => {
  const asked = mia.say('trim it');
  mia.chat.messages.splice(mia.chat.messages.indexOf(asked), 1);
  const answer = { ...say('info', 'done'), replyTo: String(asked.message_id) };
  await messenger.post(toKey(mia.chat.id, undefined), answer, nonce(), noFile);
  expect(mia.heard()).toMatchObject([{ text: 'done' }]);
  expect(mia.heard()[0]!.reply_to_message).toBeUndefined();
});

test('an answer to a pressed button quotes the message that the button hangs on', async () => {
  const shown = await messenger.post(toKey(mia.chat.id, undefined), say('info', 'choose'), nonce(), noFile);
  const answer = { ...say('info', 'done'), replyTo: `press:4382:${shown}` };
  await messenger.post(toKey(mia.chat.id, undefined), answer, nonce(), noFile);
  expect(mia.heard()[1]!.reply_to_message?.message_id).toBe(Number(shown));
});

test('no link is previewed: a preview would use up the editor link', async () => {
  await messenger.post(toKey(mia.chat.id, undefined), say('info', 'https://a.example'), nonce(), noFile);
  expect(telegram.callsOf('sendMessage')).toMatchObject([{ link_preview_options: { is_disabled: true } }]);
});
