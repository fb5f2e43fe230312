import { parseArgs } from 'node:util';
import { z } from 'zod';
import { runChaos } from './run.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '200' },
    users: { type: 'string', default: '60' },
    'pause-ms': { type: 'string', default: '15000' },
  },
});
const count = z.coerce.number().int().positive();
const [seed, kills, users, pauseMs] = [
  count.parse(values.seed),
  count.parse(values.kills),
  count.parse(values.users),
  count.parse(values['pause-ms']),
];
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const startedAt = Date.now();
const outcome = await runChaos({
  seed,
  kills,
  users,
  pauseMs,
  onEvent: (what) => say(`${((Date.now() - startedAt) / 1000).toFixed(1)} s  ${what}`),
});
if (outcome === undefined) {
  say('This machine has no Redis or no PostgreSQL: apt install redis-server postgresql');
  process.exit(1);
}
const { done, rows, problems, stories, telegramTwice, notPosted } = outcome;
say(`\nSeed ${seed}, ${users} people, ${Math.round((Date.now() - startedAt) / 1000)} s`);
say(
  `${done.kills} kills, of them ${[...done.killsAtPoints.values()].reduce((a, b) => a + b, 0)} at named points, ${done.sleeps} by SIGSTOP`,
);
say(
  `${done.restarts} restarts, ${done.flushes} times the queue flushed, wires cut: ${JSON.stringify(done.cuts)}`,
);
for (const [point, times] of done.killsAtPoints) say(`  killed at "${point}": ${times}`);
for (const [name, value] of Object.entries(rows)) say(`${name}: ${value}`);
for (const [told, about] of notPosted)
  say(`  not posted: ${about.length}, such as ${about[0]?.mark}, who was told: ${told}`);
for (const story of stories) say(`\n${story}`);
for (const { what, said } of problems) say(`PROBLEM ${said?.mark ?? ''} ${what}`);
if (telegramTwice.length > 0)
  say(`Telegram, the named case: ${telegramTwice.map(({ mark }) => mark).join(', ')}`);
if (problems.length > 0)
  say(`\nFailed. To run it again: npm run chaos -- --seed ${seed} --kills ${kills} --users ${users}`);
process.exit(problems.length > 0 ? 1 : 0);
