import { setTimeout as sleep } from 'node:timers/promises';
import { createProducer } from '#jobs/producer.ts';
import { createQueueMaker } from '#jobs/queues.ts';
import { startReelay, startScript, type Child } from './children.ts';
import { mb, percentile } from './figures.ts';
import type { Bench } from './report.ts';
import { openSeed } from './seed.ts';
import { startServers } from './servers.ts';
import type { Counted } from './stand-ins/backend.ts';

type Figures = {
  cpuMs: number;
  lateP50Ms: number;
  lateP99Ms: number;
  rssMb: number;
  grownMb: number;
  perSecond: number;
};

/** Renders that wait, each looked at again and again, beside loops that hold them in memory. */
export const renders: Bench = async ({ smoke, profile }) => {
  const count = smoke ? 20 : 10_000;
  const pollMs = smoke ? 500 : 20_000;
  const watchMs = smoke ? 1_000 : 20_000;
  const env = { RENDER_POLL_MS: String(pollMs) };

  async function watch(child: Child, backend: Child): Promise<Figures> {
    const ask = (): Promise<Counted> => backend.ask<Counted>({ do: 'count' });
    const until = performance.now() + 90_000;
    for (;;) {
      const { polls } = await ask();
      if (polls >= count) break;
      if (performance.now() > until) throw new Error(`only ${polls} of ${count} renders were looked at`);
      await sleep(50);
    }
    await sleep(smoke ? 100 : 2_000);
    const before = await ask();
    child.begin();
    const rssBefore = (await child.end()).rssBytes;
    child.begin();
    await sleep(watchMs);
    const spent = await child.end();
    const { polls, lateMs } = await ask();
    const looked = polls - before.polls;
    return {
      cpuMs: spent.cpuMs / looked,
      lateP50Ms: percentile(lateMs, 0.5),
      lateP99Ms: percentile(lateMs, 0.99),
      rssMb: spent.rssBytes / mb,
      grownMb: (spent.rssBytes - rssBefore) / mb,
      perSecond: (looked * 1000) / watchMs,
    };
  }

  const bareBackend = await startScript('stand-ins/backend.ts', { env });
  const waiter = await startScript('bots/waiter.ts', {
    env: { ...env, BACKEND: bareBackend.ready, RENDERS: String(count) },
  });
  const bare = await watch(waiter, bareBackend);
  await waiter.stop();
  await bareBackend.stop();

  const backend = await startScript('stand-ins/backend.ts', { env });
  const servers = await startServers();
  const seed = await openSeed(servers);
  const worker = await startReelay({
    args: ['--role', 'worker'],
    profile,
    env: {
      ...servers.env,
      ...env,
      ACCESS: 'open',
      NEMO_TOKEN: 'bench',
      NEMO_API_URL: backend.ready,
      NEMO_WEB_URL: backend.ready,
    },
  });
  const maker = await createQueueMaker({ kind: 'redis', url: servers.redisUrl });
  const queue = createProducer(maker);
  // Exports are asked for one after another; all in one moment would stay a heap for ever.
  const startedAt = performance.now();
  for (let there = 0; there < count;) {
    const ids = await seed.renders(Math.min(50, count - there));
    await Promise.all(ids.map((id) => queue.enqueueRender(id)));
    there += ids.length;
    await sleep(Math.max(0, (there / count) * pollMs - (performance.now() - startedAt)));
  }
  const own = await watch(worker, backend);
  await queue.close();
  await maker.close();
  await (profile === undefined ? worker.kill() : worker.stop());
  await seed.close();
  await servers.stop();
  await backend.stop();

  const name = `${count.toLocaleString('en')} renders`;
  const beside = (of: keyof Figures) => ({ name: 'loops in memory', value: bare[of] });
  return {
    rows: [
      {
        what: `${name}: processor time a look`,
        value: own.cpuMs,
        unit: 'ms',
        beside: beside('cpuMs'),
        wanted: { of: 'value', most: 1 },
      },
      { what: `${name}: late, p50`, value: own.lateP50Ms, unit: 'ms', beside: beside('lateP50Ms') },
      {
        what: `${name}: late, p99`,
        value: own.lateP99Ms,
        unit: 'ms',
        beside: beside('lateP99Ms'),
        wanted: { of: 'value', most: 150 },
      },
      { what: `${name}: memory of the process`, value: own.rssMb, unit: 'MB', beside: beside('rssMb') },
      {
        what: `${name}: memory growth meanwhile`,
        value: own.grownMb,
        unit: 'MB',
        beside: beside('grownMb'),
        wanted: { of: 'value', most: 16 },
      },
      { what: `${name}: looks a second`, value: own.perSecond, unit: '', beside: beside('perSecond') },
    ],
    notes: [
      `Each is looked at every ${pollMs / 1000} s. Late is counted at the backend: beyond that time, from look to look, so it holds the look itself too.`,
    ],
  };
};
