import type { Pool } from 'pg';
import { z } from 'zod';
import { isStoreAway } from '#src/errors.ts';
import { inBatches } from '#src/core/batches.ts';
import type { RenderLook } from '#src/core/records.ts';
import type { Store } from '#src/ports.ts';
import { schemaName } from './migrate.ts';
import { toRenderLook } from './rows.ts';

const columns = `id, turn_id, thread_key, project_id, version, draft_hash, state, url, polls, retry_of, created_at`;

// One that ends while its row is waited for is in neither half: whoever ended it has the rest to do.
const lookSql = `
  with asked as (
    select id, count(*)::int as looks from json_array_elements_text($1) as one(id) group by id
  ), counted as (
    update ${schemaName}.renders set polls = polls + looks, looked_at = $2
    from (select id as asked_id, looks from asked) as asked
    where id = asked_id and state not in ('completed', 'failed')
    returning ${columns}, looks
  )
  select * from counted
  union all
  select ${columns}, 0 from ${schemaName}.renders join asked using (id) where state in ('completed', 'failed')`;

const countedRow = z.object({ id: z.string(), looks: z.number() });

/** Ten thousand renders that wait are looked at hundreds of times a second: looks that fall together are one statement. */
export function renderLooks(pool: Pool): Store['renders']['look'] {
  return inBatches(async (ids: string[]) => {
    const { rows } = await pool.query<Record<string, unknown>>(lookSql, [JSON.stringify(ids), Date.now()]);
    const seen = new Map<string, { look: RenderLook; looks: number }>();
    for (const row of rows) {
      const { id, looks } = countedRow.parse(row);
      seen.set(id, { look: toRenderLook(row), looks });
    }
    return ids.map((id): RenderLook | undefined => {
      const one = seen.get(id);
      if (one === undefined) return undefined;
      one.looks = Math.max(0, one.looks - 1);
      return { ...one.look, polls: one.look.polls - one.looks };
    });
  }, isStoreAway);
}
