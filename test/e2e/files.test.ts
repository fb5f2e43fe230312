import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fileSize } from '#src/i18n/format.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Chat, ChatMessage } from '#test/support/chat.ts';
import { longClip, picture, speechClip, tinyClip, tone } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
let world: World;
let chat: Chat;
let clips: Record<'speech' | 'silent' | 'long' | 'picture' | 'tone', string>;
let site: Server;
let link: string;

beforeAll(async () => {
  const [speech, silent, long, image, sound] = await Promise.all([
    speechClip(),
    tinyClip(),
    longClip(),
    picture(),
    tone(),
  ]);
  clips = { speech, silent, long, picture: image, tone: sound };
  const bytes = await readFile(silent);
  site = createServer((_, answer) => answer.end(bytes));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  link = `http://127.0.0.1:${(site.address() as AddressInfo).port}/from%20a%20link.mp4`;
  // The origin of a configured root may be anywhere, on this machine too.
  world = await startWorld({ settings: { TELEGRAM_API_ROOT: new URL(link).origin } });
});
afterAll(async () => {
  site.close();
  await world.stop();
});
beforeEach(async () => {
  world.sandbox.control.reset();
  chat = await world.chat();
});

const runs = (): string[] => world.sandbox.control.calls().runs.map(({ text }) => text);
const labels = (message: ChatMessage): string[] => message.buttons.map(({ label }) => label);

describe('files without words are answered with what was seen and three things to do', () => {
  const { suggestion } = words;
  test.each([
    ['speech', '0:12, 640×360, SIZE, with sound', ['trimPauses', 'captions', 'vertical']],
    ['silent', '0:01, 160×90, SIZE, without sound', ['music', 'title', 'vertical']],
    ['long', '1:05, 90×160, SIZE, with sound', ['trimPauses', 'shorten', 'captions']],
    ['picture', '320×240, SIZE', ['slowZoom', 'title', 'music']],
    ['tone', '0:01, SIZE', ['videoForSound', 'title', 'trimPauses']],
  ] as const)('%s', async (name, facts, names) => {
    const answer = await chat.ask('', [clips[name]]);
    const size = fileSize((await stat(clips[name])).size);
    expect(answer).toMatchObject({ kind: 'info', files: [] });
    expect(answer.text).toContain(`(${facts.replace('SIZE', size)})`);
    expect(labels(answer)).toEqual(names.map((one) => suggestion[one]));
    expect(runs()).toEqual([]);
  });

  test('several are one turn, each with its own line', async () => {
    const answer = await chat.ask('', [clips.speech, clips.picture]);
    expect(answer.text).toMatch(/- \*\*speech\.mp4\*\* \(0:12.*\n- \*\*picture\.png\*\* \(320×240/);
    expect(labels(answer)).toEqual([suggestion.join, suggestion.title, suggestion.music]);
  });

  test('a pressed one is done', async () => {
    const answer = await chat.ask('', [clips.speech]);
    const { messageId } = await chat.press(answer.buttons[0]!.token);
    expect((await chat.lastWord(messageId!)).text).toContain('Trimmed the pauses');
    expect(runs()).toEqual([suggestion.trimPauses]);
  });

  test('a link to a video is a file, and goes by its address', async () => {
    const answer = await chat.ask(link);
    expect(answer.text).toContain('**from a link.mp4** (0:01, 160×90, without sound)');
    expect(labels(answer)).toHaveLength(3);
    expect(world.sandbox.control.calls().uploads).toMatchObject([{ name: 'from a link.mp4' }]);
    expect((await chat.ask('/projects')).text).toContain('**from a link**');
  });

  test('where the state cannot be read, what is known is enough', async () => {
    // The first look is the upload's own.
    const sent = chat.say('', [clips.speech]);
    await world.sandbox.control.waitFor('upload', 1);
    world.sandbox.control.fault({ endpoint: 'state', times: 20, action: { status: 500 } });
    const answer = await chat.lastWord(await sent);
    expect(answer.text).toContain('**speech.mp4** (');
    expect(labels(answer)).toHaveLength(3);
  });
});

describe('an edit before there is a clip', () => {
  test('waits for it, at no cost', async () => {
    const asked = await chat.ask('my clip comes in a minute, please trim its pauses');
    expect(asked).toMatchObject({ kind: 'info', text: words.sendClipFirst });
    expect(runs()).toEqual([]);
    const done = await chat.ask('', [clips.speech]);
    expect(done.kind).toBe('result');
    expect(done.text).toContain(
      words.asYouAsked({ wish: 'my clip comes in a minute, please trim its pauses' }),
    );
    expect(done.text).toContain('Trimmed the pauses');
    expect(runs()).toEqual(['my clip comes in a minute, please trim its pauses']);
    // Done is done: the next file is asked about.
    expect(labels(await chat.ask('', [clips.speech]))).toHaveLength(3);
    expect(runs()).toHaveLength(1);
  });

  test('with its export, and added to, in one go', async () => {
    await chat.ask('mute it and export');
    expect((await chat.ask('add a title "Sea" for 0.5 seconds')).text).toBe(words.sendClipFirst);
    const done = await chat.ask(link);
    expect(done.files).toHaveLength(1);
    expect(runs()).toEqual(['mute it, add a title "Sea" for 0.5 seconds']);
    expect((await chat.ask('status')).text).toContain('Title: "Sea"');
  });

  test('a file with words of its own ends the waiting', async () => {
    await chat.ask('trim the pauses');
    await chat.ask('mute', [clips.speech]);
    await chat.ask('', [clips.speech]);
    expect(runs()).toEqual(['mute']);
  });

  test('so does "cancel", and a new project has no wishes', async () => {
    const nothing = { waiting: 0, running: undefined, rendering: false, question: false };
    await chat.ask('trim the pauses');
    expect((await chat.ask('cancel')).text).toBe(words.cancelled({ ...nothing, waiting: 1 }));
    expect((await chat.ask('cancel')).text).toBe(words.cancelled(nothing));
    await chat.ask('mute the clip');
    await chat.ask('/new');
    await chat.ask('', [clips.silent]);
    expect(runs()).toEqual([]);
    // The other project still waits for its clip.
    await chat.ask('/switch 1');
    await chat.ask('', [clips.silent]);
    expect(runs()).toEqual(['mute the clip']);
  });

  test('something to be generated goes to the agent', async () => {
    const made = await chat.ask('generate a 2 second clip of the sea');
    expect(made.kind).toBe('result');
    expect(runs()).toEqual(['generate a 2 second clip of the sea']);
    await chat.ask('mute');
    expect(runs()).toHaveLength(2);
  });

  test('the words may come after the file as well', async () => {
    const file = await chat.say('here is my clip', [clips.speech]);
    const wish = await chat.say('trim to 5 seconds');
    await chat.lastWord(file);
    expect((await chat.lastWord(wish)).kind).toBe('result');
    expect((await chat.ask('status')).text).toContain('(0-5s)');
  });

  test('Chinese', async () => {
    const chinese = await world.chat({ language: 'zh' });
    const zh = messagesFor('zh');
    expect((await chinese.ask('等下发素材，帮我剪掉停顿')).text).toBe(zh.sendClipFirst);
    const done = await chinese.ask('', [clips.speech]);
    expect(done.text).toContain(zh.asYouAsked({ wish: '等下发素材，帮我剪掉停顿' }));
    expect(done.text).toContain('停顿');
  });
});
