import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { quickSettings } from './world.ts';

/** Reelay as it really runs: a process of its own, which can be killed. */
export type ReelayProcess = {
  /** The web chat's address; empty where there is none. */
  url: string;
  pid: number;
  /** Everything that it has written. */
  output(): string;
  /** Resolves with the exit code, whatever ends it. */
  ended: Promise<number | null>;
  /** `kill -9`. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to end, and gives its exit code. */
  terminate(): Promise<number | null>;
};

const main = fileURLToPath(new URL('../../src/start.js', import.meta.url));

/** Starts Reelay and waits until it is ready. Throws with what it wrote on stderr where it ends before. */
export async function startProcess(env: Record<string, string>, args: string[] = []): Promise<ReelayProcess> {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      // One for all: each test has a folder of its own, and would compile everything anew.
      NODE_COMPILE_CACHE: join(tmpdir(), 'reelay-compiled'),
      ...quickSettings,
      LOG_LEVEL: 'warn',
      ...env,
    },
  });
  const gone = once(child, 'exit');
  const closed = once(child, 'close');
  let complaints = '';
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
    output += text;
  });
  const ready = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /^Reelay is ready(?:: (.+)| \(\w+\))$/.exec(line);
      if (found !== null) resolve(found[1] ?? '');
    });
  });
  const url = await Promise.race([
    ready,
    closed.then(() => Promise.reject(new Error(`Reelay ended with ${child.exitCode}: ${complaints}`))),
  ]);
  return {
    url,
    pid: child.pid ?? 0,
    output: () => output,
    ended: gone.then(() => child.exitCode),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async terminate() {
      child.kill('SIGTERM');
      await gone;
      return child.exitCode;
    },
  };
}
