import type { Store } from '#src/ports.ts';
import type { Database } from './schema.ts';

export function stripStore(db: Database): Store['strips'] {
  return {
    async keep(renderId, jpeg) {
      await db
        .insertInto('strips')
        .values({ render_id: renderId, jpeg: Buffer.from(jpeg), created_at: Date.now() })
        .onConflict((conflict) => conflict.column('render_id').doNothing())
        .execute();
    },
    async get(renderId) {
      const row = await db
        .selectFrom('strips')
        .select('jpeg')
        .where('render_id', '=', renderId)
        .executeTakeFirst();
      return row?.jpeg;
    },
  };
}
