import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startReelay, startScript, workerEnv, type Child, type Inside } from './children.ts';
import type { Bench, BenchOptions, Row } from './report.ts';
import { openSeed } from './seed.ts';
import { startServers } from './servers.ts';
import type { Counted } from './stand-ins/backend.ts';

const certificate = fileURLToPath(new URL('../test/fixtures/tls/self-signed.pem', import.meta.url));
type Figures = { openedMs: number; kbEach: number; loopP99Ms: number; usPerEvent: number };

/** Many edits at once in one worker, beside the same streams read by the bare libraries. */
export const streams: Bench = async (options) => {
  const rows: Row[] = [];
  for (const tls of options.smoke ? [false] : [false, true]) rows.push(...(await measureOne(tls, options)));
  return { rows };
};

async function measureOne(tls: boolean, options: BenchOptions): Promise<Row[]> {
  const count = options.smoke ? 10 : 2_000;
  const env = tls ? { TLS: certificate } : {};
  const trust = tls ? { NODE_EXTRA_CA_CERTS: certificate } : {};
  const bare = await withBackend(env, async (backend) => {
    const reader = await startScript('bots/reader.ts', {
      env: { BACKEND: backend.ready, STREAMS: String(count), ...trust },
      flags: ['--expose-gc'],
    });
    const figures = await watch(reader, backend, count, options, async () => reader.tell({}));
    await reader.stop();
    return figures;
  });
  const own = await withBackend(env, async (backend) => {
    const telegram = await startScript('stand-ins/telegram.ts');
    const servers = await startServers();
    const seed = await openSeed(servers);
    const worker = await startReelay({
      args: ['--role', 'worker'],
      flags: ['--expose-gc'],
      profile: options.profile,
      env: {
        ...servers.env,
        ...trust,
        ...workerEnv(backend, telegram),
        DRAIN_MS: '100',
      },
    });
    const figures = await watch(worker, backend, count, options, async () => {
      await seed.turns(count, [{ do: 'edit', text: 'trim the pauses' }]);
    });
    // A profile is written at an orderly end; without one nobody waits for what runs.
    await (options.profile === undefined ? worker.kill() : worker.stop());
    await seed.close();
    await servers.stop();
    await telegram.stop();
    return figures;
  });
  const name = `${count.toLocaleString('en')} edits, ${tls ? 'TLS' : 'plain'}`;
  const row = (what: string, unit: string, of: keyof Figures, wanted: Row['wanted']): Row => ({
    what: `${name}: ${what}`,
    value: own[of],
    unit,
    beside: { name: 'bare', value: bare[of] },
    wanted,
  });
  return [
    row('memory an edit', 'KB', 'kbEach', { of: 'value', most: Math.round(bare.kbEach + 30) }),
    row('event loop delay, p99', 'ms', 'loopP99Ms', { of: 'value', most: 25 }),
    row('processor time an event', 'us', 'usPerEvent', { of: 'ratio', most: 2 }),
    row('from the first to the last open', 'ms', 'openedMs', undefined),
  ];
}

async function withBackend<T>(env: Record<string, string>, run: (backend: Child) => Promise<T>): Promise<T> {
  const backend = await startScript('stand-ins/backend.ts', { env });
  try {
    return await run(backend);
  } finally {
    await backend.stop();
  }
}

/** Opens the streams, lets them settle, and watches what reading them costs. */
async function watch(
  child: Child,
  backend: Child,
  count: number,
  { smoke }: BenchOptions,
  open: () => Promise<void>,
): Promise<Figures> {
  const before = await child.settle();
  await open();
  const ask = (): Promise<Counted> => backend.ask<Counted>({ do: 'count' });
  let first: number | undefined;
  const until = performance.now() + 120_000;
  for (;;) {
    const { open } = await ask();
    if (open > 0) first ??= performance.now();
    if (open >= count) break;
    if (performance.now() > until) throw new Error(`only ${open} of ${count} streams were opened`);
    await sleep(10);
  }
  const openedMs = performance.now() - (first ?? 0);
  await sleep(smoke ? 100 : 3_000);
  const { events: eventsBefore } = await ask();
  child.begin();
  await sleep(smoke ? 2_500 : 10_000);
  const spent: Inside = await child.end();
  const { events } = await ask();
  const after = await child.settle();
  return {
    openedMs,
    kbEach: (after.rssBytes - before.rssBytes) / 1024 / count,
    loopP99Ms: spent.loopP99Ms,
    usPerEvent: (spent.cpuMs * 1000) / (events - eventsBefore),
  };
}
