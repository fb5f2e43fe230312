import { expect, test, vi } from 'vitest';
import { runChaos } from '#chaos/run.ts';
import { leaveOut } from '#test/support/requirements.ts';

// Five processes are started, and started again, on a machine that may be busy.
vi.setConfig({ testTimeout: 400_000 });

const seed = 7;

test('processes are killed, put to sleep and cut off: nothing is lost, bought, made or said twice', async ({
  skip,
}) => {
  const told: string[] = [];
  const outcome = await runChaos({
    seed,
    kills: 12,
    users: 12,
    pauseMs: 4_000,
    onEvent: (what) => void told.push(what),
  });
  if (outcome === undefined) {
    leaveOut('Redis and PostgreSQL', 'apt install redis-server postgresql');
    return skip();
  }
  const { problems, stories, telegramTwice, rows } = outcome;
  const story = [`seed ${seed}`, ...told, ...stories].join('\n');
  expect(
    problems.map(({ what, said }) => `${said?.mark ?? ''} ${what}`),
    story,
  ).toEqual([]);
  // A process that ends between a post to Telegram and its receipt: there is no key against that.
  expect(telegramTwice.length, story).toBeLessThanOrEqual(
    (outcome.done.killsAtPoints.get('last message posted') ?? 0) + 1,
  );
  expect(rows['messages owed an answer']).toBeGreaterThan(12);
});
