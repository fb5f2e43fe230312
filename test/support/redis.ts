import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort, untilOpen } from './ports.ts';
import type { Started } from './postgres.ts';

/** A Redis server of the tests' own; nothing where the machine has none. */
export async function startRedis(): Promise<Started | undefined> {
  const binary = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((dir) => join(dir, 'redis-server'))
    .find((file) => existsSync(file));
  if (binary === undefined) return undefined;
  const dir = mkdtempSync(join(tmpdir(), 'reelay-redis-'));
  const port = await freePort();
  const server = spawn(binary, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir], {
    stdio: 'ignore',
  });
  await untilOpen(port, server);
  const client = new Redis(port, '127.0.0.1');
  const info = await client.info('server');
  await client.quit();
  // Somebody else may have taken the port in between.
  if (!info.includes(`process_id:${server.pid}\r`)) throw new Error('another Redis answers on this port');
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      const gone = new Promise((resolve) => server.on('close', resolve));
      server.kill('SIGTERM');
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
