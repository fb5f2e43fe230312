import type { Client } from 'pg';
import type { Said } from './said.ts';

export type Event = { at: number; what: string };

/** What is told of the time after a message, in case one of its last words came late. */
const aftermathMs = 60_000;

/** All that is known of one message: what was said, heard and done meanwhile, and what the database has of it. */
export async function tellStory(database: Client, said: Said, events: Event[]): Promise<string> {
  const { rows } = await database.query<{ id: string }>(
    `select t.*, m.name as media, m.state as media_state from reelay.turns t
     left join reelay.media m on t.media_ids like '%' || m.id || '%' where t.message_id like $1`,
    [`%${said.id}`],
  );
  const ids = rows.map(({ id }) => id);
  const deliveries = await database.query('select * from reelay.deliveries where turn_id = any($1)', [ids]);
  const renders = await database.query(
    'select id, state, polls, retry_of, created_at from reelay.renders where turn_id = any($1)',
    [ids],
  );
  const end = Math.max(said.at, ...said.heard.map(({ at }) => at)) + aftermathMs;
  const lines = [
    ...events.filter(({ at }) => at > said.at - 5_000 && at < end),
    ...said.heard.map(({ at, kind, text }) => ({ at, what: `heard (${kind}): ${text.slice(0, 100)}` })),
  ].sort((a, b) => a.at - b.at);
  return [
    `${said.mark}, ${said.person}: ${said.text} (message ${said.id})`,
    ...lines.map(
      ({ at, what }) => `  ${((at - said.at) / 1000).toFixed(1)} s  ${what.replaceAll('\n', ' ')}`,
    ),
    ...rows.map((row) => `  turn ${JSON.stringify(row).slice(0, 1_500)}`),
    ...deliveries.rows.map((row) => `  last message ${JSON.stringify(row).slice(0, 600)}`),
    ...renders.rows.map((row) => `  render ${JSON.stringify(row)}`),
  ].join('\n');
}
