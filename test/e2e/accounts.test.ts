import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { messagesFor } from '#src/i18n/index.ts';
import type { Chat, ChatMessage } from '#test/support/chat.ts';
import { tinyClip } from '#test/support/media.ts';
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

/** A token of somebody's own, from the backend itself. */
async function ownToken(clientId: string = crypto.randomUUID()): Promise<string> {
  const response = await fetch(`${world.sandbox.url}/api/auth/anonymous-token`, {
    method: 'POST',
    headers: { 'x-client-id': clientId },
  });
  return z.object({ data: z.object({ token: z.string() }) }).parse(await response.json()).data.token;
}

type Reply = { status: number; message: string | undefined; code: string | undefined };

async function account(method: 'POST' | 'DELETE', body?: unknown, at = chat.url): Promise<Reply> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${at}/account`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { 'accept-language': 'en', ...json },
  });
  const error = z.object({ code: z.string(), message: z.string() }).optional();
  const read = z.object({ message: z.string().optional(), error }).parse(await response.json());
  return {
    status: response.status,
    message: read.message ?? read.error?.message,
    code: read.error?.code,
  };
}

const labels = (message: ChatMessage): string[] => message.buttons.map(({ label }) => label);
const credits = (available: number): string => words.credits({ available, frozen: 0, total: 100 });

describe('an account of one’s own', () => {
  test('is linked by the page, and pays for new projects', async () => {
    await chat.ask('mute', [clip]);
    expect((await chat.ask('credits')).text).toContain(credits(95));
    const token = await ownToken();
    expect(await account('POST', { token })).toEqual({
      status: 200,
      message: words.linked({ available: 100 }),
      code: undefined,
    });
    // The project that is open stays with the account that opened it.
    expect((await chat.ask('credits')).text).toContain(
      `${credits(95)}\n${words.account.whoseCredits({ whose: 'other', word: 'server' })}`,
    );
    await chat.ask('trim to 0.8 seconds');
    await chat.ask('/new');
    const own = words.account.whoseCredits({ whose: 'own', word: 'server' });
    expect((await chat.ask('credits')).text).toContain(`${credits(100)}\n${own}`);
    expect((await chat.ask('mute', [clip])).text).toContain(words.cost({ spent: 5, left: 95 }));
    expect((await chat.ask('credits')).text).toContain(`${credits(95)}\n${own}`);
    // Another chat knows nothing of it.
    const other = await world.chat();
    expect((await other.ask('credits')).text).toContain(credits(100));
  });

  test('the way there is told, and never by way of a message', async () => {
    const told = await chat.ask('/link');
    expect(told.text).toBe(words.account.howToLink({ by: 'page', url: world.sandbox.url }));
  });

  test('that nobody knows is not linked', async () => {
    expect(await account('POST', { token: 'nmv_usr_nobody_has_this' })).toMatchObject({
      status: 400,
      code: 'account.refused',
      message: words.errors['account.refused']({}),
    });
    for (const token of ['', '  ', 'two words', 'x'.repeat(501), 'naïve']) {
      expect(await account('POST', { token })).toMatchObject({ status: 400, code: 'account.refused' });
    }
    expect(world.sandbox.control.calls().byEndpoint.credits).toBe(1);
    expect(await account('POST', {})).toMatchObject({ status: 400, code: 'message.malformed' });
    const nowhere = chat.url.replace(chat.threadId, 'nobody');
    expect((await account('POST', { token: 'x' }, nowhere)).status).toBe(404);
    expect((await account('DELETE', undefined, nowhere)).status).toBe(404);
  });

  test('is unlinked, its projects rest, and go on when it is back', async () => {
    const token = await ownToken();
    await account('POST', { token });
    await chat.ask('mute', [clip]);
    const unlinked = await chat.ask('/unlink');
    expect(unlinked.text).toBe(words.account.unlinked({ here: ['tiny'], elsewhere: 0 }));
    expect(labels(unlinked)).toEqual([words.button.newProject]);
    expect((await chat.ask('/unlink')).text).toBe(words.account.notLinked);
    const resting = await chat.ask('trim to 0.8 seconds');
    expect(resting).toMatchObject({ kind: 'error' });
    expect(resting.text).toContain(words.errors['account.gone']({}));
    expect(labels(resting)).toContain(words.button.newProject);
    const runs = world.sandbox.control.calls().runs.length;

    await chat.ask('/new');
    await chat.ask('mute', [clip]);
    expect((await chat.ask('credits')).text).toContain(credits(95));

    await account('POST', { token });
    expect((await chat.ask('/switch 1')).text).toBe(words.project.inProject({ name: 'tiny' }));
    expect((await chat.ask('trim to 0.8 seconds')).kind).toBe('result');
    expect(world.sandbox.control.calls().runs).toHaveLength(runs + 2);
    expect(await account('DELETE')).toMatchObject({
      status: 200,
      message: words.account.unlinked({ here: ['tiny'], elsewhere: 0 }),
    });
  });

  test('whose token has run out says so, and how to replace it', async () => {
    const clientId = crypto.randomUUID();
    await account('POST', { token: await ownToken(clientId) });
    await chat.ask('mute', [clip]);
    world.sandbox.control.expire('tokens');
    for (const text of ['credits', 'trim to 0.8 seconds', 'status']) {
      const refused = await chat.ask(text);
      expect(refused.kind).toBe('error');
      expect(refused.text).toContain(words.errors['account.expired']({ kind: 'linked' }));
      expect(labels(refused)).toContain(words.button.link);
    }
    expect(world.sandbox.control.calls().runs).toHaveLength(1);
    await account('POST', { token: await ownToken(clientId) });
    expect((await chat.ask('trim to 0.8 seconds')).kind).toBe('result');
  });

  test('is written down nowhere but under seal', async () => {
    const token = await ownToken();
    await account('POST', { token });
    await account('POST', { token: `${token}x` });
    await chat.ask('mute', [clip]);
    await chat.ask('/unlink');
    expect(world.log.join('')).not.toContain(token.slice(8));
    expect(JSON.stringify(chat.lines)).not.toContain(token.slice(8));
  });
});

describe('a starter account', () => {
  const clientIds = (): string[] => world.sandbox.control.calls().clientIds;

  test('is everybody’s own, so that nobody pays for a neighbour', async () => {
    const other = await world.chat();
    world.sandbox.control.hold('run_sse');
    const mine = await chat.say('mute', [clip]);
    const theirs = await other.say('mute', [clip]);
    await world.sandbox.control.waitFor('run_sse', 2);
    world.sandbox.control.release('run_sse');
    for (const said of [await chat.lastWord(mine), await other.lastWord(theirs)]) {
      expect(said.text).toContain(words.cost({ spent: 5, left: 95 }));
    }
    expect(new Set(clientIds()).size).toBe(2);
  });

  test('keeps its client id: when its token ends, beside a linked account, and when its person is forgotten', async () => {
    await chat.ask('mute', [clip]);
    world.sandbox.control.expire('tokens');
    await chat.ask('status');
    await account('POST', { token: await ownToken('somebody-else') });
    await chat.ask('/unlink');
    await chat.ask('/new');
    await chat.ask('mute', [clip]);
    const { buttons } = await chat.ask('/forget');
    await chat.lastWord((await chat.press(buttons[0]!.token)).messageId!);
    await chat.ask('mute', [clip]);
    const own = clientIds().filter((id) => id !== 'somebody-else');
    expect(own.length).toBeGreaterThan(2);
    expect(new Set(own).size).toBe(1);
  });

  test('that the backend has none left of is explained, with the way to go on', async () => {
    const noStarter = words.errors['nemo.rate-limited']({ starter: true });
    const none429 = { endpoint: 'token', times: 4, action: { status: 429, code: 429 } } as const;
    world.sandbox.control.fault(none429);
    const form = new FormData();
    form.append('files', new Blob([await readFile(clip)]), 'tiny.mp4');
    expect(await chat.post(form)).toMatchObject({
      status: 429,
      body: { error: { message: `${noStarter}\n${words.charged.nothing}` } },
    });
    const none = await chat.ask('generate a 1 second clip of the sea');
    expect(none.text).toBe(
      [
        [noStarter, words.charged.nothing].join('\n'),
        words.account.howToLink({ by: 'page', url: world.sandbox.url }),
      ].join('\n\n'),
    );
    expect(labels(none)).toEqual([words.button.retry, words.button.link]);
    await account('POST', { token: await ownToken() });
    const { messageId } = await chat.press(none.buttons[0]!.token);
    expect((await chat.lastWord(messageId!)).kind).toBe('result');
    expect((await chat.ask('credits')).text).toContain(
      words.account.whoseCredits({ whose: 'own', word: 'server' }),
    );
  });
});

describe('being forgotten', () => {
  async function confirmed(question: ChatMessage): Promise<ChatMessage> {
    expect(question.text).toBe(words.account.forgetAsk);
    expect(labels(question)).toEqual([words.account.forgetConfirm]);
    const { messageId } = await chat.press(question.buttons[0]!.token);
    return chat.lastWord(messageId!);
  }

  test('is asked about first, and only the button does it', async () => {
    const result = await chat.ask('mute, export', [clip]);
    await account('POST', { token: await ownToken() });
    await chat.ask('/new');
    await chat.ask('/rename secret');
    const question = await chat.ask('/forget');
    expect((await chat.ask('yes, /forget')).kind).not.toBe('error');
    expect((await chat.ask('/projects')).text).toContain('**secret**');

    const gone = await confirmed(question);
    expect(gone.text).toBe(words.account.forgotten({ url: world.sandbox.url }));
    const projects = await chat.ask('/projects');
    expect(projects.text).not.toMatch(/secret|tiny/);
    expect((await chat.ask('/last')).text).toBe(words.project.nothingExported);
    expect((await fetch(result.files[0]!.url)).status).toBe(404);
    expect((await chat.press(result.buttons[0]!.token)).status).toBe(404);
    expect((await chat.ask('/unlink')).text).toBe(words.account.notLinked);
    // What was written before is no longer shown to whoever opens the chat.
    const again = await world.chat({ threadId: chat.threadId });
    await again.until(({ data }) => data.text === gone.text);
    expect(again.lines[0]?.data.text).toBe(gone.text);
    // And the chat goes on.
    expect((await chat.ask('mute', [clip])).kind).toBe('result');
  });

  test('waits for what is still being worked on', async () => {
    world.sandbox.control.hold('run_sse');
    const edit = await chat.say('mute', [clip]);
    await world.sandbox.control.waitFor('run_sse', 1);
    const question = await chat.ask('/forget');
    expect(question).toMatchObject({ text: words.account.forgetLater, buttons: [] });
    world.sandbox.control.release('run_sse');
    await chat.lastWord(edit);
    await confirmed(await chat.ask('/forget'));
  });

  test('leaves other chats alone', async () => {
    const other = await world.chat();
    await other.ask('mute', [clip]);
    await chat.ask('mute', [clip]);
    await confirmed(await chat.ask('/forget'));
    expect((await other.ask('/projects')).text).toContain('**tiny**');
  });
});
