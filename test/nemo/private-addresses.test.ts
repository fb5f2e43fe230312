import type { LookupFunction } from 'node:net';
import { describe, expect, test } from 'vitest';
import { PrivateAddressError, toPublicLookup } from '#src/nemo/public-agent.ts';
import {
  type Answer,
  bytesOf,
  createTestClient,
  failureOf,
  json,
  never,
  readAll,
  session,
  startBackend,
  until,
} from './support.ts';

const mp4: Answer = (res) => res.writeHead(200, { 'content-type': 'video/mp4' }).end('mp4');
const render = (url: string) => ({ id: 'render_1', url });

/** Names that stand for addresses of the test's choice; each look is counted. */
function namesOf(table: Record<string, string[]>): LookupFunction & { asked: string[] } {
  const asked: string[] = [];
  const resolve: LookupFunction = (hostname, _options, done) => {
    asked.push(hostname);
    const found = table[hostname] ?? [];
    done(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return Object.assign(resolve, { asked });
}

describe('a finished video is never fetched from a private network that a redirect names', () => {
  test.each([
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '[::ffff:127.0.0.1]',
    '169.254.169.254',
    '10.0.0.1',
    '[fd00:ec2::254]',
  ])('%s', async (host) => {
    const inner = await startBackend(mp4);
    const { port } = new URL(inner.url);
    const here = await startBackend((res) =>
      res.writeHead(302, { location: `http://${host}:${port}/` }).end(),
    );
    const { client } = createTestClient(here.url);
    const opened = client.openRender(session, render(`${here.url}/1.mp4`), undefined, never);
    expect(await failureOf(opened)).toMatchObject({ code: 'nemo.unreadable' });
    expect(inner.requests).toEqual([]);
  });

  test('nor where the API’s own answer names it', async () => {
    const inner = await startBackend(mp4);
    const here = await startBackend((res) => json(res, { code: 0, data: { url: `${inner.url}/x.mp4` } }));
    const { client } = createTestClient(here.url);
    const opened = client.openRender(session, render('no link'), undefined, never);
    expect(await failureOf(opened)).toMatchObject({ code: 'nemo.unreadable' });
    expect(inner.requests).toEqual([]);
  });

  test('nor by a name that leads there, which is not tried a second time', async () => {
    const inner = await startBackend(mp4);
    const location = `http://files.example:${new URL(inner.url).port}/`;
    const here = await startBackend((res) => res.writeHead(302, { location }).end());
    const lookup = namesOf({ 'files.example': ['127.0.0.1', '::1'] });
    const { client } = createTestClient(here.url, { lookup });
    const opened = client.openRender(session, render(`${here.url}/1.mp4`), undefined, never);
    expect(await failureOf(opened)).toMatchObject({ code: 'nemo.unreadable' });
    expect(lookup.asked).toEqual(['files.example']);
    expect(inner.requests).toEqual([]);
  });
});

describe('what a name stands for', () => {
  function look(addresses: string[], all: boolean): Promise<unknown> {
    const lookup = toPublicLookup(namesOf({ name: addresses }));
    return new Promise((resolve, reject) => {
      lookup('name', { all }, (error, found) => (error === null ? resolve(found) : reject(error)));
    });
  }

  test('only its public addresses are connected to', async () => {
    const mixed = ['10.0.0.1', '8.8.8.8', 'fe80::1', '2606:4700::1111'];
    expect(await look(mixed, true)).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
    expect(await look(mixed, false)).toBe('8.8.8.8');
  });

  test.each([[['127.0.0.1']], [['::ffff:10.0.0.1', '169.254.169.254']], [[]]])(
    '%j is none',
    async (found) => {
      expect(await failureOf(look(found, true))).toBeInstanceOf(PrivateAddressError);
    },
  );
});

describe('a finished video past all measure', () => {
  test('is refused by its announced length, and the connection is left', async () => {
    let closed = false;
    const here = await startBackend((res) => {
      res.on('close', () => (closed = true));
      res.writeHead(200, { 'content-length': 11 }).write('m');
    });
    const { client } = createTestClient(here.url, { maxResultBytes: 10 });
    const opened = client.openRender(session, render(`${here.url}/1.mp4`), undefined, never);
    expect(await failureOf(opened)).toMatchObject({ code: 'nemo.unreadable' });
    await until(() => expect(closed).toBe(true));
  });

  test('is cut where it passes the limit', async () => {
    let closed = false;
    const here = await startBackend(async (res) => {
      res.on('close', () => (closed = true)).writeHead(200);
      for await (const chunk of bytesOf('12345', '67890', '1')) res.write(chunk);
    });
    const { client } = createTestClient(here.url, { maxResultBytes: 10 });
    const { body } = await client.openRender(session, render(`${here.url}/1.mp4`), undefined, never);
    expect(await failureOf(readAll(body))).toMatchObject({ code: 'nemo.unreadable' });
    await until(() => expect(closed).toBe(true));
  });
});
