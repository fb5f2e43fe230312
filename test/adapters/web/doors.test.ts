import { request, type IncomingHttpHeaders, type ClientRequest } from 'node:http';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { createWebGateway, type WebGatewayOptions } from '#adapters/web/gateway.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { errorText } from '#src/engine/replies.ts';
import type { ChatLog, InboundHandler } from '#src/ports.ts';

const token = 'a-web-token-of-some-length';
const events = '/api/threads/t/events';
const messages = '/api/threads/t/messages';

type Answer = { status: number; headers: IncomingHttpHeaders; body: string };
type Ask = { method?: string; headers?: Record<string, string>; body?: string };

const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

/** The web chat's server alone: behind it nothing is done. */
async function open(options: Partial<WebGatewayOptions> = {}) {
  const taken = new Set<string>();
  const gateway = createWebGateway({
    handler: {
      handle: async () => ({ turnId: 't', isNew: true }),
    } as Partial<InboundHandler> as InboundHandler,
    chatLog: {
      hasThread: async () => true,
      createThread: async () => undefined,
      findSent: async (_, id) =>
        taken.has(id) ? { event: 'sent', id, text: 'x', files: [], seq: 1, at: 1 } : undefined,
      append: async (_, event) => void taken.add(event.id) as never,
      since: async () => [],
      subscribe: async () => async () => undefined,
    } as Partial<ChatLog> as ChatLog,
    understand: () => [],
    host: '127.0.0.1',
    port: 0,
    webToken: token,
    limits: { guessesAMinute: 3, messagesAMinute: 3, uploadsAtOnce: 2, streamsAtOnce: 2 },
    trustedProxies: [],
    log: pino({ level: 'silent' }),
    words: errorText,
    ready: async () => [],
    ...options,
  });
  const { port } = new URL((await gateway.start()).url);
  const held = new Set<ClientRequest>();
  ended.push(async () => {
    for (const one of held) one.destroy();
    await gateway.stop();
  });

  /** A request as it is, and its answer once the headers are here. */
  function hold(path: string, { method = 'GET', headers = {} }: Ask = {}) {
    const asked = request({ port, path, method, agent: false, headers: { host: 'localhost', ...headers } });
    held.add(asked.on('error', () => undefined));
    const answer = new Promise<Answer>((resolve) => {
      asked.on('response', (response) => {
        const { statusCode: status = 0, headers } = response;
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        const done = (): void => resolve({ status, headers, body });
        if (headers['content-type']?.startsWith('text/event-stream') === true) done();
        else response.on('end', done);
      });
    });
    return { asked, answer };
  }
  async function ask(path: string, how: Ask = {}): Promise<Answer> {
    const { asked, answer } = hold(path, how);
    asked.end(how.body);
    const came = await answer;
    // Whatever is answered may be shown as a page.
    expect(came.headers['content-security-policy']).toMatch(/^default-src 'none'; /);
    expect(came.headers['x-content-type-options']).toBe('nosniff');
    return came;
  }
  const signIn = (shown: string, headers: Record<string, string> = {}): Promise<Answer> =>
    ask('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ token: shown }),
    });
  return { hold, ask, signIn };
}

const bearer = { authorization: `Bearer ${token}` };
const cookieOf = ({ headers }: Answer): string => headers['set-cookie']?.[0]?.split(';')[0] ?? '';

