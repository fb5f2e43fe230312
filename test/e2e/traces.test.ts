import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '#sandbox/server.ts';
import { startCollector } from '#test/fakes/otlp-collector.ts';
import { tinyClip } from '#test/support/media.ts';
import { startProxy, type Proxy } from '#test/support/proxy.ts';
import { startWorld, type World } from '#test/support/world.ts';

const dir = mkdtempSync(join(tmpdir(), 'reelay-traces-'));
let collector: Awaited<ReturnType<typeof startCollector>>;
let sandbox: Sandbox;
let wire: Proxy;
let world: World;
let clip: string;

beforeAll(async () => {
  clip = await tinyClip();
  collector = await startCollector();
  sandbox = await createSandbox({
    dataDir: dir,
    pace: 0,
    silentShare: 0,
    guiTalkShare: 0,
    seed: 1,
    heartbeatMs: 50,
  });
  wire = await startProxy(sandbox.url);
  world = await startWorld({
    settings: {
      NEMO_API_URL: wire.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20key',
    },
  });
});
afterAll(async () => {
  await world.stop();
  await wire.stop();
  await sandbox.stop();
  await collector.stop();
  rmSync(dir, { recursive: true, force: true });
});

test('a turn is one trace, from its message to its delivery, and nobody else hears of it', async () => {
  const chat = await world.chat();
  await chat.ask('add a title "Urban Dreams" for 0.5 seconds, export', [clip]);
  const names = [
    'turn',
    'intake',
    'acknowledge',
    'wait',
    'upload',
    'edit stream',
    'submit render',
    'render',
    'delivery',
  ];
  await collector.until(names);
  const traces = new Set(collector.spans.map(({ traceId }) => traceId));
  expect(traces.size).toBe(1);
  const [traceId = ''] = traces;
  const spans = await collector.trace(traceId, names);
  const root = spans.find(({ name }) => name === 'turn')!;
  expect(root.parentSpanId ?? '').toBe('');
  expect(root.attributes).toMatchObject({ 'reelay.outcome': 'done', 'reelay.steps': 'upload edit export' });
  for (const span of spans) {
    if (span !== root) expect.soft(span.parentSpanId, span.name).toBe(root.spanId);
    expect.soft(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano), span.name).toBe(true);
    expect.soft(Number(span.startTimeUnixNano) / 1e6, span.name).toBeGreaterThan(Date.now() - 600_000);
  }
  // The turn's id is the trace's.
  expect(root.attributes['reelay.turn']?.replaceAll('-', '')).toBe(traceId);
  expect(collector.seen.headers.every((key) => key === 'a key')).toBe(true);
  for (const secret of ['Urban', 'tiny', 'nmv_', 'clm_', '?'])
    expect.soft(collector.seen.text).not.toContain(secret);
  expect(wire.sent()).toMatch(/^POST \/run_sse/m);
  expect(wire.sent().toLowerCase()).not.toMatch(/traceparent|tracestate|baggage/);
});

test('an edit whose stream was lost has its looks in the same trace, and what failed is marked', async () => {
  const chat = await world.chat();
  await chat.ask('', [clip]);
  sandbox.control.fault({ endpoint: 'run_sse', action: { cutAfterEvents: 1 } });
  await chat.ask('mute');
  await collector.until(['recovery']);
  const { traceId, attributes } = collector.spans.find(({ name }) => name === 'recovery')!;
  expect(attributes['reelay.found']).toBe('a change');
  const spans = await collector.trace(traceId, ['turn', 'edit stream', 'delivery']);
  const stream = spans.find(({ name }) => name === 'edit stream')!;
  expect(stream.attributes['error.type']).toBe('nemo.cut');
  expect(stream.status?.code).toBe(2);
});
