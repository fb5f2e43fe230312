import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTelegramCheck, updateFindings, type TelegramCheckOptions } from '#adapters/telegram/doctor.ts';
import { toKey } from '#adapters/telegram/place.ts';
import type { Health } from '#src/core/finding.ts';
import type { ThreadKey } from '#src/core/message.ts';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';

let telegram: FakeTelegram;
const filesDir = mkdtempSync(join(tmpdir(), 'reelay-bot-api-'));
beforeAll(async () => {
  telegram = await startTelegram({ localDir: filesDir });
});
afterAll(async () => {
  await telegram.stop();
  rmSync(filesDir, { recursive: true, force: true });
});
beforeEach(() => {
  telegram.state.queue.setWebhook(undefined, true);
  telegram.state.me.can_read_all_group_messages = false;
});

const { signal } = new AbortController();
const look = (
  more: Partial<TelegramCheckOptions> = {},
  here?: ThreadKey,
  now: () => number = Date.now,
): Promise<Health> =>
  createTelegramCheck(
    { token: telegram.token, apiRoot: telegram.apiRoot, filesDir, webhook: undefined, ...more },
    now,
  ).look(signal, here);
const codes = ({ findings }: Health): string[] => findings.map(({ code, level }) => `${level} ${code}`);

test('a bot as it should be', async () => {
  telegram.state.me.can_read_all_group_messages = true;
  expect(codes(await look())).toEqual([
    'ok telegram.known',
    'ok telegram.sees-all',
    'ok telegram.polling',
    'ok telegram.own-server',
  ]);
});

test('a wrong token', async () => {
  const token = '12345:nobody-has-this-one';
  expect(codes(await look({ token }))).toEqual(['wrong telegram.token-refused']);
});

test('no Bot API at this root, and the token is not in the reason', async () => {
  const [finding] = (await look({ apiRoot: 'http://127.0.0.1:1' })).findings;
  expect(finding).toMatchObject({
    code: 'telegram.unreachable',
    level: 'wrong',
    params: { root: 'http://127.0.0.1:1', reason: expect.stringContaining('ECONNREFUSED') },
  });
  expect(JSON.stringify(finding)).not.toContain(telegram.token);
});

test('something else at this root', async () => {
  const server = createServer((_, response) => response.end('<html>It works</html>')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(codes(await look({ apiRoot }))).toEqual(['wrong telegram.unreachable']);
  server.close();
});

test('a server of one’s own: no folder shared, or one that cannot be read', async () => {
  expect((await look({ filesDir: undefined })).findings.at(-1)).toMatchObject({
    code: 'telegram.own-server',
    level: 'warning',
  });
  expect((await look({ filesDir: join(filesDir, 'nowhere') })).findings.at(-1)).toMatchObject({
    code: 'telegram.folder-unreadable',
    level: 'wrong',
    params: { reason: expect.stringContaining('ENOENT') },
  });
});

describe('webhook', () => {
  const url = 'https://bot.example.com/telegram';

  test('as the settings have it', async () => {
    telegram.state.queue.setWebhook({ url }, false);
    expect(codes(await look({ webhook: { url } }))).toContain('ok telegram.webhook');
  });

  test('that Telegram does not have, or has at another address', async () => {
    expect(codes(await look({ webhook: { url } }))).toContain('wrong telegram.webhook-missing');
    telegram.state.queue.setWebhook({ url: 'https://elsewhere.example.com/x' }, false);
    expect(codes(await look({ webhook: { url } }))).toContain('wrong telegram.webhook-missing');
  });

  test('that is left from before', async () => {
    telegram.state.queue.setWebhook({ url }, false);
    expect((await look()).findings).toContainEqual({
      code: 'telegram.webhook-left',
      level: 'warning',
      params: { host: 'bot.example.com' },
    });
  });

  test('that fails, with what Telegram says of it', async () => {
    const again = Promise.withResolvers<void>();
    let calls = 0;
    const broken = createServer((_, response) => {
      calls += 1;
      // The second try comes after the first has been noted.
      if (calls === 2) again.resolve();
      response.writeHead(502).end();
    }).listen(0, '127.0.0.1');
    await once(broken, 'listening');
    const hook = `http://127.0.0.1:${(broken.address() as AddressInfo).port}/telegram`;
    telegram.state.queue.setWebhook({ url: hook }, false);
    telegram.person().say('hello');
    await again.promise;
    const { findings } = await look({ webhook: { url: hook } });
    expect(findings).toContainEqual({
      code: 'telegram.webhook-failing',
      level: 'wrong',
      params: { host: new URL(hook).host, error: expect.stringContaining('502'), pending: 1 },
    });
    telegram.state.queue.setWebhook(undefined, true);
    broken.close();
  });

  test('an old failure is history once nothing waits; without TLS at Telegram’s own server', () => {
    const now = Date.now();
    const hourAgo = Math.floor(now / 1000) - 3_601;
    const failed = { url, last_error_message: 'Connection refused', last_error_date: hourAgo };
    const options = { token: '', apiRoot: 'https://api.telegram.org', filesDir: undefined, webhook: { url } };
    const of = (pending_update_count: number): string[] =>
      codes({ findings: updateFindings({ ...failed, pending_update_count }, options, now) });
    expect(of(0)).toEqual(['ok telegram.webhook']);
    expect(of(1)).toEqual(['wrong telegram.webhook-failing']);
    const plain = { ...options, webhook: { url: 'http://bot.example.com/telegram' } };
    const none = { url: '', pending_update_count: 0 };
    expect(codes({ findings: updateFindings(none, plain, now) })).toEqual([
      'wrong telegram.webhook-insecure',
    ]);
  });
});

test('updates that nobody fetches', async () => {
  const mia = telegram.person();
  for (let said = 0; said < 100; said += 1) mia.say(`message ${said}`);
  expect((await look()).findings).toContainEqual({
    code: 'telegram.backlog',
    level: 'warning',
    params: { pending: 100 },
  });
});

test('in a group: what it sees and whether it may write there', async () => {
  const group = telegram.group();
  const key = toKey(group.id, undefined);
  expect(codes(await look({}, key))).toContain('warning telegram.privacy-mode');
  group.bot.status = 'administrator';
  expect(codes(await look({}, key))).toContain('ok telegram.here-admin');
  Object.assign(group.bot, { status: 'member', canSendText: false });
  expect(codes(await look({}, key))).toContain('wrong telegram.here-silent');
});
