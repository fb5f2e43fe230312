import { appendFileSync } from 'node:fs';

/**
 * Says that a part of the suite cannot run on this machine. The closing lines of `npm test` name it; with
 * REQUIRE_ALL=1 it is a failure instead.
 */
export function leaveOut(name: string, reason: string): void {
  if (process.env['REQUIRE_ALL'] === '1') throw new Error(`${name} is required and missing: ${reason}`);
  mention(name, reason);
}

/** The same for what no machine needs to have: it is named in the closing lines, and never a failure. */
export function mention(name: string, reason: string): void {
  const file = process.env['REELAY_LEFT_OUT'];
  if (file !== undefined) appendFileSync(file, `${name} (${reason})\n`);
}
