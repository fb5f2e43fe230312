import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { FaultInput } from '#sandbox/ledger.ts';
import type { Chat, ChatMessage } from '#test/support/chat.ts';
import { speechClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
const trimmed = '✅ Video speech.mp4 trimmed from 0-12s to 0-5s';
const paid = words.cost({ spent: 5, left: 95 });
const free = words.cost({ spent: 0, left: 100 });

let world: World;
let chat: Chat;
let clip: string;

beforeAll(async () => {
  clip = await speechClip();
  world = await startWorld({
    settings: { SSE_SILENCE_MS: '2000', SSE_TIMEOUT_MS: '5000', STILL_WORKING_MS: '800' },
  });
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.sandbox.control.reset();
  chat = await world.chat();
});

const fault = (action: NonNullable<FaultInput['action']>): void =>
  world.sandbox.control.fault({ endpoint: 'run_sse', action });

const labels = (message: ChatMessage): string[] => message.buttons.map(({ label }) => label);

const runs = (): number => world.sandbox.control.calls().byEndpoint.run_sse;

/** One edit of a fresh clip that goes wrong in this way. */
async function edit(action: NonNullable<FaultInput['action']>, text = 'trim to 5 seconds') {
  fault(action);
  return chat.ask(text, [clip]);
}

describe('a stream that goes on for ever', () => {
  test.each([
    ['with heartbeats alone', { heartbeatsOnly: true }],
    ['with events that say nothing, past the longest time', { chatter: true }],
  ])('%s, and nothing done', async (_name, action) => {
    const answer = await edit(action);
    expect(answer).toMatchObject({ kind: 'error', text: `${words.notRecovered}\n\n${free}` });
    expect(runs()).toBe(1);
  });

  test('after a word that promises something, without even heartbeats', async () => {
    const answer = await edit({ halfOpen: true });
    expect(answer).toMatchObject({
      kind: 'error',
      text: `Working on it.\n\n${words.noChangeSeen}\n\n${free}`,
    });
    expect(labels(answer)).toEqual([words.button.retry, words.button.timeline]);
    expect(runs()).toBe(1);
  });

  test('after all was done and said: the last word counts', async () => {
    const answer = await edit({ staysOpen: true });
    expect(answer.text).toBe(`Trimmed to 5 seconds.\n\n${paid}`);
    expect(runs()).toBe(1);
  });

  test('after all was done without a word', async () => {
    const answer = await edit({ staysOpen: true, silent: 'skip' });
    expect(answer.text).toBe(`${words.recovered({ changes: trimmed })}\n\n${paid}`);
    expect(runs()).toBe(1);
  });

  test('the status says that the work goes on', async () => {
    world.sandbox.control.hold('run_sse');
    const messageId = await chat.say('trim to 5 seconds', [clip]);
    const still = await chat.until(
      ({ event, data }) => event === 'edit' && data.text === words.stillWorking({ minutes: 1 }),
    );
    expect(still.data.replyTo).toBe(messageId);
    world.sandbox.control.release('run_sse');
    expect((await chat.lastWord(messageId)).kind).not.toBe('ack');
  });
});
