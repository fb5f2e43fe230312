import { describe, expect, test, vi } from 'vitest';
import {
  type Answer,
  createTestClient,
  failureOf,
  json,
  never,
  readAll,
  session,
  startBackend,
  until,
} from './support.ts';

describe('renderStatus', () => {
  const link = 'https://media.example/1.mp4';
  test.each([
    [{ status: 'pending' }, { state: 'pending', progress: undefined }],
    [
      { status: 'processing', progress: 40 },
      { state: 'processing', progress: 40 },
    ],
    [
      { status: 'completed', output: { url: link } },
      { state: 'completed', url: link },
    ],
    [
      { status: 'failed', error: 'no frames' },
      { state: 'failed', reason: 'no frames' },
    ],
    [
      { code: 0, data: { status: 'completed', outputUrl: link } },
      { state: 'completed', url: link },
    ],
    [{ data: { status: 'COMPLETED', outputUrl: link } }, { state: 'completed', url: link }],
    [
      { code: 0, data: { status: 'failed', error: { message: 'x' } } },
      { state: 'failed', reason: 'x' },
    ],
    [{ status: 'failed' }, { state: 'failed', reason: undefined }],
    // Nothing of these is a success, and nothing of them a failure.
    [
      { status: 'rendered', output: { url: link } },
      { state: 'processing', progress: undefined },
    ],
    [{ status: 'completed' }, { state: 'processing', progress: undefined }],
    [
      { status: 'completed', output: { url: 'ftp://media.example/1' } },
      { state: 'processing', progress: undefined },
    ],
    [
      { status: 'completed', output: { url: '' } },
      { state: 'processing', progress: undefined },
    ],
    [{ status: 7 }, { state: 'processing', progress: undefined }],
    [
      { code: 0, data: {} },
      { state: 'processing', progress: undefined },
    ],
  ])('%j', async (answer, status) => {
    const backend = await startBackend((res) => json(res, answer));
    const { client } = createTestClient(backend.url);
    expect(await client.renderStatus(session, 'render_1/x', never)).toEqual(status);
    expect(backend.requests[0]?.url).toBe('/api/render/proxy/lambda/render_1%2Fx');
  });

  test('of an id never seen', async () => {
    const backend = await startBackend((res) => json(res, { error: 'none' }, 404));
    const { client } = createTestClient(backend.url);
    expect(await failureOf(client.renderStatus(session, 'r', never))).toMatchObject({
      code: 'nemo.not-found',
    });
  });

  test.each(['[]', '"done"', 'null', '<html>', ''])('%j is unreadable', async (answer) => {
    const backend = await startBackend((res) => json(res, answer));
    const { client } = createTestClient(backend.url);
    expect(await failureOf(client.renderStatus(session, 'r', never))).toMatchObject({
      code: 'nemo.unreadable',
    });
  });
});

