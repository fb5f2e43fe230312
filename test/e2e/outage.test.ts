import { Redis } from 'ioredis';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { setStage, type Stage } from '#chaos/stage.ts';
import { startReelay, type Reelay } from '#src/compose.ts';
import { readConfig } from '#src/config.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { createLogger } from '#src/logger.ts';
import { openChat, type Chat } from '#test/support/chat.ts';
import { tinyClip } from '#test/support/media.ts';
import { leaveOut } from '#test/support/requirements.ts';

// What is away is looked for again at a pace of seconds.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const words = messagesFor('en');
const stage = await setStage(1);
if (stage === undefined) {
  test('outages of Redis, PostgreSQL and the backend', ({ skip }) => {
    leaveOut('Redis and PostgreSQL', 'apt install redis-server postgresql');
    skip();
  });
} else onStage(stage);

function onStage({ env, roles, dir, wires, redisUrl, sandbox, discord, gateways, stop }: Stage): void {
  const [url = ''] = gateways;
  let running: Reelay[] = [];
  let chat: Chat;
  let clip: string;

  const start = (name: string): Promise<Reelay> => {
    const { role, env: own } = roles.find((one) => one.name === name)!;
    // What the backend owes is not waited for longer than a test may.
    const config = readConfig({ ...env, ...own, RATE_LIMIT_WAIT_MS: '500', DATA_DIR: join(dir, name) });
    const log = createLogger({ level: 'silent', secrets: config.secrets });
    return startReelay(config, role, '0.0.0-test', log);
  };

  beforeAll(async () => {
    clip = await tinyClip();
    running = [await start('gateway-1'), await start('worker-1')];
  });
  beforeEach(async () => {
    sandbox.control.reset();
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

  /** Sends under a key, as often as it takes until it is taken. */
  async function persist(text: string, key: string): Promise<string> {
    const sent = await vi.waitFor(
      async () => {
        const answer = await chat.post(JSON.stringify({ text }), { 'idempotency-key': key });
        expect(answer.status).toBe(202);
        return answer.body as { messageId: string };
      },
      { timeout: 30_000, interval: 200 },
    );
    return sent.messageId;
  }
  const { control } = sandbox;

  describe('Redis', () => {
    test('is away: messages are taken and quick requests answered meanwhile, the rest afterwards', async () => {
      wires.redis.cut();
      const asked = await chat.say('mute and export', [clip]);
      expect((await chat.ask('help')).text).toContain(words.help.slice(0, 20));
      expect(chat.lastWords(asked)).toEqual([]);
      wires.redis.mend();
      expect((await chat.lastWord(asked)).files).toHaveLength(1);
      expect(control.calls()).toMatchObject({ runs: [{ text: 'mute' }], renders: [{ submits: 1 }] });
    });

    test('is emptied in mid-work: what runs, waits and renders comes to its end', async () => {
      control.hold('run_sse');
      const first = await chat.say('mute and export', [clip]);
      const second = await chat.say('add a title "Sea", export');
      await control.waitFor('run_sse', 1);
      const client = new Redis(redisUrl);
      await client.flushall();
      control.hold('render_status');
      control.release('run_sse');
      await control.waitFor('render_status', 1);
      await client.flushall();
      await client.quit();
      control.release('render_status');
      expect((await chat.lastWord(first)).files).toHaveLength(1);
      expect((await chat.lastWord(second)).files).toHaveLength(1);
      expect(control.calls().runs).toHaveLength(2);
      expect(control.calls().renders.map(({ submits }) => submits)).toEqual([1, 1]);
    });
  });

  describe('PostgreSQL', () => {
    test('is away: a message is refused at once, and taken under the same key afterwards', async () => {
      wires.postgres.cut();
      const refused = await chat.post(JSON.stringify({ text: 'help' }), { 'idempotency-key': 'one' });
      expect(refused.status).toBeGreaterThanOrEqual(400);
      expect((await fetch(`${url}/readyz`)).status).toBe(503);
      wires.postgres.mend();
      const asked = await persist('help', 'one');
      await chat.close();
      chat = await openChat(url, { threadId: chat.threadId });
      await chat.lastWord(asked);
      expect(chat.lastWords(asked)).toHaveLength(1);
    });

    test('goes in mid-edit: what the edit did is found afterwards, and it is not sent again', async () => {
      control.hold('run_sse');
      const asked = await chat.say('mute and export', [clip]);
      await control.waitFor('run_sse', 1);
      const { threadId } = chat;
      wires.postgres.cut();
      control.release('run_sse');
      await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(503));
      wires.postgres.mend();
      await chat.close();
      chat = await vi.waitFor(() => openChat(url, { threadId }), { timeout: 20_000 });
      expect((await chat.lastWord(asked)).files).toHaveLength(1);
      expect(control.calls()).toMatchObject({ runs: [{ text: 'mute' }], renders: [{ submits: 1 }] });
    });

    test('is away: what is said on Discord, which brings it once, waits for it', async () => {
      const ann = discord.person('Ann');
      const channel = discord.world.dmOf(ann.user.id);
      wires.postgres.cut();
      const asked = ann.say(channel, 'help');
      await vi.waitFor(() => expect(discord.gateway.connected()).toBe(1));
      wires.postgres.mend();
      const answer = await discord.botMessage(channel, () => true);
      expect(answer.message_reference?.message_id).toBe(asked.id);
      expect(answer.content).toContain(words.help.slice(0, 20));
    });
  });

  describe('the backend', () => {
    test('is away: quick requests say so, edits that have not begun end without a charge', async () => {
      wires.backend.cut();
      const quick = await chat.ask('credits');
      expect(quick.kind).toBe('error');
      const edit = await chat.ask('https://example.com/clip.mp4 mute');
      expect(edit.text).toContain(words.charged.nothing);
      expect(control.calls().runs).toEqual([]);
      wires.backend.mend();
      await vi.waitFor(async () => expect((await chat.ask('credits')).kind).toBe('info'), {
        timeout: 40_000,
      });
    });

    test('takes requests and never answers: a quick request ends in seconds all the same', async () => {
      control.fault({ endpoint: 'token', action: { hang: true }, times: 9 });
      control.fault({ endpoint: 'credits', action: { hang: true }, times: 9 });
      expect((await chat.ask('credits')).kind).toBe('error');
      control.clearFaults();
      await vi.waitFor(async () => expect((await chat.ask('credits')).kind).toBe('info'), {
        timeout: 40_000,
      });
    });

    test('goes in mid-edit and comes back: the edit is found, and what was to follow it done', async () => {
      control.fault({ endpoint: 'run_sse', action: { outlives: true } });
      control.hold('run_sse');
      const asked = await chat.say('add a title "Sea", export', [clip]);
      await control.waitFor('run_sse', 1);
      wires.backend.cut();
      control.release('run_sse');
      const status = await chat.until(({ data }) =>
        data.text.includes(words.stage({ stage: 'away', elapsedMs: 0 })),
      );
      expect(status.data.replyTo).toBe(asked);
      wires.backend.mend();
      expect((await chat.lastWord(asked)).files).toHaveLength(1);
      expect(control.calls()).toMatchObject({
        runs: [{ text: 'add a title "Sea"' }],
        renders: [{ submits: 1 }],
      });
    });
  });

  test('a clock that is set an hour back makes nobody wait for an hour', async () => {
    await chat.ask('', [clip]);
    control.fault({ endpoint: 'state', action: { status: 429, code: 429 } });
    const asked = await chat.say('add a title "Sea", export');
    await chat.until(({ data }) => data.text.includes(words.stage({ stage: 'waiting', elapsedMs: 0 })));
    const now = Date.now;
    const jump = vi.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);
    try {
      expect((await chat.lastWord(asked)).files).toHaveLength(1);
    } finally {
      jump.mockRestore();
    }
    expect(control.calls()).toMatchObject({ runs: [{}], renders: [{ submits: 1 }] });
  });

  test('a clock that is set an hour on in mid-edit changes nothing', async () => {
    control.hold('run_sse');
    const asked = await chat.say('mute and export', [clip]);
    await control.waitFor('run_sse', 1);
    const now = Date.now;
    const jump = vi.spyOn(Date, 'now').mockImplementation(() => now() + 3_600_000);
    try {
      control.release('run_sse');
      expect((await chat.lastWord(asked)).files).toHaveLength(1);
    } finally {
      jump.mockRestore();
    }
    expect(control.calls()).toMatchObject({ runs: [{ text: 'mute' }], renders: [{ submits: 1 }] });
  });
}
