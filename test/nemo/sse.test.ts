import { describe, expect, test, vi } from 'vitest';
import { AppError } from '#src/errors.ts';
import type { AgentEvent } from '#src/core/agent-event.ts';
import {
  type Answer,
  createTestClient,
  failureOf,
  json,
  never,
  noop,
  readAll,
  session,
  startBackend,
  stream,
  until,
} from './support.ts';

const frame = (event: object) => `data: ${JSON.stringify(event)}\n\n`;
const say = (text: string, more = {}) => frame({ author: 'a', content: { parts: [{ text }] }, ...more });

const only = (events: AgentEvent[], type: AgentEvent['type']) =>
  events.filter((event) => event.type === type);

/** Reads a stream to its end and keeps what came before it failed. */
async function watch(events: AsyncIterable<AgentEvent>) {
  const seen: AgentEvent[] = [];
  try {
    for await (const event of events) seen.push(event);
    return { seen, error: undefined };
  } catch (error) {
    return { seen, error };
  }
}

async function start(answer: Answer, options = {}) {
  const backend = await startBackend(answer);
  const { client, clock } = createTestClient(backend.url, options);
  const send = (onOpen = noop, signal = never) => client.send(session, 'trim it', onOpen, signal);
  return { backend, client, clock, send };
}

test('posts the message in the words of the agent server', async () => {
  const { backend, send } = await start((res) => stream(res).end(say('Done.')));
  expect(await readAll(send())).toEqual([{ type: 'text', text: 'Done.' }]);
  expect(backend.requests[0]).toMatchObject({ method: 'POST', url: '/run_sse' });
  expect(backend.requests[0]?.headers).toMatchObject({
    accept: 'text/event-stream',
    'content-type': 'application/json',
  });
  expect(JSON.parse(backend.requests[0]?.body ?? '')).toEqual({
    app_name: 'nemo_agent',
    user_id: 'me',
    session_id: 'sess-1',
    new_message: { role: 'user', parts: [{ text: 'trim it' }] },
  });
});

test('opens before the first event, and only a stream opens', async () => {
  const order: string[] = [];
  const { send } = await start((res) => {
    order.push('answered');
    stream(res);
    setImmediate(() => res.end(say('Done.')));
  });
  for await (const event of send(async () => void order.push('opened'))) order.push(event.type);
  expect(order).toEqual(['answered', 'opened', 'text']);
});

test('what onOpen throws is thrown as it is, and the stream is left', async () => {
  let closed = false;
  const { send } = await start((res) => {
    stream(res);
    res.on('close', () => (closed = true));
  });
  const reason = new Error('stale');
  expect(await failureOf(readAll(send(() => Promise.reject(reason))))).toBe(reason);
  await until(() => expect(closed).toBe(true));
});

describe('refused before it began', () => {
  test.each([
    [404, { error: 'Session not found: nope' }, 'nemo.session-not-found'],
    [404, { detail: 'Session not found' }, 'nemo.session-not-found'],
    [200, { code: 1002, message: 'no session' }, 'nemo.session-not-found'],
    [200, { code: 1001 }, 'nemo.token-expired'],
    [402, { code: 2001, data: { bind_id: 'b-1' } }, 'nemo.out-of-credits'],
    [422, { detail: [{ type: 'json_invalid' }] }, 'nemo.refused'],
    [429, '', 'nemo.rate-limited'],
    [200, { code: 0, data: {} }, 'nemo.unreadable'],
  ])('%i %j is %s', async (status, body, code) => {
    const opened = vi.fn<() => Promise<void>>();
    const { backend, send } = await start((res) => json(res, body, status));
    expect(await failureOf(readAll(send(opened)))).toMatchObject({ code });
    expect(opened).not.toHaveBeenCalled();
    expect(backend.requests).toHaveLength(1);
  });

  test.each([
    [400, 'nemo.refused'],
    [502, 'nemo.refused'],
    [200, 'nemo.unreadable'],
  ])('%i with a page is %s', async (status, code) => {
    const { send } = await start((res) =>
      json(res, '<!DOCTYPE html>', status, { 'content-type': 'text/html' }),
    );
    expect(await failureOf(readAll(send()))).toMatchObject({ code, params: { status } });
  });
});

describe('refused in the stream itself', () => {
  test.each([
    [{ code: 1001, message: 'token expired' }, 'nemo.token-expired'],
    [{ code: 1002, message: 'session not found' }, 'nemo.session-not-found'],
    [{ code: 2001, data: { bind_id: 'b1' } }, 'nemo.out-of-credits'],
    [{ code: '429' }, 'nemo.rate-limited'],
  ])('%j is %s', async (body, code) => {
    const { backend, send } = await start((res) => stream(res).end(`: heartbeat\n\n${frame(body)}`));
    const { seen, error } = await watch(send());
    expect(error).toMatchObject({ code });
    expect(only(seen, 'error')).toEqual([]);
    expect(backend.requests).toHaveLength(1);
  });

  test.each([
    ['a code that nobody knows', frame({ code: 5000, message: 'oops' })],
    ['a code after the run had begun', say('Working.') + frame({ code: 2001 })],
  ])('but not by %s: that is an error of the run', async (_name, body) => {
    const { send } = await start((res) => stream(res).end(body));
    expect(only(await readAll(send()), 'error')).toHaveLength(1);
  });
});