describe('the cookie of a sign-in', () => {
  test('is out of reach of scripts and of other sites, and is not the token', async () => {
    const { signIn, ask } = await open();
    const signedIn = await signIn(token);
    expect(signedIn.status).toBe(204);
    const [cookie = ''] = signedIn.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^reelay=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/);
    expect(cookie).not.toContain(token);
    expect((await ask(events, { headers: { cookie: 'reelay=x' } })).status).toBe(401);
    const gone = await ask('/api/session', { method: 'DELETE' });
    expect(gone).toMatchObject({ status: 204 });
    expect(gone.headers['set-cookie']?.[0]).toMatch(/^reelay=; HttpOnly;.* Max-Age=0$/);
  });

  test.each([
    ['a trusted proxy with TLS', ['127.0.0.1'], 'https', true],
    ['a trusted proxy without', ['127.0.0.0/8'], 'http', false],
    ['somebody who only says so', [], 'https', false],
    ['somebody behind another address', ['10.0.0.0/8'], 'https', false],
  ])('goes by TLS alone behind %s', async (_, trustedProxies, proto, isSecure) => {
    const { signIn } = await open({ trustedProxies });
    const { headers } = await signIn(token, { 'x-forwarded-proto': proto });
    expect(headers['set-cookie']?.[0]?.endsWith('; Secure')).toBe(isSecure);
  });
});

