import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { Pool } from 'pg';

/** The least that keeps a message: one row, one job. */
export async function createFloorStore(
  databaseUrl: string,
  redisUrl: string,
): Promise<(threadKey: string, messageId: string, text: string) => Promise<void>> {
  const pool = new Pool({ connectionString: databaseUrl, max: 20 });
  await pool.query(
    'create table if not exists floor (thread text, message text, body text, at bigint, primary key (thread, message))',
  );
  const queue = new Queue('floor', { connection: new Redis(redisUrl, { maxRetriesPerRequest: null }) });
  return async (threadKey, messageId, text) => {
    await pool.query('insert into floor values ($1, $2, $3, $4) on conflict do nothing', [
      threadKey,
      messageId,
      text,
      Date.now(),
    ]);
    await queue.add('work', { threadKey }, { removeOnComplete: true, removeOnFail: true });
  };
}
