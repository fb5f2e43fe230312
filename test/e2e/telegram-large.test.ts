import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSandbox, type Sandbox } from '#sandbox/server.ts';
import type { Person } from '#test/fakes/telegram/people.ts';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';
import type { FakeMessage } from '#test/fakes/telegram/types.ts';
import { clipOf, probe, speechClip } from '#test/support/media.ts';
import { watchMemory } from '#test/support/memory.ts';
import { startProcess, type ReelayProcess } from '#test/support/process.ts';

vi.setConfig({ testTimeout: 240_000 });

/** Reelay must stream: it may grow by buffers, not by files. */
const mayGrowMb = 48;
let dir: string;
let sandbox: Sandbox;
let telegram: FakeTelegram;
let reelay: ReelayProcess;
let mia: Person;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'reelay-telegram-large-'));
  sandbox = await createSandbox({
    dataDir: join(dir, 'sandbox'),
    pace: 0,
    silentShare: 0,
    guiTalkShare: 0,
    seed: 1,
    heartbeatMs: 50,
  });
});
afterEach(async () => {
  await reelay.kill();
  await telegram.stop();
  await sandbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function start(localDir?: string): Promise<void> {
  telegram = await startTelegram(localDir === undefined ? {} : { localDir });
  reelay = await startProcess({
    DATA_DIR: join(dir, 'reelay'),
    NEMO_API_URL: sandbox.url,
    NEMO_WEB_URL: sandbox.url,
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    ...(localDir === undefined ? {} : { TELEGRAM_FILES_DIR: localDir }),
  });
  mia = telegram.person();
  // What is loaded and compiled at the first use is no growth by the file.
  await videoFor(await mia.send({ kind: 'video', path: await speechClip(), caption: 'mute, export' }));
}

const videoFor = (to: FakeMessage): Promise<FakeMessage> =>
  mia.hears(
    ({ reply_to_message: answered, video }) => answered?.message_id === to.message_id && video !== undefined,
  );

async function grownBy(mb: number): Promise<void> {
  const path = await clipOf(mb);
  const grown = watchMemory(reelay.pid);
  mia.say('/new');
  const sent = await mia.send({
    kind: 'video',
    path,
    name: 'long.mp4',
    caption: 'trim the pauses and export',
  });
  const result = await videoFor(sent);
  const growth = grown();
  const facts = await probe(telegram.state.files.pathOf(result.video!.file_id));
  expect(facts.video).toBe('h264');
  expect(Math.abs(facts.seconds - 9)).toBeLessThan(0.3);
  if (growth === undefined) return;
  process.stderr.write(`a clip of ${mb} MB made Reelay grow by ${growth.toFixed(1)} MB\n`);
  expect(growth).toBeLessThan(mayGrowMb);
}

test("a clip of 15 MB over Telegram's own server", async () => {
  await start();
  await grownBy(15);
});

test('a clip of 300 MB over a server of our own, which keeps nothing of it', async () => {
  const shared = join(dir, 'shared');
  await start(shared);
  await grownBy(300);
  const left = readdirSync(shared, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(left.map(({ name }) => name)).toEqual([]);
});