describe('nemo.cut', () => {
  test('where the connection breaks, after the pieces have been given', async () => {
    const { send } = await start((res) => {
      stream(res).write(say('Half a', { partial: true }), () => res.destroy());
    });
    const { seen, error } = await watch(send());
    expect(seen).toEqual([
      { type: 'delta', text: 'Half a' },
      { type: 'text', text: 'Half a' },
    ]);
    expect(error).toMatchObject({ code: 'nemo.cut' });
  });

  test('where the stream ends within an event', async () => {
    const { send } = await start((res) => stream(res).end(`${say('One.')}data: {"author":"a","content"`));
    const { seen, error } = await watch(send());
    expect(seen).toEqual([{ type: 'text', text: 'One.' }]);
    expect(error).toMatchObject({ code: 'nemo.cut' });
  });

  test.each([say('One.').trimEnd(), `${say('One.')}data: [DONE]`, `${say('One.')}: bye`])(
    'but not where only the last blank line is missing: %j',
    async (body) => {
      const { send } = await start((res) => stream(res).end(body));
      expect(only(await readAll(send()), 'text')).toEqual([{ type: 'text', text: 'One.' }]);
    },
  );

  test('where the connection breaks while the opening is noted', async () => {
    const { send } = await start((res) => {
      stream(res).write(say('One.'), () => res.destroy());
      res.on('close', () => gone());
    });
    let gone = () => undefined as void;
    const closed = new Promise<void>((resolve) => (gone = resolve));
    const { error } = await watch(
      send(async () => {
        await closed;
        await new Promise(setImmediate);
      }),
    );
    expect(error).toMatchObject({ code: 'nemo.cut' });
  });
});

describe('nemo.silent', () => {
  const limits = { sseSilenceMs: 600_000, sseTimeoutMs: 900_000 };

  /** A stream whose frames the test writes, and that is read all the while. */
  async function live() {
    let res: Parameters<Answer>[0] | undefined;
    const { clock, send } = await start((answer) => (res = stream(answer)), limits);
    const seen: AgentEvent[] = [];
    const done = (async () => {
      for await (const event of send()) seen.push(event);
    })();
    const failed = failureOf(done);
    await until(() => expect(res).toBeDefined());
    const write = async (text: string) => {
      const count = seen.length;
      res?.write(text);
      await until(() => expect(seen.length).toBeGreaterThan(count));
    };
    return { clock, write, failed };
  }

  test('after ten minutes of nothing at all', async () => {
    const { clock, failed } = await live();
    clock.advance(600_000);
    expect(await failed).toMatchObject({
      code: 'nemo.silent',
      params: { limit: 'silence', afterMs: 600_000 },
    });
    expect(clock.waits()).toEqual([]);
  });

  test('after ten minutes of heartbeats alone', async () => {
    const { clock, write, failed } = await live();
    for (const beat of [': hi\n\n', 'data:\n\n', 'event: heartbeat\ndata: {}\n\n']) {
      clock.advance(199_999);
      await write(beat);
    }
    clock.advance(3);
    expect(await failed).toMatchObject({ code: 'nemo.silent', params: { limit: 'silence' } });
  });

  test.each([
    say('Working.'),
    say('Wor', { partial: true }),
    frame({ content: { parts: [{ functionCall: { id: 'c', name: 'trim' } }] } }),
    frame({ actions: { stateDelta: { draft: {} } } }),
    frame({ error: 'slow' }),
  ])('news begin the silence anew: %j', async (news) => {
    const { clock, write, failed } = await live();
    clock.advance(500_000);
    await write(news);
    clock.advance(100_000);
    await until(() => expect(clock.waits()).toEqual([300_000]));
    clock.advance(300_000);
    expect(await failed).toMatchObject({ params: { limit: 'total', afterMs: 900_000 } });
  });

  test('where no answer comes', async () => {
    const { backend, clock, send } = await start(() => undefined, limits);
    const failed = failureOf(readAll(send()));
    await until(() => expect(backend.requests).toHaveLength(1));
    clock.advance(600_000);
    expect(await failed).toBeInstanceOf(AppError);
    expect(await failed).toMatchObject({ code: 'nemo.silent' });
  });
});

test('the reason of an abort is thrown, and nothing after it', async () => {
  const { send } = await start((res) => stream(res).write(say('Half', { partial: true })));
  const stop = new AbortController();
  const reason = new Error('second signal');
  const seen: string[] = [];
  const failed = failureOf(
    (async () => {
      for await (const event of send(noop, stop.signal)) {
        seen.push(event.type);
        stop.abort(reason);
      }
    })(),
  );
  expect(await failed).toBe(reason);
  expect(seen).toEqual(['delta']);
});

test('leaving the loop closes the stream and its watch', async () => {
  let closed = false;
  const { clock, send } = await start((res) => {
    stream(res).write(say('One.'));
    res.on('close', () => (closed = true));
  });
  for await (const event of send()) if (event.type === 'text') break;
  await until(() => expect(closed).toBe(true));
  expect(clock.waits()).toEqual([]);
});
