import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { FaultInput } from '#sandbox/ledger.ts';
import type { Chat, ChatMessage } from '#test/support/chat.ts';
import { speechClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
const paid = words.cost({ spent: 5, left: 95 });
const tracks = 'Timeline (1 track): 1. Video: speech.mp4 (0-5s)';

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

const fault = (action: NonNullable<FaultInput['action']>): void =>
  world.sandbox.control.fault({ endpoint: 'run_sse', action });
const labels = (message: ChatMessage): string[] => message.buttons.map(({ label }) => label);
const sent = (): string[] => world.sandbox.control.calls().runs.map(({ text }) => text);
const renders = (): number => world.sandbox.control.calls().renders.length;

/** One edit of a fresh clip that the agent answers like this. */
async function answered(answer: string, text = 'trim to 5 seconds'): Promise<ChatMessage> {
  fault({ answer });
  return chat.ask(text, [clip]);
}

describe('an export', () => {
  test('is made where the agent sends the person to its button', async () => {
    const result = await answered(
      'Trimmed to 5 seconds. Click the **Export** button in the top-right corner to download it.',
    );
    expect(result).toMatchObject({ kind: 'result' });
    expect(result.files).toHaveLength(1);
    expect(result.text).toContain('Trimmed to 5 seconds.\n\n');
    expect(result.text).not.toMatch(/click|button|corner/i);
    expect(renders()).toBe(1);
    expect(sent()).toEqual(['trim to 5 seconds']);
  });

  test('is made once where the person asked for it as well', async () => {
    const result = await answered('Trimmed. Click Export to download it.', 'trim to 5 seconds and export');
    expect(result.files).toHaveLength(1);
    expect(renders()).toBe(1);
  });

  test('is a button where the agent leaves it to the person', async () => {
    const result = await answered("Trimmed to 5 seconds. When you're ready, click Export to download it.");
    expect(result).toMatchObject({ kind: 'result', text: `Trimmed to 5 seconds.\n\n${paid}`, files: [] });
    expect(labels(result)).toEqual([words.button.export, words.button.timeline]);
    expect(renders()).toBe(0);
  });

  test('is spoken of where there is nothing else to say', async () => {
    fault({ answer: 'When you are ready, click Export.', noWork: true });
    const result = await chat.ask('fix the white balance', [clip]);
    expect(result.text).toBe(`${words.sayExport}\n\n${words.cost({ spent: 0, left: 100 })}`);
  });
});

describe('an edit', () => {
  test('is sent where the agent would have it dragged, once a turn', async () => {
    fault({ answer: 'Trimmed. Drag the clip to 0:02.' });
    fault({ answer: 'Moved. Drag the clip to 0:01.' });
    const result = await chat.ask('trim to 5 seconds', [clip]);
    expect(sent()).toEqual(['trim to 5 seconds', 'Move the clip to 0:02']);
    expect(result.text).toContain('Trimmed.');
    expect(result.text).toContain('Moved.');
    expect(result.text).not.toMatch(/drag/i);
  });

  test('that followed is never sent again when its stream is lost', async () => {
    fault({ answer: 'Trimmed. Drag the clip to 0:02, then click Export.' });
    fault({ cutAfterEvents: 0 });
    const result = await chat.ask('trim to 5 seconds', [clip]);
    expect(sent()).toEqual(['trim to 5 seconds', 'Move the clip to 0:02']);
    expect(result.text).toContain('Trimmed.');
  });

  test('is a button where the agent names one of its own', async () => {
    const result = await answered('Trimmed. Click the "Add background music" button if it feels empty.');
    expect(labels(result)).toEqual([words.button.export, words.button.timeline, 'Add background music']);
    const { messageId } = await chat.press(result.buttons[2]!.token);
    await chat.lastWord(messageId!);
    expect(sent()).toEqual(['trim to 5 seconds', 'Add background music']);
  });
});

test.each([
  ['Trimmed. Open the timeline panel to see the tracks.', `Trimmed.\n\n${tracks}\n\n${paid}`],
  ['Trimmed. You can preview it in the timeline.', `Trimmed.\n\n${tracks}\n\n${paid}`],
  [
    'Trimmed. Check your account page for your credits.',
    `Trimmed.\n\n${words.credits({ available: 95, frozen: 0, total: 100 })}\n\n${paid}`,
  ],
])('a look is taken: %s', async (answer, text) => {
  expect((await answered(answer)).text).toBe(text);
});

test('nothing raw is shown: no token, no id, no JSON', async () => {
  const result = await answered(
    'Trimmed (id: 3f2a1b4c-1111-4222-8333-444455556666). {"status":"success"}\nYour token is nmv_usr_abcdef123.',
  );
  expect(result.text).toBe(`Trimmed.\n\n${paid}`);
});

test('Chinese talk about the screen is understood as well', async () => {
  const chinese = await world.chat({ language: 'zh-CN' });
  fault({ answer: '已剪到 5 秒。如果满意，可以点击右上角的「导出」按钮。您可以在时间轴面板中预览。' });
  const zh = messagesFor('zh');
  const result = await chinese.ask('剪到 5 秒', [clip]);
  expect(result.text).toBe(
    [
      '已剪到 5 秒。',
      '时间轴（1 条轨道）： 1. 视频：speech.mp4（0-5s）',
      zh.cost({ spent: 5, left: 95 }),
    ].join('\n\n'),
  );
  expect(labels(result)).toContain(zh.button.export);
});
