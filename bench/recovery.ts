import { setTimeout as sleep } from 'node:timers/promises';
import { startReelay, startScript, workerEnv, type Child } from './children.ts';
import type { Bench } from './report.ts';
import { openSeed } from './seed.ts';
import { startServers } from './servers.ts';
import type { Counted } from './stand-ins/backend.ts';

/** A worker that is killed in the middle of many edits, and another one that takes them up. */
export const recovery: Bench = async ({ smoke, profile }) => {
  const count = smoke ? 10 : 500;
  const backend = await startScript('stand-ins/backend.ts');
  const telegram = await startScript('stand-ins/telegram.ts');
  const servers = await startServers();
  const seed = await openSeed(servers);
  const startWorker = (wanted?: string): Promise<Child> =>
    startReelay({
      args: ['--role', 'worker'],
      profile: wanted,
      env: {
        ...servers.env,
        ...workerEnv(backend, telegram),
        DRAIN_MS: '100',
      },
    });
  const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
    const end = performance.now() + 60_000;
    while (!(await isSo())) {
      if (performance.now() > end) throw new Error(`it never came to this: ${what}`);
      await sleep(20);
    }
  };
  const first = await startWorker();
  await seed.turns(count, [{ do: 'edit', text: 'trim the pauses' }]);
  await until('all edits live', async () => (await seed.inState('streaming')) === count);
  const second = await startWorker(profile);
  const killedAt = performance.now();
  await first.kill();
  await until('half of them resumed', async () => (await seed.inState('streaming')) <= count / 2);
  const halfMs = performance.now() - killedAt;
  await until('all of them resumed', async () => (await seed.inState('streaming')) === 0);
  const allMs = performance.now() - killedAt;
  const { runs } = await backend.ask<Counted>({ do: 'count' });
  await (profile === undefined ? second.kill() : second.stop());
  await seed.close();
  await servers.stop();
  await telegram.stop();
  await backend.stop();
  return {
    rows: [
      { what: `kill -9 with ${count} live edits: half of them resumed`, value: halfMs / 1000, unit: 's' },
      {
        what: `kill -9 with ${count} live edits: all resumed`,
        value: allMs / 1000,
        unit: 's',
        wanted: { of: 'value', most: 10 },
      },
      {
        what: 'edits sent to the backend a second time',
        value: runs - count,
        unit: '',
        wanted: { of: 'value', most: 0 },
      },
    ],
  };
};
