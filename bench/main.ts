import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stopServers } from './servers.ts';
import { keep, measure, tableOf, writeIntoPage, type Bench, type Report } from './report.ts';

/**
 * Measures Reelay beside what one would use instead, in one run: `npm run bench [-- NAME …]`. `--write` puts the
 * tables into docs/performance.md; `--smoke` only sees that everything runs; `--profile DIR` keeps CPU profiles of
 * Reelay's processes there. Nothing here judges: a figure that is not as wanted is a line in a table.
 */
const benches: Record<string, () => Promise<Bench>> = {
  routing: async () => (await import('./routing.ts')).routing,
  start: async () => (await import('./start.ts')).start,
  idle: async () => (await import('./idle.ts')).idle,
  intake: async () => (await import('./intake.ts')).intake,
  streams: async () => (await import('./streams.ts')).streams,
  relay: async () => (await import('./relay.ts')).relay,
  renders: async () => (await import('./renders.ts')).renders,
  recovery: async () => (await import('./recovery.ts')).recovery,
  simulate: async () => (await import('./simulate.ts')).simulate,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
const unknown = positionals.filter((name) => benches[name] === undefined);
if (unknown.length > 0) {
  process.stderr.write(
    `no such bench: ${unknown.join(', ')}. There are ${Object.keys(benches).join(', ')}\n`,
  );
  process.exit(1);
}
// What Reelay is measured beside has its own dependencies, which nothing else needs.
if (!values.smoke)
  await run('npm', ['ci', '--prefix', folder('peers')], !existsSync(folder('peers/node_modules')));

if (positionals.length === 1) await runHere(positionals[0] ?? '');
else {
  // Each in a process of its own: what one leaves in memory must not count for the next.
  const names = positionals.length > 0 ? positionals : Object.keys(benches);
  const flags = process.argv.slice(2).filter((argument) => !positionals.includes(argument));
  const runOne = (name: string): Promise<void> =>
    run(process.execPath, [fileURLToPath(import.meta.url), name, ...flags]);
  // Where figures mean nothing they may disturb one another.
  if (values.smoke) await Promise.all(names.map(runOne));
  else for (const name of names) await runOne(name);
}

async function runHere(name: string): Promise<void> {
  const bench = await benches[name]?.();
  if (bench === undefined) return;
  const options = { smoke: values.smoke, profile: values.profile };
  let report: Report;
  try {
    report = await measure(name, bench, options);
  } finally {
    await stopServers();
  }
  process.stdout.write(
    `\n## ${name}\n\n${tableOf(report)}\n\nload ${report.load.before}, ${report.tookS} s\n`,
  );
  if (values.smoke) return;
  process.stdout.write(`${keep(report)}\n`);
  if (values.write) writeIntoPage(report);
}

async function run(command: string, args: string[], isWanted = true): Promise<void> {
  if (!isWanted) return;
  const child = spawn(command, args, { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) process.exitCode = 1;
}

function folder(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
