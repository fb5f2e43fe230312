import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { pino } from 'pino';
import { afterAll, describe, expect, test } from 'vitest';
import type { Health } from '#src/core/finding.ts';
import { createDatabaseCheck, databaseFindings, type DatabaseHome } from '#src/store/doctor.ts';
import { createFolderCheck, roomFinding } from '#src/store/folder-check.ts';
import { migrate, migrationNames } from '#src/store/migrate.ts';
import { openPool } from '#src/store/pool.ts';
import { startPostgres } from '#test/support/postgres.ts';
import { leaveOut } from '#test/support/requirements.ts';
import { mountSmallDisk } from '#test/support/small-disk.ts';

const dir = mkdtempSync(join(tmpdir(), 'reelay-doctor-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const { signal } = new AbortController();
const look = (home: DatabaseHome, now: () => number = Date.now): Promise<Health> =>
  createDatabaseCheck(home, now).look(signal, undefined);
const codes = ({ findings }: Health): string[] => findings.map(({ code, level }) => `${level} ${code}`);
const migrations = [...migrationNames];

test.each([
  [{ version: 160_004, migrations }, ['ok database.good']],
  [{ version: 140_000, migrations }, ['ok database.good']],
  [{ version: 130_011, migrations }, ['wrong database.too-old']],
  [{ version: 90_624, migrations }, ['wrong database.too-old']],
  [{ version: 160_004, migrations: [] }, ['warning database.behind']],
  [{ version: 160_004, migrations: [...migrations, '999-later'] }, ['wrong database.ahead']],
  [
    { version: 120_001, migrations: ['999-later'] },
    ['wrong database.too-old', 'wrong database.ahead', 'warning database.behind'],
  ],
])('a PostgreSQL like %j', (facts, expected) => {
  expect(codes({ findings: databaseFindings({ ...facts, shown: '1', isEmbedded: false }) })).toEqual(
    expected,
  );
});

test('one that is not there, and its password is not in the reason', async () => {
  const [finding] = (await look({ kind: 'server', url: 'postgres://mia:secret-word@127.0.0.1:1/x' }))
    .findings;
  expect(finding).toMatchObject({
    code: 'database.unreachable',
    level: 'wrong',
    params: { reason: expect.stringContaining('ECONNREFUSED') },
  });
  expect(JSON.stringify(finding)).not.toContain('secret-word');
});

test('embedded: none yet, one that runs, one at rest, one that is spoilt', async () => {
  const home = { kind: 'files' as const, dataDir: join(dir, 'embedded') };
  expect(codes(await look(home))).toEqual(['ok database.embedded-new']);
  const open = await openPool({
    databaseUrl: undefined,
    dataDir: home.dataDir,
    log: pino({ level: 'silent' }),
  });
  expect(codes(await look(home))).toEqual(['ok database.embedded-in-use']);
  expect(codes(await look({ kind: 'open', pool: open.pool, isEmbedded: true }))).toEqual([
    'ok database.embedded',
  ]);
  await open.close();
  expect(codes(await look(home))).toEqual(['ok database.embedded']);
  rmSync(join(home.dataDir, 'database', 'global'), { recursive: true });
  expect(codes(await look(home))).toEqual(['wrong database.unreachable']);
});

const server = await startPostgres();
if (server === undefined) leaveOut('PostgreSQL', 'apt install postgresql');

describe.runIf(server !== undefined)('a real server', () => {
  const { url, stop } = server!;
  afterAll(stop);

  test('empty, up to date, newer than this version; another clock; a database that it does not have', async () => {
    expect(codes(await look({ kind: 'server', url }))).toEqual(['warning database.behind']);
    const pool = new Pool({ connectionString: url }).on('error', () => undefined);
    await migrate(pool);
    const { clocks, ...health } = await look({ kind: 'server', url }, () => Date.now() + 3 * 60_000);
    expect(codes(health)).toEqual(['ok database.good']);
    expect(clocks?.[0]?.aheadMs).toBeLessThan(-2 * 60_000);
    await pool.query(`insert into reelay.kysely_migration values ('999-later', '2026-01-01')`);
    expect(codes(await look({ kind: 'open', pool, isEmbedded: false }))).toEqual(['wrong database.ahead']);
    await pool.end();
    const [missing] = (await look({ kind: 'server', url: url.replace(/\w+$/, 'nowhere') })).findings;
    expect(missing).toMatchObject({
      code: 'database.unreachable',
      params: { reason: expect.stringContaining('nowhere') },
    });
  });
});

describe('the data folder', () => {
  const folder = async (path: string): Promise<string[]> =>
    codes(await createFolderCheck(path).look(signal, undefined));

  test.each([
    [50_000, 'ok folder.good'],
    [999, 'warning folder.low'],
    [99, 'wrong folder.full'],
  ])('with %i MB free', (freeMb, expected) => {
    expect(codes({ findings: [roomFinding(freeMb)] })).toEqual([expected]);
  });

  test('that is not made yet, and one that is a file', async () => {
    expect(await folder(join(dir, 'not', 'yet'))).toEqual([expect.stringMatching(/^(?:ok|warning) folder/)]);
    writeFileSync(join(dir, 'file'), '');
    expect(await folder(join(dir, 'file'))).toEqual(['wrong folder.closed']);
    expect(await folder(join(dir, 'file', 'below'))).toEqual(['wrong folder.closed']);
  });

  test('on a disk that is full', async ({ skip }) => {
    const disk = mountSmallDisk(2);
    if (disk === undefined) return skip();
    try {
      expect(await folder(disk.dir)).toEqual(['wrong folder.full']);
      disk.fill();
      expect(await folder(disk.dir)).toEqual([expect.stringMatching(/^wrong folder/)]);
    } finally {
      disk.remove();
    }
  });
});
