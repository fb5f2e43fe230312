import { z } from 'zod';
import { startReelay } from '#src/compose.ts';
import { readConfig } from '#src/config.ts';
import { createLogger } from '#src/logger.ts';
import { readRole } from '#src/role.ts';

/**
 * Reelay as the chaos suite runs it: at each named point it asks the controller whether it may go on. The
 * controller answers at once, or never, and then ends this process.
 */
const { CHAOS_NAME: name, CHAOS_CONTROL: control } = z
  .object({ CHAOS_NAME: z.string(), CHAOS_CONTROL: z.url() })
  .parse(process.env);
const config = readConfig(process.env);
const log = createLogger({ level: config.logLevel, secrets: config.secrets });
const reelay = await startReelay(config, readRole(process.argv.slice(2), config), '0.0.0-chaos', log, {
  async reached(point) {
    const response = await fetch(control, { method: 'POST', body: JSON.stringify({ name, point }) });
    await response.arrayBuffer();
  },
});
process.stdout.write('ready\n');

const cut = new AbortController();
let asked = 0;
process.on('SIGTERM', () => {
  asked += 1;
  if (asked > 1) return cut.abort();
  setTimeout(() => cut.abort(), config.drainMs).unref();
  void reelay.stop(cut.signal).then(() => process.exit(0));
});
