import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findFfmpeg } from './ffmpeg.ts';
import { createSandbox, type Sandbox } from './server.ts';

/**
 * Reelay with a stand-in backend, for a look without any account: the sandbox in this process, the product in
 * a child of it, exactly as it runs for real. With --telegram a conversation on a stand-in for Telegram is played
 * and printed, instead of the web chat.
 */
const { telegram: onTelegram } = parseArgs({
  options: { telegram: { type: 'boolean', default: false } },
}).values;
const dataDir = process.env['DATA_DIR'] ?? 'data/demo';
// The same port each time, where it is free, so that links in older answers go on working.
const start = (port: number): Promise<Sandbox> => createSandbox({ dataDir: `${dataDir}/sandbox`, port });
const sandbox = await start(8788).catch(() => start(0));
// What plays the conversation is only loaded for it.
const telegram = onTelegram
  ? await (await import('./telegram-demo.ts')).startTelegramDemo(`${dataDir}/telegram`)
  : undefined;
const reelay = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], {
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
    NEMO_API_URL: sandbox.url,
    NEMO_WEB_URL: sandbox.url,
    NEMO_TOKEN: '',
    WEB_CHAT: telegram === undefined ? '1' : '0',
    REDIS_URL: '',
    DATABASE_URL: '',
    ...telegram?.settings,
  },
});

// Ctrl-C reaches both processes; this one waits for the other, so that nothing is cut in mid-sentence.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (signal === 'SIGTERM') reelay.kill(signal);
  });
}
reelay.on('exit', (code) => {
  void Promise.all([sandbox.stop(), telegram?.stop()]).then(() => process.exit(code ?? 1));
});

if (telegram !== undefined) {
  try {
    await telegram.play();
  } finally {
    reelay.kill('SIGTERM');
  }
}
