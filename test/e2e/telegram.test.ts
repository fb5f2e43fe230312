import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import { startTelegramWorld, type TelegramWorld } from '#test/adapters/telegram/support.ts';
import type { Person } from '#test/fakes/telegram/people.ts';
import type { FakeMessage } from '#test/fakes/telegram/types.ts';
import { probe, silentS, speechClip } from '#test/support/media.ts';

const words = messagesFor('en');
let world: TelegramWorld;
let mia: Person;

beforeAll(async () => {
  world = await startTelegramWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.sandbox.control.reset();
  mia = world.telegram.person();
});

const answers = (to: FakeMessage) => (message: FakeMessage) =>
  message.reply_to_message?.message_id === to.message_id;
const videoFor = (to: FakeMessage): Promise<FakeMessage> =>
  mia.hears((message) => answers(to)(message) && message.video !== undefined);

test('a clip and a wish become an MP4 in the same chat, and a second wish goes on from there', async () => {
  const clip = await speechClip();
  const caption = 'trim the pauses, add a title "Urban Dreams" and export as a clean MP4';
  const sent = await mia.send({ kind: 'video', path: clip, caption });
  const result = await videoFor(sent);
  const source = await probe(clip);
  const facts = await probe(world.telegram.state.files.pathOf(result.video!.file_id));
  expect(facts.video).toBe('h264');
  expect(Math.abs(source.seconds - silentS - facts.seconds)).toBeLessThan(0.3);
  expect(result.video).toMatchObject({ width: 640, height: 360, duration: 9, file_size: facts.bytes });
  expect(result.video!.thumbnail).toMatchObject({ width: 320, height: 180 });
  expect(result.caption).toContain('/workspace/claim?ct=clm_');
  expect(result.caption).toContain(words.cost({ spent: 10, left: 90 }));
  expect(world.telegram.callsOf('sendVideo')).toMatchObject([
    { supports_streaming: true, parse_mode: 'HTML' },
  ]);

  const faster = await videoFor(mia.say('speed it up 2x, export'));
  const second = await probe(world.telegram.state.files.pathOf(faster.video!.file_id));
  expect(Math.abs(facts.seconds / 2 - second.seconds)).toBeLessThan(0.3);
  expect(world.sandbox.control.calls().runs.map(({ text }) => text)).toEqual([
    'trim the pauses, add a title "Urban Dreams"',
    'speed it up 2x',
  ]);
});

test('the status is one message that moves, and the turn has one last word', async () => {
  const sent = await mia.send({ kind: 'video', path: await speechClip(), caption: 'trim to 4 s and export' });
  await videoFor(sent);
  await mia.hears(({ text }) => text?.startsWith('Done in') === true);
  expect(mia.heard().filter(answers(sent))).toHaveLength(2);
  expect(world.telegram.callsOf('sendChatAction').length).toBeGreaterThan(0);
});

test('no token leaves the process: not to the backend, not into a message, not into the log', async () => {
  const sent = await mia.send({ kind: 'document', path: await speechClip(), caption: 'mute and export' });
  await videoFor(sent);
  const secret = world.telegram.token.split(':')[1]!;
  const told = JSON.stringify(world.telegram.state.calls);
  expect(told).not.toContain(secret);
  expect(JSON.stringify(world.sandbox.control.calls())).not.toContain(secret);
  expect(world.log.join('')).not.toContain(secret);
});
