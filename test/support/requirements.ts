import { appendFileSync } from 'node:fs';

/**
 * Says that a part of the suite cannot run on this machine. The closing lines of `npm test` name it; with
 * REQUIRE_ALL=1 it is a failure instead.
 */
export function leaveOut(name: string, reason: string): void {
  if (process.env['REQUIRE_ALL'] === '1') throw new Error(`${name} is required and missing: ${reason}`);
  const file = process.env['REELAY_LEFT_OUT'];
  if (file !== undefined) appendFileSync(file, `${name} (${reason})\n`);
}
