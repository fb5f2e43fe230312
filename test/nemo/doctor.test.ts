import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '#src/clock.ts';
import type { Health } from '#src/core/finding.ts';
import { createNemoCheck } from '#src/nemo/doctor.ts';

type Answer = { status?: number; body?: unknown; text?: string; date?: string };

let server: Server;
let answer: Answer;
let asked: { url: string | undefined; headers: Record<string, unknown> }[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url, headers: request.headers });
    const { status = 200, body, text = JSON.stringify(body), date } = answer;
    response.writeHead(status, date === undefined ? {} : { date }).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

const token = 'nmv_usr_of_the_operator';
const { signal } = new AbortController();
async function look(
  given: Answer,
  more: { token?: string | undefined; apiUrl?: string } = {},
): Promise<Health> {
  answer = given;
  asked = [];
  return createNemoCheck({
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    version: '0.0.0',
    platform: 'unknown',
    token,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    ...more,
  }).look(signal, undefined);
}
const codes = ({ findings }: Health): string[] => findings.map(({ code, level }) => `${level} ${code}`);
const ok = (data: object): Answer => ({ body: { code: 0, data } });

test.each<[string, Answer, string[]]>([
  [
    'enough credits, and nothing told of the plan',
    ok({ available: 250, frozen: 0, total: 250 }),
    ['ok nemo.reachable', 'ok nemo.credits', 'ok nemo.plan-untold'],
  ],
  [
    'few credits',
    ok({ available: 99, frozen: 0, total: 250 }),
    ['ok nemo.reachable', 'warning nemo.credits-low', 'ok nemo.plan-untold'],
  ],
  [
    'no credits',
    ok({ available: 0, frozen: 0, total: 250 }),
    ['ok nemo.reachable', 'wrong nemo.credits-none', 'ok nemo.plan-untold'],
  ],
  [
    'a plan with exports',
    ok({ available: 250, plan: 'pro', scopes: ['read', 'render'] }),
    ['ok nemo.reachable', 'ok nemo.credits', 'ok nemo.plan'],
  ],
  [
    'scopes without exports, as one text',
    ok({ available: 250, scopes: 'read write upload' }),
    ['ok nemo.reachable', 'ok nemo.credits', 'warning nemo.no-export'],
  ],
  [
    'a token it does not know',
    { status: 401, body: { code: 1001 } },
    ['ok nemo.reachable', 'wrong nemo.token-refused'],
  ],
  [
    'the same with status 200',
    { body: { code: 1001, message: 'expired' } },
    ['ok nemo.reachable', 'wrong nemo.token-refused'],
  ],
  ['an error of its own', { status: 500, body: { code: 7777 } }, ['ok nemo.reachable', 'wrong nemo.refused']],
  ['another shape', ok({ left: 5 }), ['ok nemo.reachable', 'wrong nemo.refused']],
  ['a page of a gateway', { status: 502, text: '<html>Bad Gateway</html>' }, ['wrong nemo.stranger']],
  ['a page in place of an answer', { text: '<html>Welcome</html>' }, ['wrong nemo.stranger']],
  ['JSON of something else', { text: '[1]' }, ['wrong nemo.stranger']],
])('%s', async (_, given, expected) => {
  expect(codes(await look(given))).toEqual(expected);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    url: '/api/credits/balance/simple',
    headers: { authorization: `Bearer ${token}`, 'x-skill-source': 'ai-video-help' },
  });
});

test('without a token of the operator’s no starter token is taken: a refusal is answer enough', async () => {
  const refusal = { status: 401, body: { code: 1001, message: 'no token' } };
  expect(codes(await look(refusal, { token: undefined }))).toEqual(['ok nemo.reachable', 'ok nemo.starter']);
  expect(asked.map(({ url, headers }) => [url, headers['authorization']])).toEqual([
    ['/api/credits/balance/simple', undefined],
  ]);
});

test('nobody at this address', async () => {
  const [finding] = (await look({}, { apiUrl: 'http://127.0.0.1:1' })).findings;
  expect(finding).toMatchObject({
    code: 'nemo.unreachable',
    level: 'wrong',
    params: { reason: expect.stringContaining('ECONNREFUSED') },
  });
});

test('a clock that is off by minutes', async () => {
  const date = new Date(Date.now() + 5 * 60_000).toUTCString();
  const { clocks } = await look({ ...ok({ available: 250 }), date });
  expect(clocks?.[0]?.beside).toBe('Nemo');
  expect(clocks?.[0]?.aheadMs).toBeGreaterThan(4 * 60_000);
});