describe('what a page of another site asks for', () => {
  const origin = 'http://localhost';
  test.each([
    ['a write with the cookie, from this page', 'POST', { origin, 'sec-fetch-site': 'same-origin' }, 201],
    ['a write with the cookie, from an older browser', 'POST', { origin }, 201],
    ['a write with the cookie that says nothing of where it comes from', 'POST', {}, 403],
    ['a write from another site', 'POST', { origin: 'https://evil.example' }, 403],
    ['a write from another port of this machine', 'POST', { origin, 'sec-fetch-site': 'same-site' }, 403],
    ['a write from nowhere', 'POST', { origin: 'null', 'sec-fetch-site': 'cross-site' }, 403],
    [
      'a picture in another site',
      'GET',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      403,
    ],
    ['a stream in another site', 'GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, 403],
    ['a look from this page', 'GET', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, 200],
    [
      'a click on a link elsewhere',
      'GET',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      200,
    ],
  ])('%s', async (_, method, headers, expected) => {
    const { ask, signIn } = await open();
    const cookie = cookieOf(await signIn(token));
    const path = method === 'POST' ? '/api/threads' : events;
    expect((await ask(path, { method, headers: { cookie, ...headers } })).status).toBe(expected);
  });

  test('a script with the token is no page', async () => {
    const { ask } = await open();
    expect((await ask('/api/threads', { method: 'POST', headers: bearer })).status).toBe(201);
  });
});

describe('tokens that are guessed', () => {
  const wait = (answer: Answer): number => Number(answer.headers['retry-after']);

  test('are not even looked at after a few', async () => {
    const { signIn, ask } = await open();
    for (const guess of ['one', 'two']) expect((await signIn(guess)).status).toBe(401);
    expect((await ask(events, { headers: { authorization: 'Bearer three' } })).status).toBe(401);
    for (const answer of [await signIn(token), await ask(events, { headers: bearer })]) {
      expect(answer.status).toBe(429);
      expect(wait(answer)).toBeGreaterThan(0);
      expect(wait(answer)).toBeLessThanOrEqual(20);
      const { error } = JSON.parse(answer.body) as { error: object };
      const message = messagesFor('en').errors['web.too-many']({ seconds: wait(answer) });
      expect(error).toEqual({ code: 'web.too-many', message });
    }
    expect((await signIn(token, { 'accept-language': 'zh' })).body).toContain('请求太多');
  });

  test('lock out nobody who is signed in', async () => {
    const { signIn, ask } = await open();
    const cookie = cookieOf(await signIn(token));
    for (const guess of ['one', 'two', 'three']) await signIn(guess);
    expect((await ask(events, { headers: { cookie } })).status).toBe(200);
  });

  test('count for their own address, as a trusted proxy tells it', async () => {
    const { signIn } = await open({ trustedProxies: ['127.0.0.1'] });
    const from = (ip: string) => ({ 'x-forwarded-for': `198.51.100.9, ${ip}` });
    for (const guess of ['one', 'two', 'three']) await signIn(guess, from('203.0.113.1'));
    expect((await signIn(token, from('203.0.113.1'))).status).toBe(429);
    expect((await signIn(token, from('203.0.113.2'))).status).toBe(204);
    // A network of its own has 2^64 addresses, which are one caller.
    for (const last of ['1', '2', '3']) await signIn('wrong', from(`2001:db8:0:7::${last}`));
    expect((await signIn(token, from('2001:db8:0:7:ffff::4'))).status).toBe(429);
    expect((await signIn(token, from('2001:db8:0:8::1'))).status).toBe(204);
  });

  test('count for whoever connects, where nobody is trusted to speak for others', async () => {
    const { signIn } = await open();
    for (const guess of ['1', '2', '3']) await signIn(guess, { 'x-forwarded-for': `203.0.113.${guess}` });
    expect((await signIn(token, { 'x-forwarded-for': '203.0.113.4' })).status).toBe(429);
  });
});

describe('one address', () => {
  const say = {
    method: 'POST',
    headers: { ...bearer, 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'hello' }),
  };
  const upload = {
    method: 'POST',
    headers: { ...bearer, 'content-type': 'multipart/form-data; boundary=x', 'content-length': '1000' },
  };

  test('says so much a minute and no more, in all its chats', async () => {
    const { ask } = await open();
    expect((await ask('/api/threads', { method: 'POST', headers: bearer })).status).toBe(201);
    expect((await ask(messages, say)).status).toBe(202);
    expect((await ask(messages.replace('/t/', '/other/'), say)).status).toBe(202);
    const refused = await ask(messages, say);
    expect(refused).toMatchObject({ status: 429 });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    // Looking is no saying.
    expect((await ask(events, { headers: bearer })).status).toBe(200);
  });

  test('brings so many files at once and no more', async () => {
    const { hold, ask } = await open({
      limits: { guessesAMinute: 9, messagesAMinute: 99, uploadsAtOnce: 2, streamsAtOnce: 2 },
    });
    const under = [hold(messages, upload), hold(messages.replace('/t/', '/u/'), upload)];
    for (const { asked } of under) asked.flushHeaders();
    // Where the third is refused, the first two are here.
    const third = messages.replace('/t/', '/v/');
    await expect.poll(async () => (await ask(third, upload)).status).toBe(429);
    expect((await ask(messages.replace('/t/', '/w/'), say)).status).toBe(202);
    under[0]!.asked.destroy();
    const empty = { ...upload, headers: { ...upload.headers, 'content-length': '0' } };
    await expect.poll(async () => (await ask(third, empty)).status).toBe(400);
  });

  test('has so many pages open and no more', async () => {
    const { hold, ask } = await open();
    const pages = [hold(events, { headers: bearer }), hold(events, { headers: bearer })];
    for (const { asked, answer } of pages) {
      asked.end();
      expect((await answer).status).toBe(200);
    }
    expect((await ask(events, { headers: bearer })).status).toBe(429);
    pages[0]!.asked.destroy();
    await expect.poll(async () => (await ask(events, { headers: bearer })).status).toBe(200);
  });

  test('is not counted where only this machine may come', async () => {
    const { ask } = await open({ webToken: undefined });
    for (let n = 0; n < 6; n += 1) expect((await ask(messages, say)).status).toBe(202);
  });
});

test('without a token a proxy lets nobody in by its own nearness', async () => {
  const { ask } = await open({ webToken: undefined });
  expect((await ask('/', {})).status).toBe(200);
  for (const header of ['x-forwarded-for', 'forwarded']) {
    expect((await ask('/', { headers: { [header]: '203.0.113.1' } })).status).toBe(421);
  }
});

test.each(['--x\r\ncontent-disposition: form-data; name=""\r\n\r\n\r\n--x', '--x', 'no form at all'])(
  'a form that breaks off is the sender’s mistake: %j',
  async (body) => {
    const { ask } = await open();
    const headers = { ...bearer, 'content-type': 'multipart/form-data; boundary=x' };
    expect((await ask(messages, { method: 'POST', headers, body })).status).toBe(400);
  },
);
