import { request } from 'node:http';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { createAdmin } from '#adapters/admin/admin.ts';
import { createWebhookServer } from '#src/webhook-server.ts';
import { notExpected, unused } from '#test/fakes/deps.ts';
import { freePort } from '#test/support/ports.ts';

const token = 'an-admin-token-of-this-test';
const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function start(options: {
  token?: string;
  isLocal: boolean;
  trustedProxies?: string[];
  ready?: () => Promise<string[]>;
}) {
  const port = await freePort();
  const webhook = await createAdmin({
    token: options.token,
    isLocal: options.isLocal,
    trustedProxies: options.trustedProxies ?? [],
    oversight: () => unused('oversight'),
    jobs: notExpected,
    log: pino({ level: 'silent' }),
    metrics: async () => ({ type: 'text/plain; version=0.0.4', text: 'reelay_up 1\n' }),
    usage: async (days) => `day (UTC)\r\n${days}\r\n`,
  });
  const server = createWebhookServer({ webhook, host: '127.0.0.1', port, ready: options.ready });
  await server.start();
  ended.push(server.stop);
  return (path: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const call = request({ port, path, headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      call.on('error', reject).end();
    });
}

test('without a token this machine may read them, asked for by its own name and not by a proxy', async () => {
  const get = await start({ isLocal: true });
  expect(await get('/metrics')).toEqual({ status: 200, text: 'reelay_up 1\n' });
  expect((await get('/metrics', { host: 'rebound.example' })).status).toBe(404);
  expect((await get('/metrics', { 'x-forwarded-for': '203.0.113.7' })).status).toBe(404);
});

test('a server that others reach shows them to nobody without a token', async () => {
  const get = await start({ isLocal: false });
  expect((await get('/metrics')).status).toBe(404);
});

test('where there is a token it must be shown, from here too', async () => {
  const get = await start({ isLocal: true, token });
  expect((await get('/metrics')).status).toBe(401);
  expect((await get('/metrics', { authorization: `Bearer ${token}x` })).status).toBe(401);
  expect((await get(`/metrics?token=${token}`)).status).toBe(401);
  expect((await get('/metrics', { authorization: `Bearer ${token}`, host: 'bot.example' })).status).toBe(200);
});

test('an address that guessed wrong too often learns nothing more; others are not held up', async () => {
  const get = await start({ isLocal: true, token, trustedProxies: ['127.0.0.1'] });
  const from = (address: string, shown: string) => ({
    'x-forwarded-for': address,
    authorization: `Bearer ${shown}`,
  });
  for (let guess = 0; guess < 10; guess += 1)
    expect((await get('/metrics', from('203.0.113.7', `wrong-token-number-${guess}`))).status).toBe(401);
  expect((await get('/metrics', from('203.0.113.7', token))).status).toBe(429);
  expect((await get('/metrics', from('203.0.113.8', token))).status).toBe(200);
});

test('a process without the web chat says whether it lives, and whether it can work', async () => {
  const missing: string[] = [];
  const get = await start({ isLocal: true, ready: async () => missing });
  expect((await get('/healthz')).status).toBe(200);
  expect(await get('/readyz')).toEqual({ status: 200, text: '{"ready":true,"missing":[]}' });
  missing.push('discord');
  expect(await get('/readyz')).toEqual({ status: 503, text: '{"ready":false,"missing":["discord"]}' });
  expect((await get('/elsewhere')).status).toBe(404);
});

test('the table of what was used has the same door, and a file’s name', async () => {
  const get = await start({ token, isLocal: true });
  const bearer = { authorization: `Bearer ${token}` };
  expect((await get('/usage.csv')).status).toBe(401);
  expect(await get('/usage.csv?days=30', bearer)).toEqual({ status: 200, text: 'day (UTC)\r\n30\r\n' });
  for (const days of ['0', '-1', '1.5', '9999', 'week'])
    expect((await get(`/usage.csv?days=${days}`, bearer)).status).toBe(400);
  expect((await (await start({ isLocal: false }))('/usage.csv')).status).toBe(404);
});
