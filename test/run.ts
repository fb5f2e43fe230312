import { spawn } from 'node:child_process';
import { mkdtempSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** What `npm test` runs: vitest, then one closing line of counts, before it what this machine could not run. */
const dir = mkdtempSync(join(tmpdir(), 'reelay-test-'));
const leftOut = join(dir, 'left-out');
const report = join(dir, 'report.json');
const vitest = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')));
const child = spawn(
  process.execPath,
  [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env: { ...process.env, REELAY_LEFT_OUT: leftOut } },
);
child.on('close', (code) => {
  const counts = z
    .object({
      numPassedTests: z.number(),
      numFailedTests: z.number(),
      numPendingTests: z.number(),
      success: z.boolean(),
    })
    .parse(
      existsSync(report)
        ? JSON.parse(readFileSync(report, 'utf8'))
        : { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, success: false },
    );
  const missing = existsSync(leftOut) ? [...new Set(readFileSync(leftOut, 'utf8').trim().split('\n'))] : [];
  rmSync(dir, { recursive: true, force: true });
  // A file that cannot even be loaded fails no single test, yet it is a failure.
  const failed = counts.numFailedTests > 0 || (counts.success && code === 0) ? counts.numFailedTests : 1;
  if (missing.length > 0) process.stdout.write(`Left out on this machine: ${missing.join(', ')}\n`);
  const skipped = counts.numPendingTests > 0 ? `, ${counts.numPendingTests} skipped` : '';
  process.stdout.write(`${counts.numPassedTests} passed, ${failed} failed${skipped}\n`);
  process.exit(failed > 0 || counts.numPassedTests === 0 ? 1 : 0);
});
