import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { systemClock } from './clock.ts';
import { readConfig, type Config } from './config.ts';
import { toNemo } from './nemo-config.ts';
import { createLogger, createMask } from './logger.ts';
import { probeNemo } from './nemo/probe.ts';
import { isAsDocumented, reportOf } from './nemo/probe-report.ts';
import { readVersion } from './version.ts';

/**
 * `npm run probe`: walks the live backend once with a tiny clip, and tells where its answers are not what this version
 * expects. Asks first, since it costs something. Ends with 1 where something is otherwise, with 2 where it was not let.
 */
try {
  const { values } = parseArgs({
    options: { yes: { type: 'boolean', default: false }, out: { type: 'string' } },
  });
  const config = readConfig(process.env);
  process.exitCode =
    values.yes || (await isAllowed(config))
      ? await run(config, values.out ?? join(config.dataDir, 'probe.json'))
      : 2;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function isAllowed({ nemoApiUrl, nemoToken }: Config): Promise<boolean> {
  const payer =
    nemoToken === undefined
      ? 'takes one starter token (an address gets ten a week; a second probe uses the same one)'
      : 'spends credits of NEMO_TOKEN';
  process.stdout.write(
    [
      `This asks ${nemoApiUrl} for everything once, from a token to a finished MP4 of a clip of two seconds.`,
      `It ${payer}, and makes one small edit: usually some credits, about 50 at most. The export is free.`,
      'It takes one to three minutes. Nothing but that clip, which comes with Reelay, leaves this machine.\n',
    ].join('\n'),
  );
  if (!process.stdin.isTTY) {
    process.stdout.write(
      'Nobody is here to ask, so nothing was done. Say it beforehand: npm run probe -- --yes\n',
    );
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const said = await terminal.question('Go on? [y/N] ');
  terminal.close();
  return /^y(?:es)?$/i.test(said.trim());
}

async function run(config: Config, out: string): Promise<number> {
  const secrets = [...config.secrets];
  // A square that moves over a plain colour, and a tone: made for this by ffmpeg.
  const bytes = await readFile(new URL('nemo/probe-clip.mp4', import.meta.url));
  const report = await probeNemo(
    {
      ...toNemo(config, await readVersion()),
      clock: systemClock,
      log: createLogger({ level: 'silent', secrets }),
      token: config.nemoToken,
      clientId: await clientId(config.dataDir),
      clip: { name: 'reelay-probe.mp4', mime: 'video/mp4', bytes: bytes.length, body: once(bytes) },
      pollMs: config.renderPollMs,
      onStep: (name) => void process.stderr.write(`${name}…\n`),
      onToken: (token) => void secrets.push(token),
    },
    new AbortController().signal,
  );
  // The report has no values in it; this is for whatever nobody thought of.
  const mask = createMask(secrets);
  await writeFile(out, mask(`${JSON.stringify(report, null, 2)}\n`));
  process.stdout.write(mask(`${reportOf(report)}\n\n`));
  process.stdout.write(
    `All of it is in ${resolve(out)}. It holds no token, no id and no text: attach it to an issue.\n`,
  );
  return isAsDocumented(report) ? 0 : 1;
}

/** Kept, since the same id gets the same starter token. */
async function clientId(dataDir: string): Promise<string> {
  const file = join(dataDir, 'probe-client-id');
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, randomUUID(), { flag: 'wx' }).catch(() => undefined);
  return (await readFile(file, 'utf8')).trim();
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
