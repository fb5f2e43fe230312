import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** What a process tells of itself: `inside.js`. */
export type Inside = {
  cpuMs: number;
  /** Delay of the event loop beyond the 1 ms that is asked for. */
  loopP50Ms: number;
  loopP99Ms: number;
  loopMaxMs: number;
  rssBytes: number;
  heapBytes: number;
};

/** A process that is measured, or that measures. */
export type Child = {
  pid: number;
  /** Its line of standard output that said it is ready. */
  ready: string;
  /** From its start to that line. */
  readyMs: number;
  /** Starts a span of time that `end` gives the figures of. */
  begin(): void;
  end(): Promise<Inside>;
  /** The same figures, after the garbage has been collected. Needs `--expose-gc`. */
  settle(): Promise<Inside>;
  /** Sends something to a stand-in, and gives its answer. */
  ask<T>(message: object): Promise<T>;
  tell(message: object): void;
  onMessage(take: (message: unknown) => void): void;
  kill(): Promise<void>;
  stop(): Promise<void>;
};

const inside = fileURLToPath(new URL('inside.js', import.meta.url));
const product = fileURLToPath(new URL('../src/start.js', import.meta.url));

export type ChildOptions = {
  env?: Record<string, string>;
  args?: string[];
  flags?: string[];
  profile?: string | undefined;
};

/** What `npm start` and the image tell Node. */
const manifest = z.object({ scripts: z.object({ start: z.string() }) });
const shipped = manifest.parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));
const shippedFlags = shipped.scripts.start.split(' ').filter((word) => word.startsWith('--max-'));

/** Reelay as it runs for real: `src/start.js` in a process of its own, started as it ships. */
export function startReelay(options: ChildOptions): Promise<Child> {
  return startChild(product, {
    ...options,
    flags: [...shippedFlags, ...(options.flags ?? [])],
    env: { PORT: '0', LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn', ...options.env },
  });
}

/** What a worker is told that works for the stand-ins alone. */
export const workerEnv = (
  backend: Pick<Child, 'ready'>,
  telegram: Pick<Child, 'ready'>,
): Record<string, string> => ({
  WEB_CHAT: '0',
  ACCESS: 'open',
  NEMO_TOKEN: 'bench',
  NEMO_API_URL: backend.ready,
  NEMO_WEB_URL: backend.ready,
  TELEGRAM_TOKEN: '42:bench',
  TELEGRAM_API_ROOT: telegram.ready,
});

/** Any other script of this folder; ready at its first line. */
export function startScript(script: string, options: ChildOptions = {}): Promise<Child> {
  return startChild(fileURLToPath(new URL(script, import.meta.url)), options);
}

async function startChild(script: string, options: ChildOptions): Promise<Child> {
  const { env = {}, args = [], flags = [], profile } = options;
  if (profile !== undefined) mkdirSync(profile, { recursive: true });
  const profiling = profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profile];
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', inside, ...profiling, ...flags, script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    serialization: 'advanced',
    env: { PATH: process.env['PATH'], ...env },
  });
  const gone = once(child, 'exit');
  const { line, ms } = await readyLine(child, startedAt, gone);
  const isGone = gone.then(() => Promise.reject(new Error(`${script} ended while it was asked`)));
  isGone.catch(() => undefined);
  const ask = async <T>(message: object | string): Promise<T> => {
    const answer = once(child, 'message') as Promise<[T]>;
    child.send(message);
    return (await Promise.race([answer, isGone]))[0];
  };
  return {
    pid: child.pid ?? 0,
    ready: line,
    readyMs: ms,
    begin: () => child.send('begin'),
    end: () => ask('end'),
    settle: () => ask('settle'),
    ask,
    tell: (message) => child.send(message),
    onMessage: (take) => child.on('message', take),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const late = new AbortController();
      await Promise.race([
        gone,
        sleep(10_000, undefined, { signal: late.signal }).then(() => child.kill('SIGKILL')),
      ]);
      late.abort();
      await gone;
    },
  };
}

async function readyLine(
  child: ChildProcess,
  startedAt: number,
  gone: Promise<unknown[]>,
): Promise<{ line: string; ms: number }> {
  const { stdout } = child;
  if (stdout === null) throw new Error('no standard output');
  const lines = createInterface({ input: stdout });
  const first = once(lines, 'line') as Promise<[string]>;
  const [line] = await Promise.race([
    first,
    gone.then(() => Promise.reject(new Error(`a process ended with ${child.exitCode} before it was ready`))),
  ]);
  stdout.resume();
  return { line, ms: performance.now() - startedAt };
}

/** What the system says of any process, in its own units: Linux only. */
export function usage(pid: number): { cpuMs: number; rssBytes: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Ticks are a hundredth of a second on every Linux that Node runs on.
  const cpuMs = (Number(fields[11]) + Number(fields[12])) * 10;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const rssBytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
  return { cpuMs, rssBytes };
}
