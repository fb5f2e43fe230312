import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { probe } from '#test/support/media.ts';

const demo = fileURLToPath(new URL('../../sandbox/demo.ts', import.meta.url));

test('npm run demo -- --telegram plays a conversation to its end', { timeout: 180_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'reelay-telegram-demo-'));
  const child = spawn(process.execPath, [demo, '--telegram'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATA_DIR: dir, PORT: '0' },
  });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(0);
  for (const part of [
    'A private chat',
    'reelay-v1.mp4',
    'reelay-v2.mp4',
    'presses [Timeline]',
    'has 31 MB',
    '/edit',
  ]) {
    expect(told).toContain(part);
  }
  expect((await probe(join(dir, 'telegram', 'telegram-3.mp4'))).seconds).toBeCloseTo(4, 0);
  rmSync(dir, { recursive: true, force: true });
});
