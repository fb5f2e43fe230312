import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startPostgres } from '#test/support/postgres.ts';
import { startRedis } from '#test/support/redis.ts';
import { leaveOut } from '#test/support/requirements.ts';

const folder = fileURLToPath(new URL('../../bench/', import.meta.url));

/** Sizes are tiny and no figure is looked at: what is seen is that each bench still runs to its end. */
test('every bench runs', async ({ skip }) => {
  const [redis, postgres] = [await startRedis(), await startPostgres()];
  await Promise.all([redis?.stop(), postgres?.stop()]);
  if (redis === undefined || postgres === undefined) {
    leaveOut('the benches', 'apt install redis-server postgresql');
    skip();
  }
  const { stdout } = await promisify(execFile)(process.execPath, [`${folder}main.ts`, '--smoke']);
  const names = [...stdout.matchAll(/^## (\w+)$/gm)].map(([, name]) => `${name}.ts`);
  const parts = ['main', 'report', 'children', 'figures', 'seed', 'sentences', 'servers'].map(
    (name) => `${name}.ts`,
  );
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !parts.includes(name));
  expect(names.sort()).toEqual(files.sort());
  expect(stdout).not.toContain('NaN');
}, 240_000);
