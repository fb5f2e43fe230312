import { createSandbox } from './server.ts';

/** `npm run sandbox`: the stand-in backend alone, for a Reelay that runs elsewhere. */
const sandbox = await createSandbox({
  dataDir: process.env['DATA_DIR'] ?? 'data/sandbox',
  port: Number(process.env['PORT'] ?? 8788),
});
process.stdout.write(`The sandbox is ready: NEMO_API_URL=${sandbox.url} NEMO_WEB_URL=${sandbox.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
}
