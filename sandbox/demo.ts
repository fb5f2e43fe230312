import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findFfmpeg } from './ffmpeg.ts';

/** A conversation on a stand-in for a chat platform, told as it happens. */
export type Told = {
  /** What the product must be told to find the platform. */
  settings: Record<string, string>;
  /** Plays the conversation to its end, printing it as it goes. */
  play(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Reelay with a stand-in backend, for a look without any account: the sandbox in this process, the product in
 * a child of it, exactly as it runs for real. With `--discord` or `--telegram` a scripted conversation is told
 * instead of serving the web chat; then it ends.
 */
const { values } = parseArgs({
  options: { discord: { type: 'boolean', default: false }, telegram: { type: 'boolean', default: false } },
});
const isTold = values.discord || values.telegram;
const home = process.env['DATA_DIR'] ?? 'data/demo';
// A told conversation begins with nothing; a chat in the browser goes on where it was.
const dataDir = isTold ? await mkdtemp(join(tmpdir(), 'reelay-demo-')) : home;
enableCompileCache(join(dataDir, 'compiled'));
const told = await tell();
// The same port each time, where it is free, so that links in older answers go on working. It is settled first: both
// processes get ready at the same time.
const port = await freePort(8788).catch(() => freePort(0));
const url = `http://127.0.0.1:${port}`;
const reelay = spawn(process.execPath, [fileURLToPath(new URL('../src/start.js', import.meta.url))], {
  stdio: 'inherit',
  env: {
    LOG_LEVEL: 'warn',
    // The sandbox renders in seconds, so it is worth asking sooner than every half minute.
    RENDER_POLL_MS: '1500',
    RECOVER_FIRST_MS: '3000',
    RECOVER_EVERY_MS: '5000',
    DRAIN_MS: '3000',
    ...process.env,
    // The pictures of videos in Telegram are made by it.
    PATH: `${process.env['PATH']}${delimiter}${dirname(findFfmpeg())}`,
    DATA_DIR: `${dataDir}/reelay`,
    NEMO_API_URL: url,
    NEMO_WEB_URL: url,
    NEMO_TOKEN: '',
    WEB_CHAT: isTold ? '0' : '1',
    REDIS_URL: '',
    DATABASE_URL: '',
    ...told?.settings,
  },
});
const { createSandbox } = await import('./server.ts');
const sandbox = await createSandbox({ dataDir: `${dataDir}/sandbox`, port }).catch((error: unknown) => {
  reelay.kill('SIGTERM');
  throw error;
});

// Ctrl-C reaches both processes; this one waits for the other, so that nothing is cut in mid-sentence.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (signal === 'SIGTERM') reelay.kill(signal);
  });
}
reelay.on('exit', (code) => {
  void stop().then(() => process.exit(code ?? 1));
});

if (told !== undefined) {
  try {
    await told.play();
  } finally {
    reelay.kill('SIGTERM');
  }
}

/** What plays a conversation is only loaded for it. The videos of Telegram's stay, to be looked at. */
async function tell(): Promise<Told | undefined> {
  if (values.discord) return (await import('./discord-demo.ts')).createDiscordDemo(dataDir);
  if (values.telegram) return (await import('./telegram-demo.ts')).startTelegramDemo(join(home, 'telegram'));
  return undefined;
}

/** `wanted`, or any for 0. Rejects where it is taken. */
async function freePort(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function stop(): Promise<void> {
  await Promise.all([sandbox.stop(), told?.stop()]);
  if (isTold) await rm(dataDir, { recursive: true, force: true });
}
