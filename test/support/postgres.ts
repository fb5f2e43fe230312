import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort, untilOpen } from './ports.ts';

export type Started = { url: string; stop(): Promise<void> };

/** A server that can be ended and started again, on the same port and the same files. */
export type StartedPostgres = Started & { halt(): Promise<void>; resume(): Promise<void> };

/** A PostgreSQL server of the tests' own, from Debian's binaries; nothing where there are none. */
export async function startPostgres(): Promise<StartedPostgres | undefined> {
  const bin = binaries();
  if (bin === undefined) return undefined;
  const dir = mkdtempSync(join(tmpdir(), 'reelay-postgres-'));
  // PostgreSQL refuses to run as root, so its files belong to somebody else then.
  const identity: { uid?: number; gid?: number } = userInfo().uid === 0 ? unprivileged() : {};
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(dir, identity.uid, identity.gid);
  const data = join(dir, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'reelay', '--auth=trust', '--no-sync'], {
    ...identity,
    stdio: 'ignore',
    cwd: dir,
  });
  const port = await freePort();
  const url = `postgres://reelay@127.0.0.1:${port}/postgres`;
  async function start(): Promise<ChildProcess> {
    const child = spawn(
      join(bin ?? '', 'postgres'),
      ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', dir, '-F'],
      { ...identity, stdio: 'ignore', cwd: dir },
    );
    await untilOpen(port, child);
    await untilReady(url);
    return child;
  }
  async function end(child: ChildProcess): Promise<void> {
    const gone = once(child, 'close');
    // "Fast": sessions are ended where they stand.
    child.kill('SIGINT');
    await gone;
  }
  let server: ChildProcess | undefined = await start();
  async function halt(): Promise<void> {
    const child = server;
    server = undefined;
    if (child !== undefined) await end(child);
  }
  return {
    url,
    halt,
    async resume() {
      server ??= await start();
    },
    async stop() {
      await halt();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A server that takes connections may still be starting up, and says so to whoever comes. */
async function untilReady(connectionString: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const client = new Client({ connectionString });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return;
    } catch (error) {
      if (tries === 600) throw error;
      await sleep(50);
    } finally {
      await client.end();
    }
  }
}

function binaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

/** A user who may do nothing. */
export function unprivileged(): { uid: number; gid: number } {
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
