import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, expect, test, vi } from 'vitest';
import { lockFolder } from '#src/store/folder-lock.ts';
import { openPool, type OpenPool } from '#src/store/pool.ts';
import { seeded } from '#test/support/random.ts';
import { openStore } from '#test/support/store.ts';

// Each test starts a process, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const dir = mkdtempSync(join(tmpdir(), 'reelay-data-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const open = (): Promise<OpenPool> =>
  openPool({ databaseUrl: undefined, dataDir: dir, log: pino({ level: 'silent' }) });

/** Starts the writer and kills it when it has said so many lines; gives all that it said. */
async function writeUntilKilled(
  lines: number,
  before?: (writer: ChildProcess) => Promise<void>,
): Promise<string[]> {
  const script = fileURLToPath(new URL('../support/writer.ts', import.meta.url));
  const writer = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    said.push(line);
    if (said.length === 1) await before?.(writer);
    if (said.length === lines) writer.kill('SIGKILL');
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
  expect(writer.signalCode).toBe('SIGKILL');
  return said;
}

test('a folder serves one process: the next one is told who has it, and gets it when that one is gone', async () => {
  await writeUntilKilled(1, async (writer) => {
    await expect(open()).rejects.toThrow(
      `${realpathSync(dir)} is in use by another Reelay (process ${writer.pid}). Stop that one, or set DATA_DIR to another folder.`,
    );
  });
  const { pool, close } = await open();
  await expect(open()).rejects.toThrow(`process ${process.pid}`);
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await close();
  lockFolder(dir).release();
});

test('a DATA_DIR that cannot be a folder is named', () => {
  const file = join(dir, 'file');
  writeFileSync(file, '');
  expect(() => lockFolder(file)).toThrow(/^DATA_DIR must be a folder/);
  expect(() => lockFolder(join(file, 'below'))).toThrow(/docs\/settings\.md#data_dir/);
});

test.each([1, 2, 3, 4])(
  'killed while it writes (seed %i), it has lost nothing that it acknowledged',
  async (seed) => {
    const lines = 2 + seeded(seed)(150);
    const said = (await writeUntilKilled(lines)).slice(1).map((line) => line.split(' '));
    expect(said.length).toBeGreaterThanOrEqual(lines - 1);
    const { pool, close } = await open();
    const { store, sql } = openStore(pool, close);
    const reached = { added: 0, sending: 1, ended: 2 };
    for (const [write = '', id = ''] of said) {
      const turn = await store.turns.get(id);
      const stored = turn?.state === 'done' ? 2 : turn?.state === 'sending' ? 1 : 0;
      expect({ id, turn: turn?.id, stored }).toMatchObject({ turn: id });
      expect(stored).toBeGreaterThanOrEqual(reached[write as keyof typeof reached]);
      if (stored === 2) expect((await store.deliveries.pending(id))?.message.text).toBe(id);
    }
    // What was not acknowledged may be there or not, but never by halves.
    const halves = await sql(
      `select id from reelay.turns full join reelay.deliveries on turn_id = id
     where (state = 'done') is distinct from (turn_id is not null)`,
    );
    expect(halves).toEqual([]);
    await close();
  },
);
