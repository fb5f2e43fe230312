import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { loadSecretKeys } from '#src/secret-key.ts';
import { lockFolder } from '#src/store/folder-lock.ts';
import { openEmbedded } from '#src/store/embedded.ts';
import { migrate } from '#src/store/migrate.ts';
import { createStore } from '#src/store/store.ts';

// Each round is a process that opens a database of its own.
vi.setConfig({ testTimeout: 120_000 });

const dataDir = mkdtempSync(join(tmpdir(), 'reelay-rotate-'));
const config = { secretKey: undefined, otherSecretKeys: [], dataDir };
const script = fileURLToPath(new URL('../../src/rotate-key.ts', import.meta.url));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

type Ended = { code: number; out: string };

/** `npm run rotate-key` with these settings. */
async function rotate(env: Record<string, string> = {}): Promise<Ended> {
  const given = { PATH: process.env['PATH'], DATA_DIR: dataDir, LOG_LEVEL: 'trace', ...env };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script], { env: given });
    return { code: 0, out: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout + stderr };
  }
}

/** Does something with the store on this folder, with the keys that a start would take. */
async function withStore<T>(run: (store: ReturnType<typeof createStore>) => Promise<T>): Promise<T> {
  const pool = await openEmbedded(join(dataDir, 'database'));
  await migrate(pool);
  try {
    return await run(createStore({ pool, secretKeys: await loadSecretKeys(config) }));
  } finally {
    await pool.close();
  }
}

test('a key is changed for another, and what was sealed opens with the new one alone', async () => {
  const id = await withStore(async ({ accounts }) => {
    const ann = await accounts.ensure('user:test:ann', 'linked', 'c');
    await accounts.setToken(ann.id, 'nmv_usr_marked', null);
    return ann.id;
  });
  const tokenNow = () => withStore(async ({ accounts }) => (await accounts.get(id))?.token);
  const keyNow = (): string => readFileSync(join(dataDir, 'secret.key'), 'utf8');
  const old = keyNow();

  // The key that lies in the folder gives way to a new one there.
  const changed = await rotate();
  expect(changed).toMatchObject({ code: 0, out: expect.stringMatching(/^1 tokens are stored; 1 of them/) });
  expect(keyNow()).not.toBe(old);
  expect(await tokenNow()).toBe('nmv_usr_marked');

  // A given key takes over from the one in the folder, which has to be given as the older one.
  const given = '0a'.repeat(32);
  const missing = await rotate({ SECRET_KEY: given });
  expect(missing.code).toBe(1);
  expect(missing.out).toContain('1 cannot be opened with any key given');
  const done = await rotate({ SECRET_KEY: given, SECRET_KEY_OLD: keyNow() });
  expect(done).toMatchObject({ code: 0, out: expect.stringContaining('take SECRET_KEY_OLD away') });
  expect(await rotate({ SECRET_KEY: given })).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^1 tokens are stored; 0 of them/),
  });
  for (const { out } of [changed, missing, done])
    expect(out).not.toMatch(new RegExp(`nmv_usr|${given}|${old}`));
});

test('a folder that a process works on is left alone', async () => {
  const lock = lockFolder(dataDir);
  const { code, out } = await rotate();
  lock.release();
  expect(code).toBe(1);
  expect(out).toContain(dataDir);
});
