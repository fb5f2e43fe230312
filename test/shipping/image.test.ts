import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { instructionsOf, sourcesOf } from '#test/support/dockerfile.ts';
import { unprivileged } from '#test/support/postgres.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The image's steps in a folder of their own, since there may be no Docker here: what is copied, what npm installs, how it starts. */
test('the Dockerfile’s steps give a Reelay that starts for a user without rights', async () => {
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const dir = mkdtempSync(join(tmpdir(), 'reelay-image-'));
  const app = join(dir, 'app');
  const data = join(dir, 'data');
  mkdirSync(data);
  for (const source of sourcesOf(dockerfile))
    cpSync(join(root, source), join(app, source), { recursive: true });
  const identity = userInfo().uid === 0 ? unprivileged() : undefined;
  if (identity !== undefined) {
    for (const path of [dir, app, data]) chownSync(path, identity.uid, identity.gid);
  }
  const env = {
    ...process.env,
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    HOME: dir,
    npm_config_cache: join(dir, 'npm'),
    NODE_ENV: 'production',
  };
  const steps = instructionsOf(dockerfile).filter(
    ({ name, value }) => name === 'RUN' && /^(?:npm|find) /.test(value),
  );
  expect(steps).toHaveLength(2);
  for (const { value } of steps)
    execFileSync('sh', ['-c', value], { cwd: app, env, stdio: 'ignore', ...identity });
  // The container's root is read-only: nothing may need to write beside DATA_DIR.
  chmodSync(app, 0o555);

  const paint = `const { createPainter } = await import('./src/picture/painter.ts');
    const shapes = [{ as: 'words', x: 0, y: 9, size: 9, text: '海🎬', ink: 'ink' }];
    process.stdout.write(await createPainter()({ width: 9, height: 9, shapes }, 'dark'));`;
  const png = execFileSync(process.execPath, ['--input-type=module', '-e', paint], {
    cwd: app,
    env,
    ...identity,
  });
  expect(png.subarray(1, 4).toString()).toBe('PNG');

  const reelay = spawn(process.execPath, ['src/start.js'], {
    cwd: app,
    env: { ...env, DATA_DIR: data, PORT: '0', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...identity,
  });
  const [line] = (await once(createInterface(reelay.stdout), 'line')) as [string];
  const url = /http:\S+/.exec(line)![0];
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(await (await fetch(url)).text()).toContain('<script');
  reelay.kill('SIGTERM');
  expect(await once(reelay, 'exit')).toEqual([0, null]);
  chmodSync(app, 0o755);
  rmSync(dir, { recursive: true, force: true });
}, 180_000);
