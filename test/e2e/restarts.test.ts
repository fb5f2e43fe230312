import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { setStage, type Stage } from '#chaos/stage.ts';
import { startReelay, type Reelay } from '#src/compose.ts';
import { readConfig } from '#src/config.ts';
import { createLogger } from '#src/logger.ts';
import { openChat, type Chat } from '#test/support/chat.ts';
import { tinyClip } from '#test/support/media.ts';
import { leaveOut } from '#test/support/requirements.ts';

// Servers end and start at a pace of seconds.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const stage = await setStage(2);
if (stage === undefined) {
  test('restarts of Redis and PostgreSQL', ({ skip }) => {
    leaveOut('Redis and PostgreSQL', 'apt install redis-server postgresql');
    skip();
  });
} else onStage(stage);

/** Not wires that are cut, as in the outages: the servers themselves end, and start again. */
function onStage({ env, roles, dir, servers, wires, sandbox, gateways, stop }: Stage): void {
  const [url = ''] = gateways;
  const { control } = sandbox;
  let running: Reelay[] = [];
  let chat: Chat;
  let clip: string;

  const start = (name: string): Promise<Reelay> => {
    const { role, env: own } = roles.find((one) => one.name === name)!;
    // A stream is not to count as silent while the database is.
    const patient = { RATE_LIMIT_WAIT_MS: '500', SSE_SILENCE_MS: '120000' };
    const config = readConfig({ ...env, ...own, ...patient, DATA_DIR: join(dir, name) });
    const log = createLogger({ level: 'silent', secrets: config.secrets });
    return startReelay(config, role, '0.0.0-test', log);
  };

  beforeAll(async () => {
    clip = await tinyClip();
    running = [await start('gateway-1'), await start('worker-1'), await start('worker-2')];
  });
  beforeEach(async () => {
    control.reset();
    chat = await openChat(url);
  });
  afterEach(async () => {
    for (const wire of Object.values(wires)) wire.mend();
    await chat.close();
  });
  afterAll(async () => {
    await Promise.all(running.map((one) => one.stop(AbortSignal.abort())));
    await stop();
  });

  /** One edit that runs, with an export behind it, and one that waits. */
  async function twoEdits(): Promise<string[]> {
    control.hold('run_sse');
    const asked = [await chat.say('mute and export', [clip]), await chat.say('add a title "Sea", export')];
    await control.waitFor('run_sse', 1);
    return asked;
  }

  /** Both have their video, and nothing was done twice. */
  async function bothCome(asked: string[]): Promise<void> {
    for (const id of asked) {
      expect(await chat.lastWord(id)).toMatchObject({ kind: 'result', files: [{}] });
      expect(chat.lastWords(id)).toHaveLength(1);
    }
    const calls = control.calls();
    expect(calls.runs.map(({ text }) => text)).toEqual(['mute', 'add a title "Sea"']);
    expect(calls.renders.map(({ submits }) => submits)).toEqual([1, 1]);
    expect(calls.uploads).toHaveLength(1);
  }

  /** The page as it opens again, when the gateway has its database back. */
  async function comeBack(): Promise<void> {
    const { threadId } = chat;
    await chat.close();
    chat = await vi.waitFor(() => openChat(url, { threadId }), { timeout: 30_000 });
  }

  describe('PostgreSQL is restarted', () => {
    test('while an edit runs and another one waits', async () => {
      const asked = await twoEdits();
      await servers.postgres.halt();
      control.release('run_sse');
      await servers.postgres.resume();
      await comeBack();
      await bothCome(asked);
    });

    test('while a video is rendered', async () => {
      control.hold('render_status');
      const asked = await chat.say('mute and export', [clip]);
      await control.waitFor('render_status', 1);
      await servers.postgres.halt();
      control.release('render_status');
      await servers.postgres.resume();
      await comeBack();
      expect((await chat.lastWord(asked)).files).toHaveLength(1);
      expect(control.calls()).toMatchObject({ runs: [{}], renders: [{ submits: 1 }] });
    });
  });

  describe('Redis is restarted', () => {
    test('on its files, while an edit runs and another one waits', async () => {
      const asked = await twoEdits();
      await servers.redis.halt();
      control.release('run_sse');
      await servers.redis.resume();
      await bothCome(asked);
    });

    test('and comes back empty', async () => {
      const asked = await twoEdits();
      await servers.redis.halt();
      control.release('run_sse');
      await servers.redis.resume('empty');
      await bothCome(asked);
    });
  });

  test('the cable to PostgreSQL is pulled: a message is refused in time, and all goes on afterwards', async () => {
    const asked = await twoEdits();
    wires.postgres.stall();
    const refused = await chat.post(JSON.stringify({ text: 'help' }), { 'idempotency-key': 'one' });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    wires.postgres.mend();
    control.release('run_sse');
    await comeBack();
    await bothCome(asked);
  });
}
