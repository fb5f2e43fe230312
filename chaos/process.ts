import { createInterface } from 'node:readline';
import { z } from 'zod';
import { startReelay } from '#src/compose.ts';
import { readConfig } from '#src/config.ts';
import { createLogger } from '#src/logger.ts';
import { readRole } from '#src/role.ts';

/**
 * Reelay as the chaos suite runs it. It tells which named points it passes; at one that is armed, by a line on its
 * standard input, it asks the controller whether it may go on. That answers at once, or never, and then ends it.
 * Asking at each point would make the moments between effect and receipt longer than they are.
 */
const { CHAOS_NAME: name, CHAOS_CONTROL: control } = z
  .object({ CHAOS_NAME: z.string(), CHAOS_CONTROL: z.url() })
  .parse(process.env);
const armed = new Set<string>();
createInterface({ input: process.stdin }).on('line', (line) => {
  const [what = '', point = ''] = line.split(/ (.*)/);
  if (what === 'arm') armed.add(point);
  else armed.delete(point);
});
const config = readConfig(process.env);
const log = createLogger({ level: config.logLevel, secrets: config.secrets });
const reelay = await startReelay(config, readRole(process.argv.slice(2), config), '0.0.0-chaos', log, {
  async reached(point) {
    process.stdout.write(`passed ${point}\n`);
    if (!armed.has(point)) return;
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
