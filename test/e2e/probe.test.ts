import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '#sandbox/server.ts';

const main = fileURLToPath(new URL('../../src/probe.ts', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'reelay-probe-'));
const dataDir = join(dir, 'data');
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ dataDir: join(dir, 'sandbox'), pace: 0 });
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<{ out: string; code: number | null }> {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], NEMO_API_URL: sandbox.url, DATA_DIR: dataDir, RENDER_POLL_MS: '50' },
  });
  const [out] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { out, code: child.exitCode };
}

test('it asks first, and without an answer does nothing', async () => {
  const { out, code } = await run();
  expect(code).toBe(2);
  expect(out).toContain('takes one starter token');
  expect(out).toContain('-- --yes');
  expect(Object.values(sandbox.control.calls().byEndpoint).every((count) => count === 0)).toBe(true);
  expect(readdirSync(dir)).toEqual(['sandbox']);
});

test('allowed, it walks once, and leaves a file without a secret; a second walk takes no second token', async () => {
  const { out, code } = await run('--yes');
  expect(out).toContain('Nothing is otherwise than documented.');
  expect(code).toBe(0);
  const { byEndpoint, uploads, runs } = sandbox.control.calls();
  expect(byEndpoint).toMatchObject({ token: 1, session: 1, upload: 1, run_sse: 1, render_submit: 1 });
  expect(uploads[0]).toMatchObject({ name: 'reelay-probe.mp4' });
  expect(runs).toHaveLength(1);
  const file = readFileSync(join(dataDir, 'probe.json'), 'utf8');
  expect(JSON.parse(file)).toMatchObject({ differences: [], backend: new URL(sandbox.url).host });
  const clientId = readFileSync(join(dataDir, 'probe-client-id'), 'utf8');
  for (const shown of [out, file]) {
    expect(shown).not.toContain(clientId);
    expect(shown).not.toContain(runs[0]!.sessionId);
    expect(shown).not.toMatch(/nmv_usr_\w{6}|clm_\w{6}/);
  }
  const again = await run('--yes', '--out', join(dir, 'second.json'));
  expect(again.code).toBe(0);
  expect(sandbox.control.calls().clientIds).toEqual([clientId, clientId]);
  expect(readdirSync(dir)).toContain('second.json');
});
