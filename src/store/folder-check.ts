import { randomUUID } from 'node:crypto';
import { stat, statfs, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ok, reasonOf, warning, wrong, type Finding } from '#src/core/finding.ts';
import type { Check } from '#src/ports.ts';

const mb = 1024 * 1024;
/** PostgreSQL keeps 16 MB pieces of its log, several at a time. */
const fullMb = 100;
const lowMb = 1_000;

/** The folder of the embedded database, of the key and of what Telegram brought: can it be written to, is there room? */
export function createFolderCheck(dataDir: string): Check {
  return {
    name: 'folder',
    async look() {
      try {
        const dir = await nearest(resolve(dataDir));
        const mark = join(dir, `.reelay-${randomUUID()}`);
        await writeFile(mark, '', { flag: 'wx' });
        await unlink(mark);
        const { bavail, bsize } = await statfs(dir);
        return { findings: [roomFinding(Math.floor((bavail * bsize) / mb))] };
      } catch (error) {
        return { findings: [wrong('folder.closed', { reason: reasonOf(error) })] };
      }
    },
  };
}

/** The folder itself, or the one in which the first start will make it. */
async function nearest(dir: string): Promise<string> {
  const found = await stat(dir).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return nearest(dirname(dir));
  if (!found.isDirectory()) throw new Error(`${dir} is not a folder`);
  return dir;
}

export function roomFinding(freeMb: number): Finding {
  if (freeMb < fullMb) return wrong('folder.full', { freeMb });
  return freeMb < lowMb ? warning('folder.low', { freeMb }) : ok('folder.good', { freeMb });
}
