import { setTimeout as sleep } from 'node:timers/promises';
import { createProducer } from '#jobs/producer.ts';
import { createQueueMaker } from '#jobs/queues.ts';
import { startReelay, startScript, workerEnv } from './children.ts';
import { median, percentile } from './figures.ts';
import type { Bench, Row } from './report.ts';
import { openSeed } from './seed.ts';
import { startServers } from './servers.ts';
import { arrivalsOf, crashesOf, type Day } from './simulate/day.ts';
import { waitsOf, type Arrival } from './simulate/model.ts';

/** A day of a large bot: a request every half second on average, an edit of a minute and a half. */
const day: Day = {
  requests: 200_000,
  people: 20_000,
  medianRunMs: 75_000,
  spread: 0.6,
  crashes: 4,
  seed: 1,
};
/** Measured: docs/performance.md#recovery, and a new process until it has work. */
const takeoverMs = 7_500;
const restartMs = 15_000;

/** Queue waits of a simulated day for so many workers; the model is checked against a real run at small scale. */
export const simulate: Bench = async ({ smoke }) => {
  const checked = await check(smoke);
  const days = smoke ? { ...day, requests: 500, people: 50 } : day;
  const arrivals = arrivalsOf(days);
  const rows: Row[] = [];
  for (const lanes of smoke ? [50] : [150, 300, 2_000]) {
    for (const workers of smoke ? [1] : [1, 2, 4]) {
      const fleet = { workers, lanes, overheadMs: 500, takeoverMs, restartMs };
      const waits = waitsOf(arrivals, fleet, crashesOf(days, workers));
      rows.push({
        what: `a day of ${days.requests.toLocaleString('en')} requests, ${workers} x ${lanes.toLocaleString('en')} lanes: wait, p99 (share that waits over 1 s: ${percent(waits)})`,
        value: percentile(waits, 0.99) / 1000,
        unit: 's',
      });
    }
  }
  return {
    rows: [...checked, ...rows],
    notes: [
      'The first rows compare a real run (one worker, a stand-in backend) with what the model says of the same requests. The rest is the model: people’s own earlier requests count as a wait too, since a chat’s requests run one after another.',
    ],
  };
};

const percent = (waits: number[]): string =>
  `${((waits.filter((ms) => ms > 1_000).length / waits.length) * 100).toFixed(1)}%`;

/** A minute's worth of requests, of few people, so that they do wait for one another. */
async function check(smoke: boolean): Promise<Row[]> {
  const lengthMs = smoke ? 1_500 : 30_000;
  const small: Day = {
    ...day,
    requests: smoke ? 10 : 80,
    people: smoke ? 3 : 80,
    medianRunMs: smoke ? 1_000 : 3_000,
    seed: 7,
  };
  const arrivals = arrivalsOf(small, lengthMs);
  const backend = await startScript('stand-ins/backend.ts');
  const telegram = await startScript('stand-ins/telegram.ts');
  const servers = await startServers();
  const seed = await openSeed(servers);
  const maker = await createQueueMaker({ kind: 'redis', url: servers.redisUrl });
  const queue = createProducer(maker);
  const worker = await startReelay({
    args: ['--role', 'worker'],
    env: {
      ...servers.env,
      ...workerEnv(backend, telegram),
    },
  });
  async function say({ thread, runMs }: Arrival, n: number): Promise<void> {
    const turn = await seed.say(
      String(10_000 + thread),
      `n${n}`,
      `trim the pauses [${Math.round(runMs)} ms]`,
    );
    await queue.wakeLane(turn.threadKey);
  }
  async function untilDone(): Promise<void> {
    const until = performance.now() + 90_000;
    while ((await seed.open()) > 0) {
      if (performance.now() > until) throw new Error('the requests never came to an end');
      await sleep(50);
    }
  }
  // What a request takes beyond the agent's time, each alone: the model is given it.
  for (let n = 0; n < 5; n += 1) {
    await say({ at: 0, thread: 1_000 + n, runMs: 200 }, n);
    await untilDone();
  }
  const alone = await seed.times();
  const overheadMs = median(alone.map(({ tookMs }) => tookMs - 200));
  await seed.forget();
  const startedAt = performance.now();
  for (const [n, arrival] of arrivals.entries()) {
    await sleep(Math.max(0, arrival.at - (performance.now() - startedAt)));
    await say(arrival, n);
  }
  await untilDone();
  const real = (await seed.times()).map(({ waitMs }) => waitMs);
  await worker.kill();
  await queue.close();
  await maker.close();
  await seed.close();
  await servers.stop();
  await telegram.stop();
  await backend.stop();
  const model = waitsOf(arrivals, { workers: 1, lanes: 2_000, overheadMs, takeoverMs, restartMs });
  const mean = (values: number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
  const row = (what: string, of: (values: number[]) => number): Row => ({
    what: `${arrivals.length} real requests: wait, ${what}`,
    value: of(real) / 1000,
    unit: 's',
    beside: { name: 'model', value: of(model) / 1000 },
  });
  return [row('mean', mean), row('p50', median), row('p90', (values) => percentile(values, 0.9))];
}
