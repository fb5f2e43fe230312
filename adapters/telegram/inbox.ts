import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Updates that a webhook call brought and Telegram will not bring again, one file each, until they are stored
 * as turns: an album is whole only after its parts' calls were answered. Files have update ids for names.
 */
export type Inbox = {
  put(updateId: number, raw: string): Promise<void>;
  remove(updateId: number): Promise<void>;
  /** What a former process left, in order. */
  left(): Promise<string[]>;
};

export function createInbox(dir: string): Inbox {
  const fileOf = (updateId: number): string => join(dir, `${updateId}.json`);
  return {
    async put(updateId, raw) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const half = join(dir, `${updateId}.half`);
      await writeFile(half, raw, { mode: 0o600, flush: true });
      await rename(half, fileOf(updateId));
    },
    remove: (updateId) => rm(fileOf(updateId), { force: true }),
    async left() {
      const names = await readdir(dir).catch(() => []);
      const ids = names.flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []).map(Number);
      return Promise.all(ids.sort((a, b) => a - b).map((id) => readFile(fileOf(id), 'utf8')));
    },
  };
}
