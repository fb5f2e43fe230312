import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { Chat, ChatMessage } from '#test/support/chat.ts';
import { download, probe, tinyClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
let world: World;
let chat: Chat;
let clip: string;

beforeAll(async () => {
  clip = await tinyClip();
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.sandbox.control.reset();
  chat = await world.chat();
});

const submits = (): number => world.sandbox.control.calls().renders.length;

async function answer(text: string, replyTo: string): Promise<ChatMessage> {
  const { body } = await chat.post(JSON.stringify({ text, replyTo }));
  return chat.lastWord((body as { messageId: string }).messageId);
}

async function pressed(message: ChatMessage, label: string): Promise<ChatMessage> {
  const { messageId } = await chat.press(message.buttons.find((one) => one.label === label)!.token);
  return chat.lastWord(messageId!);
}

describe('what is new in a version', () => {
  test('is told since the one before, and only once', async () => {
    const first = await chat.ask('trim to 0.8 seconds, export', [clip]);
    expect(first.text).toContain('(v1');
    expect(first.text).not.toContain('Since v');
    await chat.ask('add a title "Sea" for 0.5 seconds');
    await chat.ask('trim to 0.6 seconds');
    const second = await chat.ask('export');
    expect(second.text).toContain('(v2');
    expect(second.text).toContain(
      words.project.sinceVersion({
        version: 1,
        changes: '✅ Video tiny.mp4 trimmed from 0-0.8s to 0-0.6s\n✅ Title added: "Sea" (0-0.5s)',
        more: 0,
      }),
    );
    // A silent edit is told from the timeline already.
    world.sandbox.control.fault({ endpoint: 'run_sse', action: { silent: 'nothing' } });
    const third = await chat.ask('trim to 0.5 seconds, export');
    expect(third.text).toContain('✅ Video tiny.mp4 trimmed from 0-0.6s to 0-0.5s');
    expect(third.text).not.toContain('Since v2');
    expect(submits()).toBe(3);
  });

  test('is counted where it is much', async () => {
    await chat.ask('export', [clip]);
    const titles = Array.from({ length: 8 }, (_, n) => `add a title "Part ${n}" for 0.5 seconds`);
    await chat.ask(titles.join(', '));
    expect((await chat.ask('export')).text).toMatch(/Since v1:\n(✅ .*\n){6}and 2 more changes/);
  });
});

describe('an export of what was exported already', () => {
  test('brings the same result at once, and a button that renders', async () => {
    const first = await chat.ask('trim to 0.8 seconds, export', [clip]);
    const same = await chat.ask('export');
    expect(same).toMatchObject({ kind: 'result', files: [{ ...first.files[0], url: expect.any(String) }] });
    expect(same.text).toContain(words.project.unchanged({ version: 1 }));
    expect(same.text).toContain('(v1');
    expect((await probe(await download(same.files[0]!.url))).bytes).toBe(first.files[0]!.bytes);
    expect(submits()).toBe(1);
    const again = await pressed(same, words.button.exportAgain);
    expect(again.text).toContain('(v2');
    expect(again.text).toContain(words.project.sameAsVersion({ version: 1 }));
    expect(submits()).toBe(2);
    // Also after a wish that changed nothing.
    const idle = await chat.ask('do a handstand, export');
    expect(idle.text).toContain(words.project.unchanged({ version: 2 }));
    expect(submits()).toBe(2);
  });

  test('renders where the old video is gone', async () => {
    await chat.ask('trim to 0.8 seconds, export', [clip]);
    world.sandbox.control.loseVideos();
    expect((await chat.ask('export')).text).toContain('(v2');
    expect(submits()).toBe(2);
  });
});

describe('a result once more', () => {
  test('/last brings the newest, with file, buttons and a link that works', async () => {
    expect((await chat.ask('/last')).text).toBe(words.project.nothingExported);
    await chat.ask('trim to 0.8 seconds, export', [clip]);
    const second = await chat.ask('trim to 0.6 seconds, export');
    world.sandbox.control.moveVideos();
    const last = await chat.ask('/last');
    expect(last).toMatchObject({ kind: 'result', files: [{ name: 'reelay-v2.mp4' }] });
    expect(last.buttons.map(({ label }) => label)).toEqual([
      words.button.exportAgain,
      words.button.timeline,
      words.button.newProject,
    ]);
    const link = /MP4: (\S+)/.exec(last.text)![1]!;
    expect(link).not.toBe(/MP4: (\S+)/.exec(second.text)![1]);
    expect((await fetch(link)).status).toBe(200);
    expect((await probe(await download(last.files[0]!.url))).bytes).toBe(second.files[0]!.bytes);
    expect((await chat.ask('/last 1')).files[0]?.name).toBe('reelay-v1.mp4');
    expect((await chat.ask('/last 7')).text).toBe(words.project.noSuchVersion({ version: 7 }));
    expect(submits()).toBe(2);
  });

  test('it is of the whole thread, and its buttons work on its own project', async () => {
    await chat.ask('trim to 0.8 seconds, export', [clip]);
    await chat.ask('/new');
    const last = await chat.ask('/last');
    expect(last.files[0]?.name).toBe('reelay-v1.mp4');
    expect((await pressed(last, words.button.timeline)).text).toContain('tiny.mp4 (0-0.8s)');
  });

  test('the first one may still be on its way', async () => {
    world.sandbox.control.hold('render_status');
    const edit = await chat.say('trim to 0.8 seconds, export', [clip]);
    await world.sandbox.control.waitFor('render_status', 1);
    expect((await chat.ask('/last')).text).toBe(words.project.stillRendering);
    world.sandbox.control.release('render_status');
    await chat.lastWord(edit);
  });

  test('one that the backend no longer keeps is said so, with a way out', async () => {
    await chat.ask('trim to 0.8 seconds, export', [clip]);
    world.sandbox.control.loseVideos();
    const last = await chat.ask('/last');
    expect(last).toMatchObject({ kind: 'info', text: words.project.resultGone({ version: 1 }), files: [] });
    expect((await pressed(last, words.button.exportAgain)).text).toContain('(v2');
  });

  test('"export" in answer to a result brings that very one', async () => {
    const first = await chat.ask('trim to 0.8 seconds, export', [clip]);
    await chat.ask('trim to 0.6 seconds, export');
    const again = await answer('export', first.id);
    expect(again.files[0]).toMatchObject({ name: 'reelay-v1.mp4', bytes: first.files[0]!.bytes });
    // In answer to that, too; and an edit in answer to it is an edit of the timeline as it is.
    expect((await answer('/last', again.id)).files[0]?.name).toBe('reelay-v1.mp4');
    await chat.ask('/new');
    const elsewhere = await answer('export', first.id);
    expect(elsewhere.text).toContain(words.project.inProject({ name: 'tiny' }));
    expect(elsewhere.files[0]?.name).toBe('reelay-v1.mp4');
    expect((await answer('trim to 0.4 seconds, export', first.id)).text).toContain('(v3');
    expect(submits()).toBe(3);
  });
});
