import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import { createSandbox, type Sandbox } from '#sandbox/server.ts';
import { startCollector } from '#test/fakes/otlp-collector.ts';
import { openChat, type Chat } from '#test/support/chat.ts';
import { tinyClip } from '#test/support/media.ts';
import { readMetrics } from '#test/support/metrics.ts';
import { freePort } from '#test/support/ports.ts';
import { startPostgres, type Started } from '#test/support/postgres.ts';
import { startProcess, type ReelayProcess } from '#test/support/process.ts';
import { startRedis } from '#test/support/redis.ts';
import { leaveOut } from '#test/support/requirements.ts';

// Processes start here, and a lost worker's job is found after its lock has run out.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const words = messagesFor('en');
const redis = await startRedis();
const postgres = await startPostgres();
if (redis === undefined || postgres === undefined) {
  test('a gateway and workers', async ({ skip }) => {
    await redis?.stop();
    await postgres?.stop();
    leaveOut('a gateway and workers', 'apt install redis-server postgresql');
    skip();
  });
} else onServers(redis, postgres);

function onServers(redis: Started, postgres: Started): void {
  const dir = mkdtempSync(join(tmpdir(), 'reelay-processes-'));
  const chats: Chat[] = [];
  let clip: string;
  let sandbox: Sandbox;
  let gateway: ReelayProcess;
  let workers: ReelayProcess[];
  let workerPort: number;
  let collector: Awaited<ReturnType<typeof startCollector>>;

  const start = (role: 'gateway' | 'worker', more: Record<string, string> = {}): Promise<ReelayProcess> =>
    startProcess(
      {
        DATA_DIR: join(dir, 'reelay'),
        NEMO_API_URL: sandbox.url,
        NEMO_WEB_URL: sandbox.url,
        REDIS_URL: redis.url,
        DATABASE_URL: postgres.url,
        SECRET_KEY: '07'.repeat(32),
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        ...more,
      },
      ['--role', role],
    );

  async function chat(): Promise<Chat> {
    const opened = await openChat(gateway.url);
    chats.push(opened);
    return opened;
  }

  beforeAll(async () => {
    clip = await tinyClip();
    collector = await startCollector();
    sandbox = await createSandbox({
      dataDir: join(dir, 'sandbox'),
      pace: 0,
      silentShare: 0,
      guiTalkShare: 0,
      seed: 1,
      heartbeatMs: 50,
    });
    // All at once, on a database that none of them has seen.
    workerPort = await freePort();
    const [first, ...others] = await Promise.all([
      start('gateway'),
      start('worker', { WORKER_PORT: String(workerPort) }),
      start('worker'),
    ]);
    gateway = first;
    workers = others;
  });
  beforeEach(() => sandbox.control.reset());
  afterAll(async () => {
    await Promise.all(chats.map((one) => one.close()));
    await Promise.all([gateway, ...workers].map((one) => one.kill()));
    await sandbox.stop();
    await collector.stop();
    await redis.stop();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  test('threads are worked on side by side, and in each one message after another', async () => {
    const threads = await Promise.all(Array.from({ length: 5 }, chat));
    const said = await Promise.all(
      threads.map(async ({ say }, n) => [
        await say(`add a title "${n} first"`, [clip]),
        await say(`add a title "${n} second", export`),
      ]),
    );
    const ends = await Promise.all(
      threads.map(({ lastWord }, n) => Promise.all(said[n]!.map((id) => lastWord(id)))),
    );
    expect(ends.flat().map(({ kind }) => kind)).toEqual(ends.flat().map(() => 'result'));
    const { runs, renders, concurrentRuns } = sandbox.control.calls();
    for (const [n] of threads.entries()) {
      const own = runs.filter(({ text }) => text.includes(`"${n} `)).map(({ text }) => text);
      expect(own).toEqual([`add a title "${n} first"`, `add a title "${n} second"`]);
    }
    expect(renders.map(({ submits }) => submits)).toEqual(threads.map(() => 1));
    expect(concurrentRuns).toBe(0);
  });

  test('a turn is one trace over both kinds of process', async () => {
    const { ask } = await chat();
    await ask('add a title "Traced", export', [clip]);
    const { traceId } = await collector.find(
      ({ name, attributes }) => name === 'turn' && attributes['reelay.steps'] === 'upload edit export',
    );
    const names = ['intake', 'acknowledge', 'upload', 'wait', 'edit stream', 'render', 'turn', 'delivery'];
    const spans = await collector.trace(traceId, names);
    const by = (role: string): Set<string> =>
      new Set(spans.filter((span) => span.role === role).map(({ name }) => name));
    for (const name of names.slice(0, 3)) expect.soft(by('gateway')).toContain(name);
    for (const name of names.slice(3)) expect.soft(by('worker')).toContain(name);
  });

  test('a worker with a port answers health checks and Prometheus', async () => {
    const url = `http://127.0.0.1:${workerPort}`;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ ready: true, missing: [] });
    const [ofWorker, ofGateway] = await Promise.all([url, gateway.url].map((one) => readMetrics(one)));
    expect(ofWorker!.sum('reelay_info', { role: 'worker' })).toBe(1);
    expect(ofGateway!.sum('reelay_turns_taken_total', { kind: 'work' })).toBe(11);
    expect(ofWorker!.sum('reelay_turns_taken_total')).toBe(0);
    for (const one of [ofWorker!, ofGateway!]) expect(one.sum('reelay_up')).toBe(2);
  });

  test('the lane of a worker that is killed in mid-edit goes on in another one', async () => {
    const { control } = sandbox;
    const [kept, ...others] = workers;
    await Promise.all(others.map((worker) => worker.terminate()));
    const { say, lastWord, lastWords, ask } = await chat();
    control.fault({ endpoint: 'run_sse', action: { outlives: true } });
    control.hold('run_sse');
    const first = await say('add a title "Sea", export', [clip]);
    await control.waitFor('run_sse', 1);
    const second = await say('mute');
    workers = [await start('worker')];
    await kept!.kill();
    control.release('run_sse');
    expect((await lastWord(first)).text).toContain(
      words.recovered({ changes: '✅ Title added: "Sea" (0-1s)' }),
    );
    expect((await lastWord(second)).kind).toBe('result');
    await ask('help');
    expect(lastWords(first)).toHaveLength(1);
    const calls = control.calls();
    expect(calls.runs.map(({ text }) => text)).toEqual(['add a title "Sea"', 'mute']);
    expect(calls.renders.map(({ submits }) => submits)).toEqual([1]);
  });
}
