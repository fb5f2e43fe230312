import { readFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '#sandbox/server.ts';
import { systemClock } from '#src/clock.ts';
import { differencesOf, type Difference } from '#src/nemo/probe-differences.ts';
import { readStream } from '#src/nemo/probe-events.ts';
import { probeNemo, type ProbeReport } from '#src/nemo/probe.ts';
import { isAsDocumented, reportOf } from '#src/nemo/probe-report.ts';
import { shapeOf } from '#src/nemo/probe-shape.ts';

/** What an answer becomes on its way; its text where it is to stay. */
type Change = (path: string, text: string) => string;

const dir = mkdtempSync(join(tmpdir(), 'reelay-probe-'));
let sandbox: Sandbox;
let change: Change = (_, text) => text;
/** A backend that is the sandbox but for what a test changes in its answers. */
const changed = createServer((request, response) => {
  const target = new URL(request.url ?? '/', sandbox.url);
  const onward = httpRequest(
    target,
    { method: request.method, headers: { ...request.headers, host: target.host } },
    (answer) => {
      void buffer(answer).then((bytes) => {
        const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
        const isText = /json|event-stream/.test(String(headers['content-type']));
        response.writeHead(answer.statusCode ?? 0, headers);
        response.end(isText ? change(target.pathname, bytes.toString()) : bytes);
      });
    },
  );
  request.pipe(onward);
});

beforeAll(async () => {
  sandbox = await createSandbox({ dataDir: dir, pace: 0, silentShare: 0, guiTalkShare: 0, seed: 1 });
  changed.listen(0, '127.0.0.1');
  await once(changed, 'listening');
});
afterAll(async () => {
  changed.close();
  await sandbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

let tokens: string[] = [];
async function probe(by: Change): Promise<ProbeReport> {
  change = by;
  tokens = [];
  const clip = await readFile(new URL('../../src/nemo/probe-clip.mp4', import.meta.url));
  async function* body(): AsyncGenerator<Uint8Array> {
    yield clip;
  }
  const apiUrl = `http://127.0.0.1:${(changed.address() as AddressInfo).port}`;
  return probeNemo(
    {
      apiUrl,
      webUrl: apiUrl,
      version: '0.0.0',
      platform: 'unknown',
      clock: systemClock,
      log: pino({ level: 'silent' }),
      token: undefined,
      clientId: 'a-client-id-of-the-test',
      clip: { name: 'probe.mp4', mime: 'video/mp4', bytes: clip.length, body: body() },
      pollMs: 50,
      onStep: () => undefined,
      onToken: (token) => void tokens.push(token),
    },
    new AbortController().signal,
  );
}

test('the whole walk against a backend that is as documented', async () => {
  const report = await probe((_, text) => text);
  expect(report.steps.map(({ name, outcome }) => [name, outcome])).toEqual(
    [
      'token',
      'credits',
      'session',
      'editor link',
      'upload',
      'state after the upload',
      'edit',
      'state after the edit',
      'export',
      'export status',
      'download',
      'an export that never was',
      'a session that never was',
      'credits afterwards',
    ].map((name) => [name, 'ok']),
  );
  expect(report.differences).toEqual([]);
  expect(isAsDocumented(report)).toBe(true);
  expect(reportOf(report)).toContain('Nothing is otherwise than documented.');
  expect(report.steps.at(-1)?.note).toMatch(/this cost \d+$/);
});

test('a field renamed, a number as text, an unknown event, a new field: each is told, and no value of them', async () => {
  const secret = 'what-nobody-may-read';
  const report = await probe((path, text) => {
    if (path.endsWith('/anonymous-token')) return text.replace('"credits"', '"starter_credits"');
    if (path.endsWith('/balance/simple')) return text.replace(/"available":(\d+)/, '"available":"$1"');
    if (path.endsWith('/nemo_agent')) return text.replace('"task_id"', `"plan":"${secret}","task_id"`);
    if (path === '/run_sse') return `event: queue_position\ndata: {"place":3,"note":"${secret}"}\n\n${text}`;
    return text;
  });
  expect(report.differences).toEqual<Difference[]>([
    { kind: 'missing', endpoint: 'token', path: 'data.credits', expected: 'number' },
    { kind: 'extra', endpoint: 'token', path: 'data.starter_credits', got: 'number' },
    { kind: 'type', endpoint: 'credits', path: 'data.available', expected: 'number', got: 'string' },
    { kind: 'extra', endpoint: 'session', path: 'data.plan', got: 'string' },
    { kind: 'event', endpoint: 'run_sse', path: 'event', got: 'queue_position' },
    { kind: 'extra', endpoint: 'run_sse', path: 'place', got: 'number' },
    { kind: 'extra', endpoint: 'run_sse', path: 'note', got: 'string' },
    { kind: 'event', endpoint: 'run_sse', path: 'data', got: 'place, note' },
  ]);
  // Reelay itself takes all of these, so it comes to the end.
  expect(report.steps.every(({ outcome }) => outcome === 'ok')).toBe(true);
  expect(isAsDocumented(report)).toBe(false);
  const shown = JSON.stringify(report) + reportOf(report);
  expect(tokens).toHaveLength(1);
  const { runs } = sandbox.control.calls();
  for (const hidden of [
    secret,
    ...tokens,
    'a-client-id-of-the-test',
    ...runs.map(({ sessionId }) => sessionId),
  ])
    expect(shown).not.toContain(hidden);
  expect(shown).not.toMatch(/nmv_|clm_|render_\d|[0-9a-f]{8}-[0-9a-f]{4}-/);
});

test('an answer that Reelay cannot read fails its step, and leaves out those that need it and no others', async () => {
  const report = await probe((path, text) => {
    if (path.endsWith('/nemo_agent')) return text.replace('"session_id"', '"session"');
    if (path.endsWith('/balance/simple')) return '{"code":7313,"message":"nmv_usr_shown_by_mistake"}';
    return text;
  });
  const outcome = (name: string) => report.steps.find((step) => step.name === name);
  expect(outcome('credits')).toMatchObject({ outcome: 'failed', note: expect.stringContaining('7313') });
  expect(outcome('session')).toMatchObject({ outcome: 'failed', note: 'nemo.unreadable, status 200' });
  expect(outcome('edit')).toMatchObject({ outcome: 'left out', note: 'needs the clip' });
  expect(outcome('upload')).toMatchObject({ outcome: 'left out', note: 'needs a session' });
  expect(report.differences).toEqual([
    { kind: 'code', endpoint: 'credits', path: 'code', got: '7313' },
    { kind: 'missing', endpoint: 'session', path: 'data.session_id', expected: 'string' },
    { kind: 'extra', endpoint: 'session', path: 'data.session', got: 'string' },
  ]);
  const shown = JSON.stringify(report) + reportOf(report);
  expect(shown).toContain('a code that is not known');
  expect(shown).not.toContain('shown_by_mistake');
});

const answer = (path: string, body: unknown, method = 'GET', status = 200) => ({
  method,
  path,
  status,
  type: 'application/json',
  text: typeof body === 'string' ? body : JSON.stringify(body),
  bytes: 1,
});
const statusPath = '/api/render/proxy/lambda/render_1';
const statePath = '/api/state/nemo_agent/me/s/latest';
const state = (more: object) => ({
  code: 0,
  data: { state: { draft: null, video_infos: [], canvas_config: {}, generated_media: [], ...more } },
});

describe('an answer beside what is documented', () => {
  test.each<[string, ReturnType<typeof answer>, Partial<Difference>[]]>([
    ['as it should be', answer(statusPath, { status: 'pending' }), []],
    [
      'a state of a render that is new',
      answer(statusPath, { status: 'queued' }),
      [{ kind: 'value', path: 'status', got: 'queued', expected: 'pending, processing, completed, failed' }],
    ],
    [
      'the older form of a render',
      answer(statusPath, { code: 0, data: { status: 'pending' } }),
      [
        { kind: 'missing', path: 'status' },
        { kind: 'extra', path: 'code' },
        { kind: 'extra', path: 'data' },
      ],
    ],
    ['a render that it does not know', answer(statusPath, { code: 404 }, 'GET', 404), []],
    ['a code of its own', answer(statusPath, { code: 5005 }, 'GET', 500), [{ kind: 'code', got: '5005' }]],
    ['a page', answer(statusPath, '<html>'), [{ kind: 'not-json' }]],
    ['a state as it should be', answer(statePath, state({})), []],
    [
      'tracks without their type',
      answer(statePath, state({ draft: { t: [{ sg: [] }] } })),
      [{ kind: 'missing', path: 'data.state.draft.t.[].tt', expected: 'number' }],
    ],
    [
      'a draft as text',
      answer(statePath, state({ draft: '{}' })),
      [{ kind: 'type', path: 'data.state.draft', got: 'string' }],
    ],
    ['a path that is not ours', answer('/elsewhere', {}), []],
  ])('%s', (_, given, expected) => {
    const found = differencesOf(given);
    expect(found).toHaveLength(expected.length);
    for (const one of expected) expect(found).toContainEqual(expect.objectContaining(one));
  });
});

test('a stream: heartbeats of every form, tools by name, kinds of parts and events that are new', async () => {
  const said = (more: object): string =>
    `data: ${JSON.stringify({ id: crypto.randomUUID(), author: 'nemo_agent', ...more })}\n\n`;
  const { differences, stream } = await readStream(
    [
      ': alive\n\n',
      'event: heartbeat\ndata: {}\n\n',
      'data:\n\n',
      said({ content: { parts: [{ text: 'Trimmed.' }, { hologram: {} }] }, mood: 'good' }),
      said({ content: { parts: [{ functionCall: { id: '1', name: 'trim_clip', args: { who: 'Zoe' } } }] } }),
      said({ usage_metadata: {} }),
      said({}),
      'data: not json\n\n',
      'data: [DONE]\n\n',
    ].join(''),
  );
  expect(stream).toEqual({
    frames: 9,
    heartbeats: ['comment', 'event: heartbeat, data of 2', 'data of 0'],
    tools: ['trim_clip'],
    understood: { heartbeat: 3, text: 1, tool: 1, other: 3 },
  });
  expect(differences).toEqual([
    { kind: 'extra', endpoint: 'run_sse', path: 'mood', got: 'string' },
    { kind: 'extra', endpoint: 'run_sse', path: 'content.parts.hologram', got: 'object' },
    { kind: 'event', endpoint: 'run_sse', path: 'data', got: 'id, author' },
    { kind: 'not-json', endpoint: 'run_sse', path: 'data' },
  ]);
});

test('a shape shows kinds and states, and nothing that stands there', () => {
  expect(
    shapeOf({
      code: 0,
      status: 'completed',
      status_text: 'Hello Zoe',
      credits: 95,
      ready: true,
      none: null,
      urls: ['https://a.example/x?sig=1', 'b', 'c', 'd', 'e'],
      'zoe@mail.example': 1,
    }),
  ).toEqual({
    code: 0,
    status: 'completed',
    status_text: 'text of 9',
    credits: 'number',
    ready: 'boolean',
    none: 'null',
    urls: ['text of 25', 'text of 1', 'text of 1', '2 more'],
    'key of 16': 'number',
  });
});
