import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { AppError } from '#src/errors.ts';
import { createBreaker, LeftAloneError } from '#src/nemo/breaker.ts';
import type { Transport } from '#src/nemo/transport.ts';
import { createManualClock, type ManualClock } from '#test/fakes/clock.ts';

let clock: ManualClock;
/** What the backend does now. */
let answer: () => Promise<number>;
let tried: string[];
let send: Transport;

const down = (): Promise<number> => Promise.reject(new AppError('nemo.unreachable', { sent: false }));
const up = async (): Promise<number> => 200;

beforeEach(() => {
  clock = createManualClock();
  tried = [];
  answer = up;
  const transport = async ({ url }: { url: URL }) => {
    tried.push(url.origin);
    return { statusCode: await answer() };
  };
  send = createBreaker(transport as unknown as Transport, { clock, log: pino({ level: 'silent' }) });
});

/** Asks once. Gives the status, or the reason why there is none. */
async function ask(body?: AsyncIterable<Uint8Array>, origin = 'http://backend'): Promise<number | string> {
  const wire = {
    method: 'GET' as const,
    url: new URL('/x', origin),
    headers: {},
    signal: new AbortController().signal,
  };
  try {
    return (await send({ ...wire, body })).statusCode;
  } catch (error) {
    return (error as AppError).cause instanceof LeftAloneError ? 'left alone' : (error as AppError).code;
  }
}

async function fail(times: number): Promise<void> {
  answer = down;
  for (let n = 0; n < times; n += 1) expect(await ask()).toBe('nemo.unreachable');
}

test('a backend that is down is left alone, and asked by one request at a time whether it is back', async () => {
  await fail(10);
  expect(await ask()).toBe('left alone');
  expect(tried).toHaveLength(10);
  await clock.advance(1_000);
  const probe = Promise.withResolvers<number>();
  answer = () => probe.promise;
  const probing = ask();
  expect(await ask()).toBe('left alone');
  probe.resolve(200);
  expect(await probing).toBe(200);
  answer = up;
  expect(await ask()).toBe(200);
});

test('each time that it is not back it is left alone for longer, up to half a minute', async () => {
  await fail(10);
  for (const restMs of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    await clock.advance(restMs - 1);
    expect(await ask()).toBe('left alone');
    await clock.advance(1);
    expect(await ask()).toBe('nemo.unreachable');
  }
});

test('a gateway with nothing behind it is down; a backend that refuses is not', async () => {
  answer = async () => 500;
  for (let n = 0; n < 20; n += 1) expect(await ask()).toBe(500);
  answer = async () => 503;
  for (let n = 0; n < 10; n += 1) expect(await ask()).toBe(503);
  expect(await ask()).toBe('left alone');
});

test('one answer in between, and it is no outage; another origin has its own count', async () => {
  await fail(9);
  answer = up;
  await ask();
  await fail(10);
  answer = up;
  expect(await ask()).toBe('left alone');
  expect(await ask(undefined, 'http://storage')).toBe(200);
});

test('an upload that breaks off says nothing about the backend', async () => {
  async function* body(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(1);
  }
  answer = down;
  for (let n = 0; n < 20; n += 1) expect(await ask(body())).toBe('nemo.unreachable');
});

test('a clock that is set back does not keep it alone for longer', async () => {
  await fail(10);
  await clock.advance(-3_600_000);
  answer = up;
  expect(await ask()).toBe(200);
});
