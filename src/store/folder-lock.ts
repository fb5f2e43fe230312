import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process has the folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

/**
 * Holds a folder for this process alone: a second process on the same embedded database would ruin it. The
 * lock is the operating system's own (SQLite's exclusive file lock), so it is free the moment its holder is
 * gone, however it went. Throws with a message for the operator while another process holds it.
 */
export function lockFolder(dir: string): { release(): void } {
  const holderFile = join(dir, 'lock.pid');
  const lock = openLock(dir);
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new FolderInUseError(
      `${realpathSync(dir)} is in use by another Reelay (process ${holder(holderFile)}). Stop that one, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
  writeFileSync(holderFile, String(process.pid));
  return { release: () => lock.close() };
}

function openLock(dir: string): DatabaseSync {
  try {
    mkdirSync(dir, { recursive: true });
    return new DatabaseSync(join(dir, 'lock.db'));
  } catch (cause) {
    throw new Error(
      `DATA_DIR must be a folder that can be written to (docs/settings.md#data_dir): ${String(cause)}`,
      {
        cause,
      },
    );
  }
}

function holder(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return 'unknown';
  }
}
