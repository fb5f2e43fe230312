import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort, untilOpen } from './ports.ts';

export type Started = { url: string; stop(): Promise<void> };

/** A PostgreSQL server of the tests' own, from Debian's binaries; nothing where there are none. */
export async function startPostgres(): Promise<Started | undefined> {
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
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', dir, '-F'],
    { ...identity, stdio: 'ignore', cwd: dir },
  );
  await untilOpen(port, server);
  return {
    url: `postgres://reelay@127.0.0.1:${port}/postgres`,
    async stop() {
      const gone = new Promise((resolve) => server.on('close', resolve));
      server.kill('SIGINT');
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
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
