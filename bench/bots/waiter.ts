import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { z } from 'zod';

/** Renders held in memory, each by a loop of its own that asks and sleeps: nothing of them outlives the process. */
const { BACKEND, RENDERS, RENDER_POLL_MS } = z
  .object({ BACKEND: z.string(), RENDERS: z.coerce.number(), RENDER_POLL_MS: z.coerce.number() })
  .parse(process.env);

async function wait(n: number): Promise<void> {
  // As a worker comes to them: not all at the same moment.
  await sleep((n / RENDERS) * RENDER_POLL_MS);
  for (;;) {
    const { body } = await request(`${BACKEND}/api/render/proxy/lambda/render_${n}`);
    await body.json();
    await sleep(RENDER_POLL_MS);
  }
}

process.stdout.write('ready\n');
for (let n = 0; n < RENDERS; n += 1) void wait(n);
process.on('SIGTERM', () => process.exit(0));
