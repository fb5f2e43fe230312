import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { setStage, type Stage } from '#chaos/stage.ts';
import { openChat, type Chat } from '#test/support/chat.ts';
import { tinyClip } from '#test/support/media.ts';
import { startProcess, type ReelayProcess } from '#test/support/process.ts';
import { leaveOut } from '#test/support/requirements.ts';

// Five processes start one after another.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const stage = await setStage(3);
if (stage === undefined) {
  test('a rolling restart', ({ skip }) => {
    leaveOut('Redis and PostgreSQL', 'apt install redis-server postgresql');
    skip();
  });
} else onStage(stage);

function onStage({ env, roles, dir, sandbox, gateways, stop }: Stage): void {
  const [url = ''] = gateways;
  const { control } = sandbox;
  const people = Array.from({ length: 8 }, (_, n) => n);
  let clip: string;
  let gateway: ReelayProcess;
  let workers: ReelayProcess[] = [];
  let chats: Chat[] = [];

  const start = (name: string): Promise<ReelayProcess> => {
    const { role, env: own } = roles.find((one) => one.name === name)!;
    return startProcess({ ...env, ...own, DRAIN_MS: '600000', DATA_DIR: join(dir, name) }, ['--role', role]);
  };

  beforeAll(async () => {
    clip = await tinyClip();
    gateway = await start('gateway-1');
  });
  beforeEach(async () => {
    control.reset();
    workers = [await start('worker-1'), await start('worker-2')];
    chats = await Promise.all(people.map(() => openChat(url)));
  });
  afterEach(async () => {
    await Promise.all(chats.splice(0).map((chat) => chat.close()));
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  });
  afterAll(async () => {
    await gateway.kill();
    await stop();
  });

  const say = (what: string, file: string[] = []): Promise<string[]> =>
    Promise.all(chats.map((chat, n) => chat.say(`add a title "${what} ${n}", export`, file)));

  /** Each has its one video, from one run and one export. */
  async function allCome(messages: string[][]): Promise<void> {
    for (const ids of messages) {
      const last = await Promise.all(ids.map((id, n) => chats[n]!.lastWord(id)));
      expect(last.map(({ kind, files }) => `${kind} ${files.length}`)).toEqual(people.map(() => 'result 1'));
      expect(ids.map((id, n) => chats[n]!.lastWords(id).length)).toEqual(people.map(() => 1));
    }
    const calls = control.calls();
    const asked = messages.length * people.length;
    expect(new Set(calls.runs.map(({ text }) => text)).size).toBe(asked);
    expect(calls.runs).toHaveLength(asked);
    expect(calls.renders.map(({ submits }) => submits)).toEqual(Array.from({ length: asked }, () => 1));
    expect(calls.uploads).toHaveLength(people.length);
    expect(calls.concurrentRuns).toBe(0);
  }

  test('two workers are replaced one after the other while people edit: nothing is lost or done twice', async () => {
    const [first, second] = workers;
    control.hold('run_sse');
    const messages = [await say('one', [clip])];
    await control.waitFor('run_sse', people.length);
    const firstEnds = first!.terminate();
    messages.push(await say('two'));
    control.release('run_sse');
    workers.push(await start('worker-3'));
    expect(await firstEnds).toBe(0);
    control.hold('run_sse');
    messages.push(await say('three'));
    await control.waitFor('run_sse', people.length + 1);
    const secondEnds = second!.terminate();
    control.release('run_sse');
    workers.push(await start('worker-1'));
    expect(await secondEnds).toBe(0);
    messages.push(await say('four'));
    await allCome(messages);
  });

  test('asked twice to end, both leave their edits where they stand, and a new one finds what became of them', async () => {
    control.fault({ endpoint: 'run_sse', action: { outlives: true }, times: people.length });
    control.hold('run_sse');
    const asked = await say('one', [clip]);
    await control.waitFor('run_sse', people.length);
    const ends = workers.splice(0).map(async (worker) => {
      const first = worker.terminate();
      // Two signals at the same moment may be one: it is asked until it has heard twice.
      const asking = setInterval(() => process.kill(worker.pid, 'SIGTERM'), 300);
      return first.finally(() => clearInterval(asking));
    });
    expect(await Promise.all(ends)).toEqual([0, 0]);
    control.release('run_sse');
    workers.push(await start('worker-3'));
    await allCome([asked]);
  });
}
