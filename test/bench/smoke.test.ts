import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../bench/main.ts', import.meta.url));

/** Sizes are tiny and no figure is looked at: what is seen is that each bench still runs to its end. */
test('every bench runs', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [main, '--smoke']);
  const names = [...stdout.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
  expect(names).toEqual(['routing', 'start', 'idle', 'intake', 'streams', 'relay', 'renders', 'recovery']);
  expect(stdout).not.toContain('NaN');
}, 120_000);
