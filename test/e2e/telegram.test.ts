import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import { findFfmpeg } from '#sandbox/ffmpeg.ts';
import { startTelegramWorld, type TelegramWorld } from '#test/adapters/telegram/support.ts';
import type { Person } from '#test/fakes/telegram/people.ts';
import type { FakeMessage } from '#test/fakes/telegram/types.ts';
import { probe, silentS, speechClip } from '#test/support/media.ts';

vi.setConfig({ testTimeout: 60_000 });

const words = messagesFor('en');
let world: TelegramWorld;
let mia: Person;
let clip: string;

beforeAll(async () => {
  clip = await speechClip();
  world = await startTelegramWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.sandbox.control.reset();
  mia = world.telegram.person();
});

const plain = (markdown: string): string => markdown.replaceAll('**', '');
const answers = (to: FakeMessage) => (message: FakeMessage) =>
  message.reply_to_message?.message_id === to.message_id;
const videoFor = (to: FakeMessage, person = mia): Promise<FakeMessage> =>
  person.hears((message) => answers(to)(message) && message.video !== undefined);
/** The one answer to a quick request. */
const answerTo = (to: FakeMessage, person = mia): Promise<FakeMessage> => person.hears(answers(to));
/** What stands below the status message, which answers too. */
const lastWord = (to: FakeMessage, person = mia): Promise<FakeMessage> =>
  world.telegram.until(() => person.heard().filter(answers(to))[1]);
const runs = (): string[] => world.sandbox.control.calls().runs.map(({ text }) => text);
const pathOf = (message: FakeMessage): string => world.telegram.state.files.pathOf(message.video!.file_id);

test('a clip and a wish become an MP4 in the same chat, and a second wish goes on from there', async () => {
  const caption = 'trim the pauses, add a title "Urban Dreams" and export as a clean MP4';
  const sent = await mia.send({ kind: 'video', path: clip, caption });
  const result = await videoFor(sent);
  const source = await probe(clip);
  const facts = await probe(pathOf(result));
  expect(facts.video).toBe('h264');
  expect(Math.abs(source.seconds - silentS - facts.seconds)).toBeLessThan(0.3);
  expect(result.video).toMatchObject({ width: 640, height: 360, duration: 9, file_size: facts.bytes });
  expect(result.video!.thumbnail).toMatchObject({ width: 320, height: 180 });
  expect(result.caption).toContain('/workspace/claim?ct=clm_');
  expect(world.telegram.callsOf('sendVideo')).toMatchObject([
    { supports_streaming: true, parse_mode: 'HTML' },
  ]);

  const faster = await videoFor(mia.say('speed it up 2x, export'));
  const second = await probe(pathOf(faster));
  expect(Math.abs(facts.seconds / 2 - second.seconds)).toBeLessThan(0.3);
  expect(runs()).toEqual(['trim the pauses, add a title "Urban Dreams"', 'speed it up 2x']);
});

test('a result gets frames of before and after, as a quiet answer to it', async () => {
  const sent = await mia.send({ kind: 'video', path: clip, caption: 'trim to 4 s and export' });
  const result = await videoFor(sent);
  const strip = await answerTo(result);
  expect(strip.photo).toBeDefined();
  expect(strip.caption).toBe(words.project.strip.alt({ above: words.project.strip.source, below: 'v1' }));
  const call = world.telegram.callsOf('sendPhoto').at(-1);
  expect(call).toMatchObject({ disable_notification: true });
});

test('the status is one message that moves, and the turn has one last word', async () => {
  const sent = await mia.send({ kind: 'video', path: clip, caption: 'trim to 4 s and export' });
  await videoFor(sent);
  await mia.hears(({ text }) => text?.startsWith('Done in') === true);
  // A strip of frames may stand below; it is no word.
  const said = mia.heard().filter((one) => answers(sent)(one) && one.photo === undefined);
  expect(said).toHaveLength(2);
  expect(world.telegram.callsOf('sendChatAction').length).toBeGreaterThan(0);
});

test('no token leaves the process: not to the backend, not into a message, not into the log', async () => {
  const sent = await mia.send({ kind: 'document', path: clip, caption: 'mute and export' });
  await videoFor(sent);
  const secret = world.telegram.token.split(':')[1]!;
  expect(JSON.stringify(world.telegram.state.calls)).not.toContain(secret);
  expect(JSON.stringify(world.sandbox.control.calls())).not.toContain(secret);
  expect(world.log.join('')).not.toContain(secret);
});

test('Chinese is answered in Chinese', async () => {
  const wei = world.telegram.person({ language: 'zh-hans' });
  const sent = await wei.send({ kind: 'video', path: clip, caption: '剪掉停顿，然后导出' });
  expect((await videoFor(sent, wei)).caption).toContain('视频');
  const asked = wei.say('/help');
  const help = await answerTo(asked, wei);
  expect(help.text).toContain(plain(messagesFor('zh').help).slice(0, 20));
});

test('an album is one turn: its parts go over in order', async () => {
  const parts = await mia.album([
    { kind: 'video', path: clip, name: 'one.mp4', caption: 'merge these' },
    { kind: 'video', path: clip, name: 'two.mp4' },
  ]);
  await lastWord(parts[0]!);
  const status = await answerTo(mia.say('/status'));
  expect(status.caption).toContain('(0-24s)');
  expect(status.photo).toBeDefined();
  expect(runs()).toEqual(['merge these']);
});

