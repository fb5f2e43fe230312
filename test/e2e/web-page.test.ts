import { readdirSync, readFileSync, statSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '#test/support/world.ts';

const folder = fileURLToPath(new URL('../../adapters/web/page/', import.meta.url));
const files = readdirSync(folder);
const vendor = fileURLToPath(import.meta.resolve('htm/preact/standalone'));

/** A request as it is: `fetch` would tidy up its path and set headers of its own. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<IncomingMessage> {
  const { port } = new URL(world.url);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request({ port, path, method, headers: { host: 'localhost', ...headers } }, (response) => {
    response.resume();
    resolve(response);
  })
    .on('error', reject)
    .end();
  return promise;
}

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test.each(['/', '/app.js', '/styles.css', '/nowhere', '/api/threads/nobody/events', '/healthz'])(
  '%s comes with a strict policy',
  async (path) => {
    const { headers } = await fetch(`${world.url}${path}`);
    const policy = headers.get('content-security-policy') ?? '';
    const sources = Object.fromEntries(
      policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]),
    );
    expect(sources).toMatchObject({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'connect-src': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
    });
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  },
);

test('the page asks nobody else for anything and holds no code outside its modules', () => {
  for (const name of files) {
    const text = readFileSync(`${folder}/${name}`, 'utf8').replaceAll(/http:\/\/www\.w3\.org\/\S+/g, '');
    expect(text.match(/https?:\/\/\w/g) ?? [], name).toEqual([]);
  }
  const html = readFileSync(`${folder}/index.html`, 'utf8');
  expect(html).not.toMatch(/\son\w+=|style=|<style|javascript:/);
  expect([...html.matchAll(/<script[^>]*>([^<]*)/g)].map((match) => match[1])).toEqual(['']);
});

test('all scripts together stay under 60 kB', () => {
  const scripts = files.filter((name) => name.endsWith('.js')).map((name) => `${folder}/${name}`);
  const bytes = [...scripts, vendor].reduce((sum, path) => sum + statSync(path).size, 0);
  expect(bytes).toBeLessThan(60_000);
});

test('a browser asks for each module anew, so that it never mixes two versions', async () => {
  const first = await ask('/app.js');
  expect(first.headers['cache-control']).toMatch(/max-age=0/);
  const again = await ask('/app.js', { 'if-none-match': first.headers.etag ?? '' });
  expect(again.statusCode).toBe(304);
});

test.each(['/..%2fgateway.ts', '/../gateway.ts', '/%2e%2e/gateway.ts', '/vendor/../../package.json'])(
  '%s leads nowhere',
  async (path) => expect((await ask(path)).statusCode).toBeGreaterThanOrEqual(400),
);

test.each([
  ['a foreign name that leads here', 'GET', '/', { host: 'evil.example' }, 421],
  ['a page of another origin', 'POST', '/api/threads', { origin: 'https://evil.example' }, 403],
  ['a page without an origin', 'POST', '/api/threads', { origin: 'null' }, 403],
  ['a script on this machine', 'POST', '/api/threads', {}, 201],
])('%s gets what it should', async (_, method, path, headers, expected) => {
  expect((await ask(path, headers, method)).statusCode).toBe(expected);
});
