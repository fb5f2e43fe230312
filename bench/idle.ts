import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startReelay, usage } from './children.ts';
import { mb } from './figures.ts';
import type { Bench, Row } from './report.ts';
import { startServers } from './servers.ts';

/** What a process with nothing to do costs. */
export const idle: Bench = async ({ smoke, profile }) => {
  const settleMs = smoke ? 200 : 5_000;
  const watchMs = smoke ? 300 : 12_000;

  async function watch(name: string, env: Record<string, string>, most: { rssMb: number }): Promise<Row[]> {
    // The first start makes the database and compiles; a process that is started once more is what runs for weeks.
    const first = await startReelay({ env });
    await first.stop();
    const child = await startReelay({ env, profile });
    await sleep(settleMs);
    const before = usage(child.pid);
    await sleep(watchMs);
    const after = usage(child.pid);
    await child.stop();
    return [
      {
        what: `${name}: processor`,
        value: ((after.cpuMs - before.cpuMs) / watchMs) * 100,
        unit: '% of a core',
        wanted: name === 'embedded' ? undefined : { of: 'value', most: 1 },
      },
      {
        what: `${name}: memory`,
        value: after.rssBytes / mb,
        unit: 'MB',
        wanted: { of: 'value', most: most.rssMb },
      },
    ];
  }

  const dir = mkdtempSync(join(tmpdir(), 'reelay-bench-'));
  const servers = await startServers();
  const env = { ...servers.env, DATA_DIR: dir };
  const onServers = await watch('on Redis and PostgreSQL', env, { rssMb: 160 });
  await servers.stop();
  const embedded = smoke ? [] : await watch('embedded', { DATA_DIR: dir }, { rssMb: 600 });
  rmSync(dir, { recursive: true, force: true });
  return { rows: [...onServers, ...embedded] };
};
