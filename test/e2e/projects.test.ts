import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { Chat, ChatMessage } from '#test/support/chat.ts';
import { tinyClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
let world: World;
let chat: Chat;
let beach: string;
let city: string;

beforeAll(async () => {
  [beach, city] = await Promise.all([tinyClip('beach_trip.mp4'), tinyClip('city.mp4')]);
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.sandbox.control.reset();
  chat = await world.chat();
});

async function pressed(message: ChatMessage, label: string): Promise<ChatMessage> {
  const button = message.buttons.find((one) => one.label === label);
  expect(button, `${label} among ${message.buttons.map((one) => one.label).join(', ')}`).toBeDefined();
  const { messageId } = await chat.press(button!.token);
  return chat.lastWord(messageId!);
}

const runsBySession = (): string[][] => {
  const runs = Map.groupBy(world.sandbox.control.calls().runs, ({ sessionId }) => sessionId);
  return [...runs.values()].map((all) => all.map(({ text }) => text));
};

describe('projects of a thread', () => {
  test('are listed with number, name, age and where one is, and turned to by button', async () => {
    await chat.ask('mute', [beach]);
    await chat.ask('/new');
    await chat.ask('speed it up 2x', [city]);
    await chat.ask('new project');
    const list = await chat.ask('/projects');
    expect(list).toMatchObject({
      kind: 'info',
      text: words.project.list({
        shown: [
          { number: 1, name: 'beach trip', ageMs: 0, current: false },
          { number: 2, name: 'city', ageMs: 0, current: false },
          { number: 3, name: words.project.unnamedProject({ number: 3 }), ageMs: 0, current: true },
        ],
        older: 0,
      }),
    });
    expect(list.buttons.map(({ label }) => label)).toEqual([
      '1. beach trip',
      '2. city',
      words.button.newProject,
    ]);
    const back = await pressed(list, '1. beach trip');
    expect(back.text).toBe(words.project.inProject({ name: 'beach trip' }));
    expect((await pressed(back, words.button.timeline)).text).toContain('beach_trip.mp4');
    await chat.ask('trim to 0.5 seconds');
    expect(runsBySession()).toEqual([['mute', 'trim to 0.5 seconds'], ['speed it up 2x']]);
  });

  test('are turned to by name and by number, and renamed', async () => {
    await chat.ask('mute', [beach]);
    expect((await chat.ask('/rename  Our *best* summer ')).text).toBe(
      words.project.renamed({ name: 'Our best summer' }),
    );
    await chat.ask('/new');
    expect((await chat.ask('/rename')).text).toBe(words.project.renameHow);
    expect((await chat.ask('/switch best summer')).text).toBe(
      words.project.inProject({ name: 'Our best summer' }),
    );
    expect((await chat.ask('/projects 2')).text).toBe(
      words.project.inProject({ name: words.project.unnamedProject({ number: 2 }) }),
    );
    const unknown = await chat.ask('/switch winter');
    expect(unknown.text).toContain(words.project.noSuchProject({ name: 'winter' }));
    expect(unknown.buttons.map(({ label }) => label)).toContain('1. Our best summer');
    // A second clip leaves the name that somebody gave.
    await chat.ask('/switch 1');
    await chat.ask('', [city]);
    expect((await chat.ask('/projects')).text).toContain('**Our best summer**');
  });

  test('the backend is told nothing of their names', async () => {
    await chat.ask('/rename secret wedding');
    await chat.ask('mute', [beach]);
    expect(world.sandbox.control.calls().taskNames).toEqual(['project']);
  });

  test('a running and a waiting request keep the project they were sent to', async () => {
    world.sandbox.control.hold('run_sse');
    const running = await chat.say('mute', [beach]);
    await world.sandbox.control.waitFor('run_sse', 1);
    const waiting = await chat.say('trim to 0.5 seconds');
    await chat.until(({ data }) => data.replyTo === waiting);
    expect((await chat.ask('new project')).text).toBe(words.newProject);
    expect((await chat.ask('status')).text).toBe(words.nothingOnTimeline({ live: true }));
    world.sandbox.control.release('run_sse');
    await Promise.all([chat.lastWord(running), chat.lastWord(waiting)]);
    expect(runsBySession()).toEqual([['mute', 'trim to 0.5 seconds']]);
  });

  test('a message that begins a project brings its clip there', async () => {
    await chat.ask('mute', [beach]);
    await chat.ask('new project, trim to 0.5 seconds', [city]);
    expect((await chat.ask('status')).text).toBe('Timeline (1 track): 1. Video: city.mp4 (0-0.5s)');
    expect((await chat.ask('/switch 1')).text).toBe(words.project.inProject({ name: 'beach trip' }));
    expect((await chat.ask('status')).text).not.toContain('city.mp4');
    expect((await chat.ask('/projects')).buttons).toHaveLength(2);
  });
});

describe('an answer to an older message means its project', () => {
  async function twoProjects(): Promise<{ clip: string; result: ChatMessage }> {
    const clip = await chat.say('', [beach]);
    await chat.lastWord(clip);
    const result = await chat.ask('mute');
    await chat.ask('/new');
    await chat.ask('mute', [city]);
    return { clip, result };
  }
  const answer = async (text: string, replyTo: string): Promise<ChatMessage> => {
    const { body } = await chat.post(JSON.stringify({ text, replyTo }));
    return chat.lastWord((body as { messageId: string }).messageId);
  };

  test('to the clip itself', async () => {
    const { clip } = await twoProjects();
    const edited = await answer('trim to 0.5 seconds', clip);
    expect(edited.text).toContain(words.project.inProject({ name: 'beach trip' }));
    expect((await chat.ask('status')).text).toContain('beach_trip.mp4');
    expect(runsBySession()).toEqual([['mute', 'trim to 0.5 seconds'], ['mute']]);
  });

  test('to a result, and to a status message', async () => {
    const { result } = await twoProjects();
    expect((await answer('status', result.id)).text).toContain('beach_trip.mp4');
    await chat.ask('/switch 2');
    const status = chat.lines.find(({ data }) => data.replyTo === result.replyTo && data.kind === 'ack');
    expect((await answer('status', status!.data.id)).text).toContain('beach_trip.mp4');
  });

  test('also with a file, and by a button', async () => {
    const { clip, result } = await twoProjects();
    const form = new FormData();
    form.append('text', 'merge them');
    form.append('replyTo', clip);
    form.append('files', new Blob([await readFile(city)]), 'more.mp4');
    const { body } = await chat.post(form);
    await chat.lastWord((body as { messageId: string }).messageId);
    expect((await chat.ask('status')).text).toContain('beach_trip.mp4');
    await chat.ask('/switch 2');
    expect((await pressed(result, words.button.timeline)).text).toContain('beach_trip.mp4');
  });

  test('but questions about nothing in particular leave the thread where it is', async () => {
    const { clip } = await twoProjects();
    expect((await answer('help', clip)).text).toBe(words.help);
    expect((await answer('status', 'nobody-said-this')).text).toContain('city.mp4');
  });

  test('an id that cannot be one is refused', async () => {
    const { status } = await chat.post(JSON.stringify({ text: 'mute', replyTo: 'x'.repeat(65) }));
    expect(status).toBe(400);
  });
});
