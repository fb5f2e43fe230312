import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { Endpoint, FaultInput } from '#sandbox/ledger.ts';
import type { Chat, ChatMessage } from '#test/support/chat.ts';
import { tinyClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
const { errors } = words;
const { retry, credits, link, newProject } = words.button;

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

type Action = FaultInput['action'];
const fault = (endpoint: Endpoint, action: Action, times = 1): void =>
  world.sandbox.control.fault({ endpoint, action, times });
const calls = () => world.sandbox.control.calls();
const labels = (message: ChatMessage): string[] => message.buttons.map(({ label }) => label);
const said = (...lines: string[]): string => lines.join('\n');

/** The same refusal as the backend may word it: by its status, by its code alone, and by both. */
function forms(code: number, status = code): [string, Action][] {
  return [
    [`HTTP ${status} and code ${code}`, { status, code }],
    [`HTTP 200 and code ${code}`, { status: 200, code }],
  ];
}

/** The registration link of the anonymous account that is in use. */
function registration(): string {
  const [clientId = ''] = calls().clientIds;
  return words.register({ url: `${world.sandbox.url}/?bind=bind_${clientId.slice(0, 8)}` });
}

describe('1001: the token has run out', () => {
  test.each([...forms(1001, 401), ['HTTP 401 and a page', { status: 401, body: '<h1>no</h1>' }]] as const)(
    'an anonymous one is renewed unseen, for the same client (%s)',
    async (_name, action) => {
      fault('run_sse', action);
      const answer = await chat.ask('trim to 0.5 seconds', [clip]);
      expect(answer.kind).toBe('result');
      expect(calls().byEndpoint.run_sse).toBe(2);
      expect(calls().runs).toHaveLength(1);
      const ids = calls().clientIds;
      expect(ids.length).toBeGreaterThanOrEqual(2);
      expect(new Set(ids).size).toBe(1);
    },
  );

  test('every call is renewed in this way', async () => {
    await chat.ask('', [clip]);
    world.sandbox.control.expire('tokens');
    expect((await chat.ask('trim to 0.5 seconds and export')).files).toHaveLength(1);
    expect(new Set(calls().clientIds).size).toBe(1);
  });

  test('where a fresh one does no better, that is said', async () => {
    await chat.ask('', [clip]);
    fault('run_sse', { status: 401, code: 1001 }, 2);
    const answer = await chat.ask('mute');
    expect(answer).toMatchObject({
      kind: 'error',
      text: said(errors['nemo.token-expired']({}), words.charged.nothing),
    });
    expect(labels(answer)).toEqual([retry]);
    expect(calls()).toMatchObject({ byEndpoint: { run_sse: 2 }, runs: [] });
  });
});

describe('2001: no credits', () => {
  test.each(forms(2001, 403))('an anonymous account may be registered (%s)', async (_name, action) => {
    await chat.ask('', [clip]);
    fault('run_sse', action);
    const answer = await chat.ask('trim to 0.5 seconds and export');
    expect(answer.text).toBe(
      [
        said(errors['nemo.out-of-credits']({}), words.charged.nothing, words.retryGoesOn),
        registration(),
      ].join('\n\n'),
    );
    expect(labels(answer)).toEqual([retry, credits, link]);
    expect(calls()).toMatchObject({ byEndpoint: { run_sse: 1 }, runs: [] });
    // Registered or topped up, it goes on from there.
    const { messageId } = await chat.press(answer.buttons[0]!.token);
    expect((await chat.lastWord(messageId!)).files).toHaveLength(1);
  });

  test('the id in the answer itself is the one', async () => {
    await chat.ask('', [clip]);
    fault('run_sse', { status: 403, code: 2001, data: { bind_id: 'b 7' } });
    const answer = await chat.ask('mute');
    expect(answer.text).toContain(words.register({ url: `${world.sandbox.url}/?bind=b%207` }));
  });
});

describe('4001 and 4002: files that the backend does not take', () => {
  const cases = [
    ...forms(4001, 415).map(([name, action]) => [name, action, 415, 'nemo.unsupported-type'] as const),
    ...forms(4002, 413).map(([name, action]) => [name, action, 413, 'nemo.too-large'] as const),
  ];
  test.each(cases)('dropped into the chat (%s)', async (_name, action, status, code) => {
    const form = new FormData();
    form.append('text', 'mute');
    form.append('files', new Blob([await readFile(clip)]), 'tiny.mp4');
    fault('upload', action);
    const { body, ...answer } = await chat.post(form);
    expect(answer.status).toBe(status);
    const text =
      code === 'nemo.too-large'
        ? errors[code]({ name: 'tiny.mp4', sizeMb: 1 })
        : errors[code]({ name: 'tiny.mp4' });
    expect(body).toEqual({ error: { code, message: said(text, words.charged.nothing) } });
    expect(calls().runs).toEqual([]);
  });
});

test.each(forms(400))('400: the client id is sent once more, the same one (%s)', async (_name, action) => {
  fault('token', { ...action, message: 'X-Client-Id is missing' });
  expect((await chat.ask('trim to 0.5 seconds', [clip])).kind).toBe('result');
  const { byEndpoint, clientIds } = calls();
  expect(byEndpoint.token).toBe(2);
  expect(new Set(clientIds).size).toBe(1);
});

describe('402: the plan has no exports', () => {
  test.each([...forms(402), ['HTTP 402 and a page', { status: 402, body: '<h1>no</h1>' }]] as const)(
    'it is the subscription, not the credits, and the edit is safe (%s)',
    async (_name, action) => {
      fault('render_submit', action);
      const answer = await chat.ask('trim to 0.5 seconds, export', [clip]);
      expect(answer.kind).toBe('error');
      expect(answer.text).toContain(said(errors['nemo.export-blocked']({}), words.charged.export));
      expect(answer.text).toContain(registration());
      expect(answer.text).toContain('Trimmed to 0.5 seconds.');
      expect(answer.text).toContain('/workspace/claim?ct=clm_');
      expect(answer.text).not.toContain(errors['nemo.out-of-credits']({}));
      expect(labels(answer)).toEqual([retry, link]);
      expect(calls().byEndpoint).toMatchObject({ run_sse: 1, render_submit: 1 });
      // With another plan, the export alone is made up for.
      const { messageId } = await chat.press(answer.buttons[0]!.token);
      expect((await chat.lastWord(messageId!)).files).toHaveLength(1);
      expect(calls().byEndpoint.run_sse).toBe(1);
    },
  );
});

describe('429: too many requests', () => {
  test.each(forms(429))('an edit is made once more after a wait (%s)', async (_name, action) => {
    await chat.ask('', [clip]);
    fault('run_sse', action);
    const messageId = await chat.say('trim to 0.5 seconds');
    expect((await chat.lastWord(messageId)).kind).toBe('result');
    expect(calls()).toMatchObject({ byEndpoint: { run_sse: 2 }, runs: [{}] });
    const told = ({ data }: { data: ChatMessage }): boolean =>
      data.replyTo === messageId && data.text === words.stage({ stage: 'waiting', elapsedMs: 0 });
    expect(chat.lines.some(told)).toBe(true);
  });

  test('and then said, with nothing charged', async () => {
    await chat.ask('', [clip]);
    fault('run_sse', { status: 429, code: 429, headers: { 'retry-after': '120' } }, 2);
    const answer = await chat.ask('trim to 0.5 seconds');
    expect(answer.text).toBe(
      said(errors['nemo.rate-limited']({ retryAfterMs: 120_000 }), words.charged.nothing),
    );
    expect(labels(answer)).toEqual([retry]);
    expect(calls()).toMatchObject({ byEndpoint: { run_sse: 2 }, runs: [] });
  });

  test.each(['state', 'session', 'token'] as const)('at %s as well', async (endpoint) => {
    const fresh = await world.chat();
    if (endpoint === 'token') world.sandbox.control.expire('tokens');
    fault(endpoint, { status: 429 });
    expect((await fresh.ask('generate a 1 second clip of the sea')).kind).toBe('result');
    expect(calls().runs).toHaveLength(1);
  });

  test('a quick question waits as well, without anybody waiting for it', async () => {
    await chat.ask('', [clip]);
    expect(calls().byEndpoint.credits).toBe(0);
    fault('credits', { status: 429 });
    expect((await chat.ask('credits')).text).toContain(
      words.credits({ available: 100, frozen: 0, total: 100 }),
    );
    fault('credits', { status: 429 }, 2);
    const answer = await chat.ask('credits');
    expect(answer.text).toBe(said(errors['nemo.rate-limited']({}), words.charged.nothing));
    expect(labels(answer)).toEqual([retry]);
    expect(calls().byEndpoint.credits).toBe(4);
  });

  test('a file that is being sent waits in its own request', async () => {
    fault('state', { status: 429 });
    expect((await chat.ask('trim to 0.5 seconds', [clip])).kind).toBe('result');
    expect(calls().uploads).toHaveLength(1);
  });

  test.each([
    [1, 2],
    [2, 2],
  ])('an export refused %i times is submitted twice at most', async (times, submits) => {
    await chat.ask('', [clip]);
    fault('render_submit', { status: 429 }, times);
    const answer = await chat.ask('export');
    expect(calls().byEndpoint.render_submit).toBe(submits);
    if (times === 1) expect(answer.files).toHaveLength(1);
    else expect(answer.text).toBe(said(errors['nemo.rate-limited']({}), words.charged.export));
  });

  test('an export that is being made is asked for later', async () => {
    await chat.ask('', [clip]);
    fault('render_status', { status: 429 }, 3);
    expect((await chat.ask('export')).files).toHaveLength(1);
    expect(calls().byEndpoint.render_submit).toBe(1);
  });
});

describe('what nobody foresaw', () => {
  test.each([
    ['a code that nobody knows', { status: 200, code: 7777 }, 200],
    ['a status that nobody knows', { status: 418, code: 7777 }, 418],
    ['a page that was not found', { status: 404, body: '<h1>404</h1>' }, 404],
  ])('%s refuses the edit: nothing ran', async (_name, action, status) => {
    await chat.ask('', [clip]);
    fault('run_sse', action);
    const answer = await chat.ask('mute');
    expect(answer.text).toBe(said(errors['nemo.refused']({ status }), words.charged.nothing));
    expect(labels(answer)).toEqual([retry, newProject]);
    expect(calls()).toMatchObject({ byEndpoint: { run_sse: 1 }, runs: [] });
  });

  test.each([
    ['a gateway’s page', { status: 502, body: '<html>bad gateway</html>' }],
    ['a gateway’s JSON', { status: 503, code: 503 }],
    ['a page that calls itself a success', { status: 200, body: '<html>hello</html>' }],
    ['a text that calls itself a success', { status: 200, body: 'hello', contentType: 'text/plain' }],
    ['an answer of no type at all', { status: 200, body: 'hello', contentType: '' }],
    ['JSON that is no refusal', { status: 200, code: 0 }],
  ] as [string, Action][])('%s to an edit: it is looked up, never sent again', async (_name, action) => {
    await chat.ask('', [clip]);
    fault('run_sse', action);
    const answer = await chat.ask('mute');
    expect(answer.text).toBe([words.notRecovered, words.cost({ spent: 0, left: 100 })].join('\n\n'));
    expect(labels(answer)).toEqual([retry, words.button.timeline]);
    expect(calls().byEndpoint.run_sse).toBe(1);
  });

  test.each([
    ['an error of its own', { status: 500, code: 500 }, errors['nemo.refused']({ status: 500 })],
    ['a page', { status: 200, body: '<html>' }, errors['nemo.unreadable']({ status: 200 })],
    ['another shape', { code: 0, data: { id: 7 } }, errors['nemo.unreadable']({ status: 200 })],
  ] as [string, Action, string][])('%s before the edit: nothing was charged', async (_name, action, text) => {
    fault('session', action);
    const answer = await chat.ask('generate a 1 second clip of the sea and export');
    expect(answer.text).toBe(said(text, words.charged.nothing, words.retryGoesOn));
    expect(labels(answer)).toContain(retry);
    expect(calls()).toMatchObject({ byEndpoint: { run_sse: 0 }, runs: [] });
    const { messageId } = await chat.press(answer.buttons[0]!.token);
    expect((await chat.lastWord(messageId!)).files).toHaveLength(1);
    expect(calls().byEndpoint.run_sse).toBe(1);
  });

  test.each([
    ['a gateway’s page', { status: 502, body: '<html>' }],
    ['a lost answer', { loseAnswer: true }],
  ] as [string, Action][])('%s before the edit: the person need not ask again', async (_name, action) => {
    fault('session', action);
    const answer = await chat.ask('generate a 1 second clip of the sea and export');
    expect(answer.files).toHaveLength(1);
    expect(calls()).toMatchObject({ byEndpoint: { run_sse: 1 }, runs: [{}] });
  });

  test.each([
    ['a gateway’s page', { status: 502, body: '<html>' }],
    ['a lost answer', { loseAnswer: true }],
  ] as [string, Action][])('%s to a question is asked again unseen', async (_name, action) => {
    fault('credits', action);
    expect((await chat.ask('credits')).text).toContain(
      words.credits({ available: 100, frozen: 0, total: 100 }),
    );
  });
});

describe('answers lost on their way', () => {
  test('of an upload: the file is there once', async () => {
    fault('upload', { loseAnswer: true });
    expect((await chat.ask('trim to 0.5 seconds', [clip])).kind).toBe('result');
    expect(calls()).toMatchObject({ byEndpoint: { upload: 1 }, uploads: [{}] });
  });

  test('of an export: it is found by its id', async () => {
    await chat.ask('', [clip]);
    fault('render_submit', { loseAnswer: true });
    expect((await chat.ask('export')).files).toHaveLength(1);
    expect(calls().renders).toMatchObject([{ submits: 1 }]);
  });
});

describe('exports that fail', () => {
  test('once: a second try under another id', async () => {
    await chat.ask('', [clip]);
    fault('render_submit', { renderFails: true });
    expect((await chat.ask('export')).files).toHaveLength(1);
    expect(calls().renders).toMatchObject([{ submits: 1 }, { submits: 1 }]);
  });

  test('twice: that is said, and that it cost nothing', async () => {
    await chat.ask('', [clip]);
    fault('render_submit', { renderFails: true }, 2);
    const answer = await chat.ask('export');
    expect(answer.text).toBe(said(errors['render.failed']({}), words.charged.export));
    expect(labels(answer)).toEqual([retry]);
    expect(calls().renders).toHaveLength(2);
  });

  test('without an editor link the result comes all the same', async () => {
    await chat.ask('', [clip]);
    fault('claim', { status: 404, code: 1002 });
    const answer = await chat.ask('export');
    expect(answer.files).toHaveLength(1);
    expect(answer.text).not.toContain('/workspace/claim');
    // And the timeline is not given up for it.
    expect((await chat.ask('status')).text).toContain('tiny.mp4');
  });
});

test('a refusal in Chinese has all its parts', async () => {
  const zh = messagesFor('zh');
  const chinese = await world.chat({ language: 'zh' });
  await chinese.ask('', [clip]);
  fault('run_sse', { status: 403, code: 2001 });
  const answer = await chinese.ask('静音');
  expect(answer.text).toContain(said(zh.errors['nemo.out-of-credits']({}), zh.charged.nothing));
  expect(labels(answer)).toEqual([zh.button.retry, zh.button.credits, zh.button.link]);
});