describe('openRender', () => {
  const mp4: Answer = (res) =>
    res.writeHead(200, { 'content-type': 'video/mp4', 'content-length': 3 }).end('mp4');
  const identity = ['authorization', 'x-skill-source', 'x-skill-version', 'x-skill-platform'];

  /** The API and a storage host, each with its own answers. */
  async function start(api: Answer, storage: Answer) {
    const there = await startBackend(storage);
    const here = await startBackend(api);
    const { client, clock } = createTestClient(here.url);
    const open = (range?: string, path = '/1.mp4?sig=s') =>
      client.openRender(session, { id: 'render_1', url: there.url + path }, range, never);
    return { here, there, open, clock };
  }
  const textOf = async (body: AsyncIterable<Uint8Array>) => Buffer.concat(await readAll(body)).toString();

  test('gives the body of the link, which learns nothing of the caller', async () => {
    const { here, there, open } = await start(mp4, mp4);
    const opened = await open();
    expect(opened).toMatchObject({ status: 200, bytes: 3, range: undefined });
    expect(await textOf(opened.body)).toBe('mp4');
    expect(here.requests).toHaveLength(0);
    expect(there.requests[0]?.url).toBe('/1.mp4?sig=s');
    expect(Object.keys(there.requests[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(identity));
    for (const header of identity) expect(there.requests[0]?.headers).not.toHaveProperty(header);
  });

  test('passes a range on and its answer back', async () => {
    const { there, open } = await start(mp4, (res) =>
      res.writeHead(206, { 'content-range': 'bytes 1-2/3', 'content-length': 2 }).end('p4'),
    );
    const opened = await open('bytes=1-');
    expect(opened).toMatchObject({ status: 206, bytes: 2, range: 'bytes 1-2/3' });
    expect(await textOf(opened.body)).toBe('p4');
    expect(there.requests[0]?.headers.range).toBe('bytes=1-');
  });

  test.each([401, 403, 404, 410])(
    'a link that answers %i is replaced by the download of the API',
    async (status) => {
      const { here, open } = await start(mp4, (res) => json(res, '<Error/>', status));
      expect(await textOf((await open('bytes=0-')).body)).toBe('mp4');
      expect(here.requests[0]?.url).toBe('/api/render/proxy/render_1/download');
      expect(here.requests[0]?.headers).toMatchObject({
        authorization: `Bearer ${session.token}`,
        range: 'bytes=0-',
      });
    },
  );

  test.each([301, 302, 303, 307, 308])('a redirect %i of the API leaves the token behind', async (status) => {
    const { there, open } = await start(
      (res) => res.writeHead(status, { location: `${there.url}/2.mp4` }).end(),
      (res, req, seen) => (req.url === '/2.mp4' ? mp4(res, req, seen) : json(res, '', 404)),
    );
    expect(await textOf((await open()).body)).toBe('mp4');
    expect(there.requests[1]?.url).toBe('/2.mp4');
    for (const header of identity) expect(there.requests[1]?.headers).not.toHaveProperty(header);
  });

  test('a download that names another place is followed there', async () => {
    const { there, open } = await start(
      (res) => json(res, { code: 0, data: { url: `${there.url}/2.mp4` } }),
      (res, req, seen) => (req.url === '/2.mp4' ? mp4(res, req, seen) : json(res, '', 410)),
    );
    expect(await textOf((await open()).body)).toBe('mp4');
  });

  test('three redirects are followed, relative ones too; a fourth is not', async () => {
    const hop: Answer = (res, req, seen) => {
      const left = Number(req.url?.slice(1));
      return left === 0 ? mp4(res, req, seen) : res.writeHead(302, { location: `/${left - 1}` }).end();
    };
    const { open, there } = await start(mp4, hop);
    expect(await textOf((await open(undefined, '/3')).body)).toBe('mp4');
    expect(await failureOf(open(undefined, '/4'))).toMatchObject({ code: 'nemo.unreadable' });
    expect(there.requests).toHaveLength(8);
  });

  test.each(['file:///etc/passwd', 'javascript:1', 'http://'])('never goes to %s', async (location) => {
    const { open } = await start(mp4, (res) => res.writeHead(302, { location }).end());
    expect(await failureOf(open())).toMatchObject({ code: 'nemo.unreadable' });
  });

  const page: Answer = (res) => json(res, '<html>', 200, { 'content-type': 'text/html' });
  test.each<[string, Answer, Answer, string]>([
    ['a page in place of the file', mp4, page, 'nemo.unreadable'],
    ['an answer without a place', mp4, (res) => json(res, { code: 0 }), 'nemo.unreadable'],
    ['a refusal of the storage host', mp4, (res) => json(res, {}, 402), 'nemo.refused'],
    ['a range beyond the end', mp4, (res) => json(res, '', 416), 'nemo.refused'],
    ['a refusal of the API', (res) => json(res, {}, 402), (res) => json(res, '', 404), 'nemo.export-blocked'],
    [
      'a refusal within a 200',
      (res) => json(res, { code: 1001 }),
      (res) => json(res, '', 404),
      'nemo.token-expired',
    ],
    [
      'a token that ran out with the link',
      (res) => json(res, {}, 401),
      (res) => json(res, '', 403),
      'nemo.token-expired',
    ],
    ['a page of the API', page, (res) => json(res, '', 403), 'nemo.unreadable'],
    ['gone in both places', (res) => json(res, '', 404), (res) => json(res, '', 404), 'nemo.not-found'],
  ])('%s', async (_name, api, storage, code) => {
    const { open } = await start(api, storage);
    expect(await failureOf(open())).toMatchObject({ code });
  });

  test('a busy storage host is asked again', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { open, there, clock } = await start(mp4, (res, req, seen) =>
      there.requests.length === 1 ? json(res, '', 503) : mp4(res, req, seen),
    );
    const opened = open();
    await until(() => expect(clock.waits()).toContain(500));
    clock.advance(500);
    expect(await textOf((await opened).body)).toBe('mp4');
  });

  test('a body that breaks off is nemo.cut', async () => {
    const { open } = await start(mp4, (res) => {
      res.writeHead(200, { 'content-length': 100 });
      res.write('half', () => res.destroy());
    });
    const { body } = await open();
    expect(await failureOf(readAll(body))).toMatchObject({ code: 'nemo.cut' });
  });

  test('a large body comes through as it is read, and leaving it closes the connection', async () => {
    let closed = false;
    let sent = 0;
    const { open } = await start(mp4, (res) => {
      res.on('close', () => (closed = true));
      const push = () => {
        while (!res.destroyed && res.write(Buffer.alloc(65_536))) sent += 65_536;
        res.once('drain', push);
      };
      push();
    });
    const { body } = await open();
    for await (const chunk of body) if (chunk.byteLength > 0) break;
    await until(() => expect(closed).toBe(true));
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  });
});
