import type { ServerResponse } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { AppError } from '#src/errors.ts';
import type { AgentEvent } from '#src/core/agent-event.ts';
import type { StreamListener } from '#src/ports.ts';
import { streamContract } from '#test/contracts/stream-contract.ts';
import {
  type Answer,
  createTestClient,
  failureOf,
  json,
  follow,
  never,
  noop,
  startBackend,
  stream,
  until,
} from './support.ts';

const frame = (event: object) => `data: ${JSON.stringify(event)}\n\n`;
const say = (text: string, more = {}) => frame({ author: 'a', content: { parts: [{ text }] }, ...more });

const only = (events: AgentEvent[], type: AgentEvent['type']) =>
  events.filter((event) => event.type === type);

type Send = (listener?: Partial<StreamListener>, signal?: AbortSignal) => Promise<AgentEvent[]>;

/** Follows a stream that fails, and keeps what came before. */
async function watch(send: Send, onOpen = noop) {
  const seen: AgentEvent[] = [];
  const error = await failureOf(send({ onOpen, onEvent: (event) => void seen.push(event) }));
  return { seen, error };
}

async function start(answer: Answer, options = {}) {
  const backend = await startBackend(answer);
  const { client, clock } = createTestClient(backend.url, options);
  const send: Send = (listener, signal = never) => follow(client, listener, signal);
  return { backend, client, clock, send };
}

streamContract('nemo', async (texts) => {
  const { client } = await start((res) => stream(res).end(texts.map((text) => say(text)).join('')));
  return client;
});

test('posts the message in the words of the agent server', async () => {
  const { backend, send } = await start((res) => stream(res).end(say('Done.')));
  expect(await send()).toEqual([{ type: 'text', text: 'Done.' }]);
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
  await send({
    onOpen: async () => void order.push('opened'),
    onEvent: (event) => void order.push(event.type),
  });
  expect(order).toEqual(['answered', 'opened', 'text']);
});

test('what onOpen throws is thrown as it is, and the stream is left', async () => {
  let closed = false;
  const { send } = await start((res) => {
    stream(res);
    res.on('close', () => (closed = true));
  });
  const reason = new Error('stale');
  expect(await failureOf(send({ onOpen: () => Promise.reject(reason) }))).toBe(reason);
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
    expect(await failureOf(send({ onOpen: opened }))).toMatchObject({ code });
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
    expect(await failureOf(send())).toMatchObject({ code, params: { status } });
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
    const { seen, error } = await watch(send);
    expect(error).toMatchObject({ code });
    expect(only(seen, 'error')).toEqual([]);
    expect(backend.requests).toHaveLength(1);
  });

  test.each([
    ['a code that nobody knows', frame({ code: 5000, message: 'oops' })],
    ['a code after the run had begun', say('Working.') + frame({ code: 2001 })],
  ])('but not by %s: that is an error of the run', async (_name, body) => {
    const { send } = await start((res) => stream(res).end(body));
    expect(only(await send(), 'error')).toHaveLength(1);
  });
});

describe('nemo.cut', () => {
  test('where the connection breaks, after the pieces have been given', async () => {
    const { send } = await start((res) => {
      stream(res).write(say('Half a', { partial: true }), () => res.destroy());
    });
    const { seen, error } = await watch(send);
    expect(seen).toEqual([
      { type: 'delta', text: 'Half a' },
      { type: 'text', text: 'Half a' },
    ]);
    expect(error).toMatchObject({ code: 'nemo.cut' });
  });

  test('where the stream ends within an event', async () => {
    const { send } = await start((res) => stream(res).end(`${say('One.')}data: {"author":"a","content"`));
    const { seen, error } = await watch(send);
    expect(seen).toEqual([{ type: 'text', text: 'One.' }]);
    expect(error).toMatchObject({ code: 'nemo.cut' });
  });

  test.each([say('One.').trimEnd(), `${say('One.')}data: [DONE]`, `${say('One.')}: bye`])(
    'but not where only the last blank line is missing: %j',
    async (body) => {
      const { send } = await start((res) => stream(res).end(body));
      expect(only(await send(), 'text')).toEqual([{ type: 'text', text: 'One.' }]);
    },
  );

  test('where the connection breaks while the opening is noted', async () => {
    const { send } = await start((res) => {
      stream(res).write(say('One.'), () => res.destroy());
      res.on('close', () => gone());
    });
    let gone = () => undefined as void;
    const closed = new Promise<void>((resolve) => (gone = resolve));
    const { error } = await watch(send, async () => {
      await closed;
      await new Promise(setImmediate);
    });
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
    const failed = failureOf(send({ onEvent: (event) => void seen.push(event) }));
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
    const failed = failureOf(send());
    await until(() => expect(backend.requests).toHaveLength(1));
    clock.advance(600_000);
    expect(await failed).toBeInstanceOf(AppError);
    expect(await failed).toMatchObject({ code: 'nemo.silent' });
  });
});

