import { afterEach, describe, expect, test, vi } from 'vitest';
import { mention } from '#test/support/requirements.ts';
import { startWorld, type World } from '#test/support/world.ts';
import { conversations } from './conversations.ts';
import { hasFootage, play } from './transcript.ts';

// Real footage is decoded and rendered.
vi.setConfig({ testTimeout: 180_000 });

if (!hasFootage()) mention('recorded conversations', 'optional; no ../shared/media');

/**
 * Transcripts are read by people: `npx vitest run test/golden -u` writes them anew, and every changed line wants the
 * question whether a person would be happy with it. A third of the edits is silent and a third talks of buttons.
 */
describe.skipIf(!hasFootage())('recorded conversations', () => {
  let world: World | undefined;
  afterEach(() => world?.stop());

  test.each(conversations)('$name', async (conversation) => {
    world = await startWorld({ sandbox: { silentShare: 0.33, guiTalkShare: 0.33, seed: 7 } });
    const chat = await world.chat({ language: conversation.language });
    const transcript = await play(chat, conversation);
    await expect(transcript).toMatchFileSnapshot(`transcripts/${conversation.name}.md`);
    expect(world.sandbox.control.calls()).toMatchObject({ concurrentRuns: 0, missingHeaders: [] });
  });
});
