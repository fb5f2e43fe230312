import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '#sandbox/server.ts';
import { messagesFor } from '#src/i18n/index.ts';

const main = fileURLToPath(new URL('../../src/doctor.ts', import.meta.url));
const { summary, found } = messagesFor('en').doctor;
const plain = (words: string): string => words.replaceAll('**', '');
const dir = mkdtempSync(join(tmpdir(), 'reelay-doctor-'));
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ dataDir: join(dir, 'sandbox') });
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** `npm run doctor` with these settings and no others. */
async function run(
  env: Record<string, string>,
  ...args: string[]
): Promise<{ out: string; err: string; code: number | null }> {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err, code: child.exitCode };
}

test('a set-up in which nothing is wrong, before its first start', async () => {
  const token = 'nmv_usr_the_operators_own';
  sandbox.control.register(token);
  const dataDir = join(dir, 'fresh');
  const { out, err, code } = await run({
    NEMO_API_URL: sandbox.url,
    NEMO_TOKEN: token,
    ACCESS: 'open',
    DATA_DIR: dataDir,
  });
  expect({ err, code }).toEqual({ err: '', code: 0 });
  expect(out.split('\n')[0]).toBe(plain(summary({ wrong: 0, warnings: 0 })));
  for (const line of [
    found['settings.good']({}),
    found['discord.off']({}),
    found['telegram.off']({}),
    found['queue.embedded']({}),
    found['database.embedded-new']({}),
    found['nemo.credits']({ available: 100 }),
    found['clock.good']({ beside: ['Nemo'] }),
  ])
    expect(out).toContain(`✅ ${line}\n`);
  // It looks, and makes nothing.
  expect(readdirSync(dir)).not.toContain('fresh');
});

test('settings with which nothing starts', async () => {
  const { out, code } = await run({ PORT: 'many', TELEGRAM_TOKEN: 'not-one-of-these' });
  expect(code).toBe(1);
  expect(out.split('\n')[0]).toBe(plain(summary({ wrong: 2, warnings: 0 })));
  expect(out).toContain('❌ Setting: PORT must be');
  expect(out).not.toContain('not-one-of-these');
});

test('everything wrong at once: each line says what to do, none holds a secret', async () => {
  const secrets = {
    DISCORD_TOKEN: `MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.Gabcde.${'s'.repeat(38)}`,
    TELEGRAM_TOKEN: `8012345678:AAF-${'s'.repeat(31)}`,
    NEMO_TOKEN: 'nmv_usr_nobody_knows_this_one',
    REDIS_URL: 'redis://mia:secret-of-redis@127.0.0.1:1',
    DATABASE_URL: 'postgres://mia:secret-of-postgres@127.0.0.1:1/reelay',
    SECRET_KEY: 'ab'.repeat(32),
  };
  const nowhere = 'http://127.0.0.1:1';
  const { out, err, code } = await run(
    {
      ...secrets,
      DISCORD_API_URL: nowhere,
      TELEGRAM_API_ROOT: nowhere,
      NEMO_API_URL: nowhere,
      ACCESS: 'open',
      DATA_DIR: join(main, 'below-a-file'),
    },
    '--language',
    'zh',
  );
  const zh = messagesFor('zh').doctor;
  const lines = out.split('\n');
  expect({ err, code }).toEqual({ err: '', code: 1 });
  expect(lines[0]).toBe(plain(zh.summary({ wrong: 6, warnings: 2 })));
  const reason = 'connect ECONNREFUSED 127.0.0.1:1';
  for (const line of [
    zh.found['discord.unreachable']({ reason }),
    zh.found['telegram.unreachable']({ root: nowhere, reason }),
    zh.found['redis.unreachable']({ reason }),
    zh.found['database.unreachable']({ reason }),
    zh.found['nemo.unreachable']({ reason }),
  ])
    expect(out).toContain(`❌ ${line}\n`);
  expect(out).toContain(`⚠️ ${zh.found['settings.open']({})}`);
  for (const secret of [...Object.values(secrets), 'secret-of-redis', 'secret-of-postgres'])
    expect(out).not.toContain(secret);
});
