import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { Chat } from '#test/support/chat.ts';
import { speechClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
const prompt = 'What matters most to you?';
const free = words.cost({ spent: 0, left: 100 });

let world: World;
let chat: Chat;
let clip: string;

beforeAll(async () => {
  clip = await speechClip();
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.sandbox.control.reset();
  chat = await world.chat();
});

const sent = (): string[] => world.sandbox.control.calls().runs.map(({ text }) => text);

test('a question comes with buttons, and a pressed one goes on', async () => {
  const question = await chat.ask('make it better', [clip]);
  expect(question).toMatchObject({ kind: 'info', text: `**${prompt}**\n\n${free}` });
  expect(question.buttons.map(({ label }) => label)).toEqual([
    'Trim the pauses',
    'Add background music',
    'Make it vertical',
  ]);
  const { status, messageId } = await chat.press(question.buttons[0]!.token);
  expect(status).toBe(202);
  expect((await chat.lastWord(messageId!)).text).toContain('Trimmed the pauses');
  expect(sent()).toEqual(['make it better', 'Trim the pauses']);
  // The same answer twice would be done and charged twice.
  expect((await chat.press(question.buttons[0]!.token)).status).toBe(404);
  expect(sent()).toHaveLength(2);
});

test('while it is open, the status says so; any words answer it', async () => {
  await chat.ask('make it better', [clip]);
  const open = words.openQuestion({ prompts: [prompt] });
  expect((await chat.ask('status')).text).toBe(`Timeline (1 track): 1. Video: speech.mp4 (0-12s)\n\n${open}`);
  expect((await chat.ask('cut the first 2 seconds')).text).toContain('Cut 0-2s.');
  expect((await chat.ask('status')).text).not.toContain(prompt);
});

test('what was asked for besides comes after the answer, by button or by words', async () => {
  const question = await chat.ask('make it better and export', [clip]);
  expect(question.files).toEqual([]);
  const pressed = await chat.press(question.buttons[0]!.token);
  expect((await chat.lastWord(pressed.messageId!)).files).toHaveLength(1);

  await chat.ask('make it cooler and export');
  const answer = await chat.ask('mute');
  expect(answer.files).toHaveLength(1);
  expect(sent()).toEqual(['make it better', 'Trim the pauses', 'make it cooler', 'mute']);
});

test('thanks alone cost nothing, and where a question is open they answer it', async () => {
  expect(await chat.ask('ok, thanks!')).toMatchObject({ kind: 'info', text: words.welcome });
  expect(sent()).toEqual([]);
  await chat.ask('make it better', [clip]);
  await chat.ask('great, thanks');
  expect(sent()).toEqual(['make it better', 'great, thanks']);
});

test('a quick request is no answer, and a new project leaves the question behind', async () => {
  await chat.ask('make it better and export', [clip]);
  await chat.ask('credits');
  expect((await chat.ask('status')).text).toContain(prompt);
  await chat.ask('new project');
  expect((await chat.ask('status')).text).not.toContain(prompt);
  const answer = await chat.ask('trim to 3 seconds', [clip]);
  expect(answer.files).toEqual([]);
});

test('cancel takes the question back', async () => {
  await chat.ask('make it better', [clip]);
  expect((await chat.ask('cancel')).text).toBe(
    words.cancelled({ waiting: 0, running: undefined, rendering: false, question: true }),
  );
  expect((await chat.ask('status')).text).not.toContain(prompt);
});

test('several questions at once are told apart by their answers', async () => {
  world.sandbox.control.fault({
    endpoint: 'run_sse',
    action: {
      ask: [
        { prompt: 'Which mood?', options: ['Calm', 'Wild'] },
        { prompt: 'Which frame?', options: ['Vertical', 'Square'] },
        { prompt: 'Anything else?', options: [] },
      ],
    },
  });
  const question = await chat.ask('make it better', [clip]);
  expect(question.text).toBe(
    [
      words.question({ prompt: 'Which mood?', options: ['Calm', 'Wild'] }),
      words.question({ prompt: 'Which frame?', options: ['Vertical', 'Square'] }),
      words.question({ prompt: 'Anything else?', options: [] }),
      free,
    ].join('\n\n'),
  );
  const vertical = question.buttons.find(({ label }) => label === 'Vertical');
  const { messageId } = await chat.press(vertical!.token);
  await chat.lastWord(messageId!);
  expect(sent().at(-1)).toBe('Which frame? Vertical');
});

test('a question is asked in the language of the thread', async () => {
  const chinese = await world.chat({ language: 'zh' });
  const question = await chinese.ask('更好看一点', [clip]);
  expect(question.buttons.map(({ label }) => label)).toContain('剪掉停顿');
  const zh = messagesFor('zh');
  expect((await chinese.ask('状态')).text).toContain(zh.openQuestion({ prompts: ['想先改哪一点？'] }));
});

describe('a clip made from words', () => {
  test('the raw clip is told at once, and all tracks at the end', async () => {
    world.sandbox.control.fault({ endpoint: 'run_sse', action: { thinkMs: 800 } });
    const messageId = await chat.say('generate a 5 second clip of a city timelapse');
    await chat.until(
      ({ event, data }) =>
        event === 'edit' && data.replyTo === messageId && data.text.includes('The raw video is ready.'),
    );
    const answer = await chat.lastWord(messageId);
    expect(answer.text).toMatch(
      /Timeline \(3 tracks\): 1\. Video: .*city timelapse.* 2\. BGM: Lo-fi \(.*35%\) 3\. Title: /,
    );
    expect(sent()).toHaveLength(1);
  });

  test('also where it is made without a word', async () => {
    world.sandbox.control.fault({ endpoint: 'run_sse', action: { silent: 'skip', thinkMs: 800 } });
    const messageId = await chat.say('generate a 5 second clip of a city timelapse');
    await chat.until(
      ({ event, data }) =>
        event === 'edit' && data.replyTo === messageId && data.text.includes(words.rawReady),
    );
    const answer = await chat.lastWord(messageId);
    expect(answer.text).toContain('✅ Video added');
    expect(answer.text).toContain('Timeline (3 tracks): ');
  });
});

test('an answer after a restart goes on', async () => {
  const question = await chat.ask('make it better and export', [clip]);
  const { threadId } = chat;
  await world.restart();
  chat = await world.chat({ threadId });
  expect((await chat.ask('status')).text).toContain(words.openQuestion({ prompts: [prompt] }));
  const { messageId } = await chat.press(question.buttons[0]!.token);
  const answer = await chat.lastWord(messageId!);
  expect(answer.text).toContain('Trimmed the pauses');
  expect(answer.files).toHaveLength(1);
  expect(sent()).toEqual(['make it better', 'Trim the pauses']);
});
