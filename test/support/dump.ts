import type { Pool } from 'pg';

/** A row as one line, with the table it stands in. */
export type DumpedRow = { table: string; row: string };

/** Every row of every table that is not the database's own: what somebody with a copy of it could read. */
export async function dumpAll(pool: Pool): Promise<DumpedRow[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const dumped: DumpedRow[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t`);
    dumped.push(...rows.map(({ row }) => ({ table: name, row })));
  }
  return dumped;
}

/** The tables in which one of these words stands, with the first such row of each. */
export function tablesWith(dumped: DumpedRow[], words: string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { table, row } of dumped) {
    if (found[table] === undefined && words.some((word) => row.includes(word))) found[table] = row;
  }
  return found;
}
