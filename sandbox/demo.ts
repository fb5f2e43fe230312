import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createSandbox, type Sandbox } from './server.ts';

/**
 * Reelay with a stand-in backend, for a look without any account: the sandbox in this process, the product in
 * a child of it, exactly as it runs for real.
 */
const dataDir = process.env['DATA_DIR'] ?? 'data/demo';
// The same port each time, where it is free, so that links in older answers go on working.
const start = (port: number): Promise<Sandbox> => createSandbox({ dataDir: `${dataDir}/sandbox`, port });
const sandbox = await start(8788).catch(() => start(0));
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
    DATA_DIR: `${dataDir}/reelay`,
    NEMO_API_URL: sandbox.url,
    NEMO_WEB_URL: sandbox.url,
    NEMO_TOKEN: '',
    WEB_CHAT: '1',
    REDIS_URL: '',
    DATABASE_URL: '',
  },
});

// Ctrl-C reaches both processes; this one waits for the other, so that nothing is cut in mid-sentence.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (signal === 'SIGTERM') reelay.kill(signal);
  });
}
reelay.on('exit', (code) => {
  void sandbox.stop().then(() => process.exit(code ?? 1));
});
