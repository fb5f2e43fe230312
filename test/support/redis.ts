import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort, untilOpen } from './ports.ts';
import type { Started } from './postgres.ts';

export type StartedRedis = Started & {
  port: number;
  dir: string;
  halt(): Promise<void>;
  /** Starts it again on the same port: on its files, where it keeps any, or `empty`. */
  resume(how?: 'empty'): Promise<void>;
};

/** A Redis server of the tests' own, with more arguments where wanted; nothing where the machine has none. */
export async function startRedis(more: string[] = []): Promise<StartedRedis | undefined> {
  const binary = redisServer();
  if (binary === undefined) return undefined;
  const dir = mkdtempSync(join(tmpdir(), 'reelay-redis-'));
  const port = await freePort();
  async function start(): Promise<ChildProcess> {
    const child = spawn(
      binary ?? '',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir, ...more],
      { stdio: 'ignore' },
    );
    await untilOpen(port, child);
    return child;
  }
  let server = await start();
  const client = new Redis(port, '127.0.0.1');
  const info = await client.info('server');
  await client.quit();
  // Somebody else may have taken the port in between.
  if (!info.includes(`process_id:${server.pid}\r`)) throw new Error('another Redis answers on this port');
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    dir,
    halt: () => ended(server),
    async resume(how) {
      if (how === 'empty') rmSync(join(dir, 'appendonlydir'), { recursive: true, force: true });
      server = await start();
    },
    stop: () => end(server, dir),
  };
}

/** A sentinel that watches the server on `master` under the name `reelay`. */
export async function startSentinel(master: number): Promise<Started & { port: number }> {
  const binary = redisServer();
  if (binary === undefined) throw new Error('this machine has no Redis');
  const dir = mkdtempSync(join(tmpdir(), 'reelay-sentinel-'));
  const port = await freePort();
  const config = join(dir, 'sentinel.conf');
  writeFileSync(config, `port ${port}\nbind 127.0.0.1\nsentinel monitor reelay 127.0.0.1 ${master} 1\n`);
  const server = spawn(binary, [config, '--sentinel'], { stdio: 'ignore', cwd: dir });
  await untilOpen(port, server);
  return { url: `redis+sentinel://127.0.0.1:${port}/reelay`, port, stop: () => end(server, dir) };
}

function redisServer(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((dir) => join(dir, 'redis-server'))
    .find((file) => existsSync(file));
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'close');
  server.kill('SIGTERM');
  await gone;
}

async function end(server: ChildProcess, dir: string): Promise<void> {
  await ended(server);
  rmSync(dir, { recursive: true, force: true });
}
