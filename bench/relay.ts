import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchMemory } from '#test/support/memory.ts';
import { startReelay, startScript, workerEnv, type Child } from './children.ts';
import { mb, median } from './figures.ts';
import type { Bench, BenchOptions, Row } from './report.ts';
import { openSeed } from './seed.ts';
import { startServers } from './servers.ts';
import type { Counted } from './stand-ins/backend.ts';

/** The first bytes of an MP4: enough to be taken for one. */
const head = Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2', 'latin1');

/** A large clip on its way from Telegram to the backend, beside two `curl` and a pipe. */
export const relay: Bench = async (options) => {
  const bytes = (options.smoke ? 4 : 500) * mb;
  const dir = mkdtempSync(join(tmpdir(), 'reelay-bench-'));
  const backend = await startScript('stand-ins/backend.ts');
  try {
    return {
      rows: [
        ...(await measureOne('http', bytes, dir, backend, options)),
        ...(await measureOne('local file', bytes, dir, backend, options)),
      ],
    };
  } finally {
    await backend.stop();
    rmSync(dir, { recursive: true, force: true });
  }
};

async function measureOne(
  way: 'http' | 'local file',
  bytes: number,
  dir: string,
  backend: Child,
  options: BenchOptions,
): Promise<Row[]> {
  const isLocal = way === 'local file';
  const file = join(dir, 'clip.mp4');
  const env = { FILE_BYTES: String(bytes), ...(isLocal ? { LOCAL_FILE: file } : {}) };
  const telegram = await startScript('stand-ins/telegram.ts', { env });
  const servers = await startServers();
  const seed = await openSeed(servers);
  const worker = await startReelay({
    args: ['--role', 'worker'],
    profile: options.profile,
    env: {
      ...servers.env,
      DATA_DIR: dir,
      ...workerEnv(backend, telegram),
      ...(isLocal ? { TELEGRAM_FILES_DIR: dir } : {}),
    },
  });
  const own: number[] = [];
  const curl: number[] = [];
  const grown: number[] = [];
  const source = isLocal ? file : `${telegram.ready}/file/bot42:bench/clip.mp4`;
  // The first of each is not counted: connections, caches, compiled code.
  for (let n = 0; n <= (options.smoke ? 1 : 3); n += 1) {
    if (isLocal) makeClip(file, bytes);
    curl.push(await upload(backend, bytes, () => curlAcross(source, backend.ready)));
    const memory = watchMemory(worker.pid);
    const ref = JSON.stringify({ fileId: 'clip', name: 'clip.mp4', mime: 'video/mp4', bytes });
    own.push(
      await upload(backend, bytes, async () => {
        await seed.turns(1, [{ do: 'upload', urls: [] }], { file: { ref, name: 'clip.mp4', bytes } });
      }),
    );
    grown.push(memory() ?? Number.NaN);
  }
  await (options.profile === undefined ? worker.kill() : worker.stop());
  await seed.close();
  await servers.stop();
  await telegram.stop();
  return [
    {
      what: `${Math.round(bytes / mb)} MB, ${way}: throughput`,
      value: median(own.slice(1)),
      unit: 'MB/s',
      beside: { name: 'curl', value: median(curl.slice(1)) },
      wanted: { of: 'ratio', least: isLocal ? 0.45 : 0.95 },
    },
    {
      what: `${Math.round(bytes / mb)} MB, ${way}: memory growth`,
      value: Math.max(...grown.slice(1)),
      unit: 'MB',
      wanted: { of: 'value', most: 64 },
    },
  ];
}

/** Throughput as the backend sees it, in MB/s: from the head of the request to the last byte of its body. */
async function upload(backend: Child, bytes: number, begin: () => Promise<void>): Promise<number> {
  const { uploads: before } = await backend.ask<Counted>({ do: 'count' });
  await begin();
  const until = performance.now() + 60_000;
  for (;;) {
    const { uploads, lastUpload } = await backend.ask<Counted>({ do: 'count' });
    if (uploads > before) {
      if (lastUpload.bytes < bytes) throw new Error(`${lastUpload.bytes} of ${bytes} bytes arrived`);
      return lastUpload.bytes / mb / (lastUpload.ms / 1000);
    }
    if (performance.now() > until) throw new Error('an upload did not arrive');
    await sleep(20);
  }
}

async function curlAcross(source: string, backend: string): Promise<void> {
  const target = `${backend}/api/upload-video/nemo_agent/me/s1`;
  const command = source.startsWith('/')
    ? `curl -s -X POST -T ${source} ${target}`
    : `curl -s ${source} | curl -s -X POST -T - ${target}`;
  const child = spawn('sh', ['-c', command], { stdio: 'ignore' });
  await once(child, 'exit');
}

/** A file of that size that begins as an MP4 and takes next to nothing on the disk. */
function makeClip(file: string, bytes: number): void {
  writeFileSync(file, '');
  truncateSync(file, bytes);
  const handle = openSync(file, 'r+');
  writeSync(handle, head, 0, head.length, 0);
  closeSync(handle);
}
