import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import { createSandbox, type Sandbox } from '#sandbox/server.ts';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';
import { tinyClip } from '#test/support/media.ts';
import { freePort } from '#test/support/ports.ts';
import { startProcess, type ReelayProcess } from '#test/support/process.ts';

vi.setConfig({ testTimeout: 90_000 });

const words = messagesFor('en');
let dir: string;
let sandbox: Sandbox;
let telegram: FakeTelegram;
let reelay: ReelayProcess | undefined;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'reelay-telegram-process-'));
  sandbox = await createSandbox({
    dataDir: join(dir, 'sandbox'),
    pace: 0,
    silentShare: 0,
    guiTalkShare: 0,
    seed: 1,
    heartbeatMs: 50,
  });
  // Only a server with --local calls a webhook without TLS.
  telegram = await startTelegram({ localDir: dir });
});
afterEach(async () => {
  await reelay?.kill();
  reelay = undefined;
  await telegram.stop();
  await sandbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

const start = (env: Record<string, string> = {}): Promise<ReelayProcess> =>
  startProcess({
    DATA_DIR: join(dir, 'reelay'),
    NEMO_API_URL: sandbox.url,
    NEMO_WEB_URL: sandbox.url,
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    TELEGRAM_FILES_DIR: dir,
    ...env,
  });

test('a wrong token: it does not start, and says why', async () => {
  const wrong = start({ TELEGRAM_TOKEN: '8012345678:not-this-one' });
  await expect(wrong).rejects.toThrow(/ended with 1: .*TELEGRAM_TOKEN.*@BotFather/s);
});

test('a token that is taken back: it ends, as a failure', async () => {
  reelay = await start();
  telegram.fault({ method: 'getUpdates', code: 401, description: 'Unauthorized', times: 1_000 });
  telegram.person().say('wake up');
  expect(await reelay.ended).toBe(1);
});

test('killed before it has answered, it answers after the restart', async () => {
  reelay = await start();
  const mia = telegram.person();
  sandbox.control.hold('credits');
  const sent = await mia.send({ kind: 'video', path: await tinyClip(), caption: 'mute, export' });
  await sandbox.control.waitFor('credits', 1);
  await reelay.kill();
  const asked = mia.say('/help');
  sandbox.control.release('credits');
  reelay = await start();
  await mia.hears(({ reply_to_message: answered }) => answered?.message_id === asked.message_id);
  const result = await mia.hears(
    ({ reply_to_message: answered, video }) =>
      answered?.message_id === sent.message_id && video !== undefined,
  );
  expect(result.video).toBeDefined();
  expect(sandbox.control.calls().runs).toHaveLength(1);
});

describe.each([
  ['beside the web chat', '1'],
  ['alone', '0'],
])('a webhook %s', (_, webChat) => {
  test('messages come in by it, and nobody else can bring any', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/telegram/updates`;
    reelay = await start({
      WEB_CHAT: webChat,
      PORT: String(port),
      TELEGRAM_WEBHOOK_URL: url,
      TELEGRAM_WEBHOOK_SECRET: 'a-secret-of-at-least-16',
    });
    const mia = telegram.person();
    const asked = mia.say('/help');
    const answer = await mia.hears(() => true);
    expect(answer.text).toContain(words.help.slice(0, 20));
    expect(answer.reply_to_message?.message_id).toBe(asked.message_id);
    expect(telegram.callsOf('getUpdates')).toEqual([]);
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(page.status).toBe(webChat === '1' ? 200 : 404);
  });
});
