import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startReelay, type Reelay } from '#src/compose.ts';
import { readConfig } from '#src/config.ts';
import type { Point } from '#src/core/points.ts';
import { createLogger } from '#src/logger.ts';
import { createSandbox, type Sandbox } from '#sandbox/server.ts';
import { openChat, type Chat } from '#test/support/chat.ts';
import { tinyClip } from '#test/support/media.ts';
import { quickSettings } from '#test/support/world.ts';

const dir = mkdtempSync(join(tmpdir(), 'reelay-resent-'));
/** Where the next message ends, as if its process had. */
let endsAt: Point | undefined;
let sandbox: Sandbox;
let reelay: Reelay;
let chat: Chat;
let clip: Blob;

beforeAll(async () => {
  sandbox = await createSandbox({
    dataDir: join(dir, 'sandbox'),
    pace: 0,
    silentShare: 0,
    guiTalkShare: 0,
    seed: 1,
  });
  const config = readConfig({
    ...quickSettings,
    LOG_LEVEL: 'silent',
    NEMO_API_URL: sandbox.url,
    DATA_DIR: join(dir, 'reelay'),
  });
  const log = createLogger({ level: config.logLevel, secrets: [] });
  reelay = await startReelay(config, 'all', '0.0.0-test', log, {
    async reached(point) {
      if (point !== endsAt) return;
      endsAt = undefined;
      throw new Error('the process ends here');
    },
  });
  clip = new Blob([await readFile(await tinyClip())]);
});
beforeEach(async () => {
  sandbox.control.reset();
  chat = await openChat(reelay.webUrl ?? '');
});
afterAll(async () => {
  await chat.close();
  await reelay.stop(AbortSignal.abort());
  await sandbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** A message under a key, with so many clips. */
function post(key: string, names: string[]): ReturnType<Chat['post']> {
  const form = new FormData();
  form.append('text', 'mute');
  for (const name of names) form.append('files', clip, name);
  return chat.post(form, { 'idempotency-key': key });
}

const uploads = (): string[] =>
  sandbox.control
    .calls()
    .uploads.map(({ name }) => name)
    .toSorted();

test.each([[['one.mp4']], [['one.mp4', 'two.mp4', 'three.mp4']]])(
  'a message with %j that is sent again under its key brings no file a second time',
  async (names) => {
    endsAt = 'file received';
    expect((await post('key', names)).status).toBe(500);
    const { status, body } = await post('key', names);
    expect(status).toBe(202);
    const { messageId } = body as { messageId: string };
    expect((await chat.lastWord(messageId)).kind).toBe('result');
    expect(uploads()).toEqual(names.toSorted());
    // And once more, when all is done.
    expect((await post('key', names)).body).toEqual({ messageId });
    expect(uploads()).toEqual(names.toSorted());
    expect(sandbox.control.calls().runs).toHaveLength(1);
  },
);

test('under a key of its own the same file is another one', async () => {
  expect((await post('first', ['one.mp4'])).status).toBe(202);
  expect((await post('second', ['one.mp4'])).status).toBe(202);
  expect(uploads()).toEqual(['one.mp4', 'one.mp4']);
});
