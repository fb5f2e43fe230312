import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';

/** Address space of one run, in KB: a frame of 4K needs a third of it. */
const memoryKb = 1_500_000;

/** The name as a video brings it may lie: only these may read it, and none of them follows an address in a file. */
const formats = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf';

/** Reads this file and nothing that it may name, and fails rather than to show what was decoded wrong. */
export const readOnly = [
  '-protocol_whitelist',
  'file',
  '-format_whitelist',
  formats,
  '-threads',
  '1',
  '-max_error_rate',
  '0',
];

/**
 * Runs ffmpeg behind everything else on the machine, with little memory and none of our settings in its environment.
 * It is killed when `signal` aborts. Rejects where it fails, or is not there.
 */
export async function runFfmpeg(ffmpeg: string, args: string[], signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const command = `ulimit -v ${memoryKb} 2>/dev/null; exec "$0" "$@"`;
  const child = spawn('sh', ['-c', command, ffmpeg, '-nostdin', '-y', '-v', 'error', ...args], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-500)));
  child.on('error', reject);
  child.on('close', (code) =>
    code === 0 ? resolve() : reject(new Error(`ffmpeg ended with ${code}: ${said.trim()}`)),
  );
  try {
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It may be gone already.
  }
  await promise;
}
