import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import { endpoints, type FaultInput } from '#sandbox/ledger.ts';
import type { Chat } from '#test/support/chat.ts';
import { tinyClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
const { retry, timeline } = words.button;
let world: World;
let chat: Chat;
let clip: string;

beforeAll(async () => {
  clip = await tinyClip();
  world = await startWorld({ settings: { REQUEST_TIMEOUT_MS: '2000', SSE_SILENCE_MS: '2000' } });
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.sandbox.control.reset();
  chat = await world.chat();
});

const silences: [string, FaultInput['action']][] = [
  ['no answer', { hang: true }],
  ['an answer that does not end', { endless: 'slow' }],
];

test.each([...silences, ['an answer without bounds', { endless: 'fast' }] as const])(
  '%s to an edit: it is looked up, never sent again',
  async (_name, action) => {
    await chat.ask('', [clip]);
    world.sandbox.control.fault({ endpoint: 'run_sse', action });
    const answer = await chat.ask('mute');
    expect(answer.text).toBe([words.notRecovered, words.cost({ spent: 0, left: 100 })].join('\n\n'));
    expect(answer.buttons.map(({ label }) => label)).toEqual([retry, timeline]);
    expect(world.sandbox.control.calls().byEndpoint.run_sse).toBe(1);
  },
);

test.each(silences)('%s before the edit: it is tried again by itself', async (_name, action) => {
  world.sandbox.control.fault({ endpoint: 'session', action });
  expect((await chat.ask('generate a 1 second clip of the sea and export')).files).toHaveLength(1);
  expect(world.sandbox.control.calls().byEndpoint.run_sse).toBe(1);
});

test('an editor that is slow with every answer does everything once all the same', async () => {
  const { control } = world.sandbox;
  for (const endpoint of endpoints) control.fault({ endpoint, times: 50, action: { delayMs: 700 } });
  const result = await chat.ask('mute and export', [clip]);
  expect(result).toMatchObject({ kind: 'result', files: [{ mime: 'video/mp4' }] });
  const { byEndpoint, uploads, renders } = control.calls();
  expect(byEndpoint.run_sse).toBe(1);
  expect(uploads).toHaveLength(1);
  expect(renders.map(({ submits }) => submits)).toEqual([1]);
});