test('a voice note reaches the editor as sound', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'reelay-voice-'));
  const ogg = join(dir, 'voice.ogg');
  const args = ['-y', '-v', 'error', '-f', 'lavfi', '-i', 'sine=440:d=3', '-c:a', 'libopus', ogg];
  spawnSync(findFfmpeg(), args);
  const sent = await mia.send({ kind: 'voice', path: ogg });
  const told = await lastWord(sent);
  expect(told.text).toContain(`voice-${sent.message_id}.m4a`);
  rmSync(dir, { recursive: true });
});

test('an update that comes twice is one edit', async () => {
  world.sandbox.control.hold('run_sse');
  const sent = await mia.send({ kind: 'video', path: clip, caption: 'trim to 5 seconds' });
  await world.sandbox.control.waitFor('run_sse', 1);
  const { queue } = world.telegram.state;
  queue.push('message', mia.chat.id, structuredClone(sent));
  await answerTo(mia.say('/help'));
  world.sandbox.control.release('run_sse');
  await lastWord(sent);
  expect(runs()).toEqual(['trim to 5 seconds']);
});

test('a message edited while it waits is done as it reads then', async () => {
  world.sandbox.control.hold('run_sse');
  const first = await mia.send({ kind: 'video', path: clip, caption: 'trim to 8 seconds' });
  await world.sandbox.control.waitFor('run_sse', 1);
  const second = mia.say('speed it up 4x');
  await mia.hears(({ text }) => text === words.ack({ ahead: 1 }));
  mia.edit(second, 'speed it up 2x');
  // One chat in order: when this is answered, the edit has been taken.
  await answerTo(mia.say('/help'));
  world.sandbox.control.release('run_sse');
  await lastWord(first);
  await lastWord(second);
  expect(runs()).toEqual(['trim to 8 seconds', 'speed it up 2x']);
});

test('a file over 20 MB is answered at once, and the next message goes on', async () => {
  const sent = await mia.send({ kind: 'video', path: clip, name: 'long.mp4', claimedBytes: 31 * 1024 ** 2 });
  const told = await answerTo(sent);
  expect(told.text).toContain('long.mp4 has 31 MB');
  expect((await answerTo(mia.say('/help'))).text).toContain(plain(words.help).slice(0, 20));
});

test('a blocked bot: the result is kept, nothing storms, /last brings it later', async () => {
  world.sandbox.control.hold('run_sse');
  const sent = await mia.send({ kind: 'video', path: clip, caption: 'trim to 4 seconds, export' });
  await world.sandbox.control.waitFor('run_sse', 1);
  mia.chat.blocked = true;
  world.sandbox.control.release('run_sse');
  const left = (): boolean => world.log.some((line) => line.includes('it is not tried again'));
  await vi.waitFor(() => expect(left()).toBe(true), { timeout: 15_000 });
  expect(world.telegram.callsOf('sendVideo').filter(({ chat_id: id }) => id === mia.chat.id)).toHaveLength(1);
  mia.chat.blocked = false;
  const again = await videoFor(mia.say('/last'));
  expect((await probe(pathOf(again))).seconds).toBeCloseTo(4, 0);
  expect(mia.heard().some((message) => answers(sent)(message) && message.video !== undefined)).toBe(false);
});

describe('groups', () => {
  test('/edit in answer to a clip that the bot did not see', async () => {
    const group = world.telegram.group();
    const [ben, ann] = [world.telegram.member(group), world.telegram.member(group)];
    const shared = await ann.send({ kind: 'video', path: clip });
    const asked = ben.say('/edit@reelay_test_bot trim to 4 seconds and export', {
      replyTo: shared.message_id,
    });
    const result = await videoFor(asked, ben);
    expect((await probe(pathOf(result))).seconds).toBeCloseTo(4, 0);

    // Its buttons are Ben's; Ann may not press them, and an admin may.
    const label = words.button.exportAgain;
    ann.press(result, label);
    await ann.hears(({ text }) => text === words.errors['button.not-yours']({}));
    const admin = world.telegram.member(group, 'administrator');
    admin.press(result, label);
    await ann.hears(({ video, message_id: id }) => video !== undefined && id !== result.message_id);
  });

  test('topics have projects of their own', async () => {
    const group = world.telegram.group({ forum: true });
    const ben = world.telegram.member(group);
    const cuts = world.telegram.topic(group, 'cuts');
    const shared = await ben.send({ kind: 'video', path: clip, topic: cuts });
    const asked = ben.say('/edit trim to 4 seconds', { topic: cuts, replyTo: shared.message_id });
    expect((await lastWord(asked, ben)).message_thread_id).toBe(cuts);
    const inGeneral = await answerTo(ben.say('/status'), ben);
    expect(inGeneral.text).toBe(words.nothingOnTimeline({ live: false }));
    expect(inGeneral.message_thread_id).toBeUndefined();
    const inCuts = await answerTo(ben.say('/status', { topic: cuts }), ben);
    expect(inCuts.caption).toContain('(0-4s)');
  });

  test('a group that becomes a supergroup keeps its timeline', async () => {
    const group = world.telegram.group({ basic: true });
    const ben = world.telegram.member(group);
    const shared = await ben.send({ kind: 'video', path: clip });
    await lastWord(ben.say('/edit trim to 4 seconds', { replyTo: shared.message_id }), ben);
    const later = world.telegram.member(world.telegram.upgrade(group));
    expect((await answerTo(later.say('/status'), later)).caption).toContain('(0-4s)');
  });
});
