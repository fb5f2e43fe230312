import { setFlagsFromString } from 'node:v8';
import { startReelay } from './compose.ts';
import { readConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { readRole } from './role.ts';
import { readVersion } from './version.ts';

/** Everything closes within this time after a cut, or never. */
const hangMs = 10_000;

try {
  const config = readConfig(process.env);
  const role = readRole(process.argv.slice(2), config);
  // Of thousands of streams V8 would make old from the start what lives a moment: docs/performance.md#streams
  if (role !== 'gateway') setFlagsFromString('--no-allocation-site-pretenuring');
  const log = createLogger({ level: config.logLevel, secrets: config.secrets });
  const reelay = await startReelay(config, role, await readVersion(), log);
  process.stdout.write(
    reelay.webUrl === undefined ? `Reelay is ready (${role})\n` : `Reelay is ready: ${reelay.webUrl}\n`,
  );

  for (const note of reelay.notes) process.stdout.write(`${note}\n`);

  const cut = new AbortController();
  let stopping = false;
  const onCut = (): void => {
    cut.abort();
    // What cannot even be closed, since its other end is away, is left to the system.
    setTimeout(() => process.exit(1), hangMs).unref();
  };
  const onSignal = (): void => {
    if (stopping) return onCut();
    stopping = true;
    // Closing a live stream may cancel a paid run, so the first signal lets it come to its end.
    setTimeout(onCut, config.drainMs).unref();
    reelay.stop(cut.signal).then(
      () => process.exit(process.exitCode ?? 0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping went wrong');
        process.exit(1);
      },
    );
  };
  void reelay.failed.then((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    onSignal();
  });
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
