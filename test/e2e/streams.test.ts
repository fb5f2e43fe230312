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

const runs = (): number => world.sandbox.control.calls().byEndpoint.run_sse;

/** One edit of a fresh clip that goes wrong in this way. */
async function edit(action: NonNullable<FaultInput['action']>, text = 'trim to 5 seconds') {
  fault(action);
  return chat.ask(text, [clip]);
}

describe('an edit without a word', () => {
  test.each(['skip', 'stop', 'blank', 'thought', 'nothing'] as const)(
    'is told from the timeline, however the run ends (%s)',
    async (silent) => {
      const answer = await edit({ silent });
      expect(answer).toMatchObject({ kind: 'result', text: `${trimmed}\n\n${paid}` });
      expect(labels(answer)).toEqual([words.button.export, words.button.timeline]);
      expect(runs()).toBe(1);
    },
  );

  test('and without a change is told as well', async () => {
    const answer = await edit({ silent: 'stop', noWork: true });
    expect(answer.text).toBe(`${words.noChange}\n\n${free}`);
    expect(runs()).toBe(1);
  });

  test('words of success do not stand alone where nothing changed', async () => {
    await edit({ silent: 'stop' });
    fault({ answer: 'Trimmed it for you.' });
    const answer = await chat.ask('trim the pauses, merge');
    expect(answer.text).toContain('Trimmed it for you.');
    const muted = await chat.ask('mute');
    expect(muted.text).not.toContain(words.noChangeSeen);
    // The same volume once more: a tool works, and the timeline stays as it was.
    fault({ answer: 'It is silent now.' });
    expect((await chat.ask('mute')).text).toContain(`It is silent now.\n\n${words.noChangeSeen}`);
  });
});

describe('a stream that breaks', () => {
  test.each([
    ['before any event', { cutAfterEvents: 0 }],
    ['in the middle of a tool', { cutAfterEvents: 1 }],
    ['in the middle of a tool, and looks like a good end', { cutAfterEvents: 1, cleanCut: true }],
    ['before any event, and looks like a good end', { cutAfterEvents: 0, cleanCut: true }],
    ['behind the tool', { cutAfterEvents: 2 }],
  ])('%s: what was done is found', async (_name, action) => {
    const answer = await edit(action);
    expect(answer).toMatchObject({
      kind: 'result',
      text: `${words.recovered({ changes: trimmed })}\n\n${paid}`,
    });
    expect(runs()).toBe(1);
  });

  test('behind the last word: that word is enough', async () => {
    const answer = await edit({ cutAfterEvents: 3 });
    expect(answer.text).toBe(`Trimmed to 5 seconds.\n\n${paid}`);
    expect(runs()).toBe(1);
  });

  test.each([
    ['before any event', { dieAfterEvents: 0 }],
    ['before any event, and looks like a good end', { dieAfterEvents: 0, cleanCut: true }],
    ['in the middle of a tool', { dieAfterEvents: 1 }],
    ['after a text that came first', { answer: 'Let me see.', noWork: true, dieAfterEvents: 1 }],
  ])('%s, with nothing done: five looks, and a button to send it again', async (_name, action) => {
    const answer = await edit(action);
    expect(answer).toMatchObject({ kind: 'error', text: `${words.notRecovered}\n\n${free}` });
    expect(labels(answer)).toEqual([words.button.retry, words.button.timeline]);
    const calls = world.sandbox.control.calls().byEndpoint;
    expect(calls.run_sse).toBe(1);
    // Before the upload, before the edit, five looks; a run with a last word is looked at once more.
    expect(calls.state).toBeGreaterThanOrEqual(7);

    const retry = await chat.press(answer.buttons[0]!.token);
    expect((await chat.lastWord(retry.messageId!)).text).toContain('Trimmed to 5 seconds.');
    expect(runs()).toBe(2);
    // Once pressed, it is used up: it would be done and charged again.
    expect((await chat.press(answer.buttons[0]!.token)).status).toBe(404);
    expect(runs()).toBe(2);
  });

  test('what was to follow the edit follows all the same', async () => {
    const answer = await edit({ cutAfterEvents: 1 }, 'trim to 5 seconds, export');
    expect(answer.files).toHaveLength(1);
    expect(answer.text).toContain(words.recovered({ changes: trimmed }));
    expect(runs()).toBe(1);
  });
});

describe('trouble on the way', () => {
  const temporary = 'I encountered a temporary issue. Please try again.';

  test('a "temporary issue" after a good end means nothing', async () => {
    const answer = await edit({ alsoSay: temporary });
    expect(answer.text).toBe(`Trimmed to 5 seconds.\n\n${paid}`);
  });

  test('nor does it after a silent edit', async () => {
    const answer = await edit({ silent: 'stop', alsoSay: temporary });
    expect(answer.text).toBe(`${trimmed}\n\n${paid}`);
  });

  test('alone, and with nothing done, it is a failure with a button', async () => {
    const answer = await edit({ noWork: true, answer: temporary });
    expect(answer).toMatchObject({ kind: 'error', text: `${words.agentFailed}\n\n${free}` });
    expect(labels(answer)).toEqual([words.button.retry, words.button.timeline]);
    expect(runs()).toBe(1);
  });

  const broken = `data: {"error": "429 RESOURCE_EXHAUSTED. {'error': {"code": 429}}"}\n\n`;
  test.each([
    ['an error event', { error: 'The model is overloaded.' }],
    ['an error frame that is no JSON', { raw: broken }],
  ])('%s after the work: what was done is told', async (_name, action) => {
    const answer = await edit({ silent: 'skip', ...action });
    expect(answer.text).toBe(`${words.agentTrouble}\n\n${trimmed}\n\n${paid}`);
    expect(runs()).toBe(1);
  });

  test.each([
    ['an error event', { error: 'The model is overloaded.' }],
    ['an error frame that is no JSON', { raw: broken }],
  ])('%s and no work: that is told, and what it cost', async (_name, action) => {
    const answer = await edit({ noWork: true, ...action });
    expect(answer).toMatchObject({ kind: 'error', text: `${words.agentFailed}\n\n${free}` });
    expect(runs()).toBe(1);
  });

  test('every event twice is the same as once', async () => {
    const answer = await edit({ duplicateEvents: true });
    expect(answer.text).toBe(`Trimmed to 5 seconds.\n\n${paid}`);
  });

  test('credits that run out in mid-stream are told as that', async () => {
    const answer = await edit({ noWork: true, answer: 'One moment.', raw: 'data: {"code":2001}\n\n' });
    expect(answer.kind).toBe('error');
    expect(answer.text).toContain(words.errors['nemo.out-of-credits']({}));
    expect(runs()).toBe(1);
  });
});
