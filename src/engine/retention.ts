import type { EngineDeps } from './deps.ts';

const dayMs = 24 * 60 * 60_000;
/** So many in one sweep, and the next sweep goes on: nobody waits behind a great clean-up. */
const batch = 20;

type RetentionDeps = Pick<EngineDeps, 'store' | 'clock' | 'log'> & { settings: { retainDays: number } };

/**
 * Deletes, once a day, threads in which nothing has happened for as long as the settings say (0: none ever), and codes
 * that are good no more. To be called with every sweep; does at most one batch a call.
 */
export function createRetention({ store, clock, log, settings }: RetentionDeps): () => Promise<void> {
  let dueAt = 0;

  async function clean(): Promise<boolean> {
    const before = clock.now() - settings.retainDays * dayMs;
    const keys = await store.retention.idleThreads(before, batch);
    let deleted = 0;
    for (const key of keys) if (await store.retention.deleteThread(key, before)) deleted += 1;
    if (deleted > 0) log.info({ deleted }, 'deleted threads that were idle for long');
    // Where none could be deleted, another process is at it, or people have come back.
    return keys.length === batch && deleted > 0;
  }

  return async () => {
    const now = clock.now();
    // A clock that was set back must not put it off for longer than a day.
    if (now < dueAt && dueAt - now <= dayMs) return;
    await store.retention.dropCodes(now);
    const hasMore = settings.retainDays > 0 && (await clean());
    dueAt = hasMore ? now : now + dayMs;
  };
}