describe('left from here', () => {
  const three = say('One.') + say('Two.') + say('Three.');

  /** A stream that has said three things in one go, one more right after them, and then stays open. */
  async function open() {
    const closed = Promise.withResolvers<void>();
    const { client, clock, send } = await start((res) => {
      stream(res).write(three, () => res.write(say('Four.')));
      res.on('close', () => closed.resolve());
    });
    return { client, clock, send, closed: closed.promise };
  }

  test('what onEvent throws is thrown as it is, nothing follows, and stream and watch are closed', async () => {
    const { clock, send, closed } = await open();
    const reason = new Error('the turn was taken over');
    const seen: AgentEvent[] = [];
    const onEvent = (event: AgentEvent): void => {
      seen.push(event);
      if (seen.length === 2) throw reason;
    };
    expect(await failureOf(send({ onEvent }))).toBe(reason);
    expect(seen).toEqual([
      { type: 'text', text: 'One.' },
      { type: 'text', text: 'Two.' },
    ]);
    await closed;
    expect(seen).toHaveLength(2);
    expect(clock.waits()).toEqual([]);
  });

  test('so is what it throws of a text that was only there in pieces', async () => {
    const { send } = await start((res) => stream(res).end(say('Half', { partial: true })));
    const reason = new Error('full');
    const onEvent = ({ type }: AgentEvent): void => {
      if (type === 'text') throw reason;
    };
    expect(await failureOf(send({ onEvent }))).toBe(reason);
  });

  test.each(['at once', 'later'])(
    'the reason of an abort is thrown %s, and nothing after it',
    async (when) => {
      const { clock, send, closed } = await open();
      const stop = new AbortController();
      const reason = new Error('second signal');
      const seen: AgentEvent[] = [];
      const onEvent = (event: AgentEvent): void => {
        seen.push(event);
        if (when === 'at once') stop.abort(reason);
        else if (seen.length === 4) setImmediate(() => stop.abort(reason));
      };
      expect(await failureOf(send({ onEvent }, stop.signal))).toBe(reason);
      expect(seen).toHaveLength(when === 'at once' ? 1 : 4);
      await closed;
      expect(clock.waits()).toEqual([]);
    },
  );
});

test('events come in their order, however the bytes are cut', async () => {
  const texts = Array.from({ length: 200 }, (_, n) => `Part ${n}, öäü 剪辑. `);
  const bytes = Buffer.from(texts.map((text) => say(text)).join(''));
  const { send } = await start(async (res) => {
    stream(res);
    for (let at = 0; at < bytes.length; at += 97) {
      res.write(bytes.subarray(at, at + 97));
      if (at % 1_000 < 97) await new Promise(setImmediate);
    }
    res.end();
  });
  expect(await send()).toEqual(texts.map((text) => ({ type: 'text', text })));
});

test('what came while the opening was being noted is given after it', async () => {
  const written = Promise.withResolvers<void>();
  const { send } = await start((res) =>
    stream(res).write(say('One.'), () => res.end(say('Two.'), () => written.resolve())),
  );
  const order: string[] = [];
  await send({
    onOpen: async () => {
      await written.promise;
      await new Promise(setImmediate);
      order.push('opened');
    },
    onEvent: (event) => void order.push(event.type),
  });
  expect(order).toEqual(['opened', 'text', 'text']);
});

describe('while the opening is being noted', () => {
  /** A stream whose opening takes until it is over on the other side; gives what `send` throws. */
  async function failWhileOpening(fail: (res: ServerResponse, stop: AbortController) => void) {
    const answered = Promise.withResolvers<ServerResponse>();
    const { send } = await start((res) => answered.resolve(stream(res)));
    const stop = new AbortController();
    const onOpen = async (): Promise<void> => {
      fail(await answered.promise, stop);
      // The body's own 'error' comes in a later turn of the event loop.
      for (let turns = 0; turns < 50; turns += 1) await new Promise(setImmediate);
    };
    return failureOf(send({ onOpen }, stop.signal));
  }

  test('a connection that breaks is a cut', async () => {
    expect(await failWhileOpening((res) => res.destroy())).toMatchObject({ code: 'nemo.cut' });
  });

  test('an abort has its own reason', async () => {
    const reason = new Error('the process is stopping');
    expect(await failWhileOpening((_res, stop) => stop.abort(reason))).toBe(reason);
  });
});
