import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startReelay } from './children.ts';
import { median } from './figures.ts';
import type { Bench } from './report.ts';
import { startServers } from './servers.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** How long one waits for Reelay: the demo as people type it, and a worker beside servers that run already. */
export const start: Bench = async ({ smoke, profile }) => {
  const times = smoke ? 1 : 2;
  const first: number[] = [];
  const later: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const dir = mkdtempSync(join(tmpdir(), 'reelay-bench-'));
    first.push(await demo(dir));
    if (!smoke) later.push(await demo(dir));
    rmSync(dir, { recursive: true, force: true });
  }
  const servers = await startServers();
  const data = mkdtempSync(join(tmpdir(), 'reelay-bench-'));
  const worker: number[] = [];
  // The first one brings the tables, and compiles; that is not what is asked about.
  for (let n = 0; n <= times; n += 1) {
    const env = { ...servers.env, DATA_DIR: data, WEB_CHAT: '0' };
    const child = await startReelay({ env, args: ['--role', 'worker'], profile });
    if (n > 0) worker.push(child.readyMs);
    await child.stop();
  }
  await servers.stop();
  rmSync(data, { recursive: true, force: true });
  const row = (what: string, ms: number[], most: number) => ({
    what,
    value: median(ms) / 1000,
    unit: 's',
    wanted: { of: 'value', most } as const,
  });
  return {
    rows: [
      row('`npm run demo`, the first time', first, 6),
      ...(smoke ? [] : [row('`npm run demo`, later', later, 2)]),
      row('a worker on Redis', worker, 1),
    ],
  };
};

/** From the Enter key to the line with the address. */
async function demo(dir: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn('npm', ['run', '--silent', 'demo'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATA_DIR: dir, PORT: '0' },
  });
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) if (line.startsWith('Reelay is ready')) break;
  const ms = performance.now() - startedAt;
  // npm and what it started, as Ctrl-C reaches them all.
  process.kill(-(child.pid ?? 0), 'SIGINT');
  await gone;
  return ms;
}
