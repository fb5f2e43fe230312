import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AgentEvent } from '#src/core/agent-event.ts';
import { createAdkReader } from '#src/nemo/adk.ts';
import { createFrameReader } from '#src/nemo/frames.ts';

type Expected = {
  texts: string[];
  tools: string[];
  results: number;
  errors: { code?: string; message?: string }[];
  state: string[];
  pieces: boolean;
};

const folder = new URL('../fixtures/nemo/', import.meta.url);
const table = JSON.parse(readFileSync(new URL('streams.json', folder), 'utf8')) as Record<string, Expected>;
const bytesOfStream = (name: string) => readFileSync(new URL(`streams/${name}`, folder));

async function* chop(bytes: Uint8Array, ...cuts: number[]) {
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

async function* slices(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(body: AsyncIterable<Uint8Array>): Promise<AgentEvent[]> {
  const reader = createAdkReader();
  const events: AgentEvent[] = [];
  const frames = createFrameReader((frame) => {
    if (frame.kind === 'comment' || !frame.isTail) events.push(...reader.read(frame));
  });
  for await (const bytes of body) frames.feed(bytes);
  frames.end();
  return [...events, ...reader.end()];
}

const readText = (text: string) => read(chop(Buffer.from(text)));
const readEvents = (...events: object[]) =>
  readText(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
const only = <T extends AgentEvent['type']>(events: AgentEvent[], type: T) =>
  events.filter((event): event is Extract<AgentEvent, { type: T }> => event.type === type);

describe.each(Object.entries(table))('%s', (name, expected) => {
  test('gives each text, tool, error and state key once', async () => {
    const events = await read(chop(bytesOfStream(name)));
    const tools = only(events, 'tool');
    expect(only(events, 'text').map(({ text }) => text)).toEqual(expected.texts);
    expect(tools.flatMap((tool) => (tool.phase === 'call' ? [tool.name] : []))).toEqual(expected.tools);
    expect(tools.filter(({ phase }) => phase === 'result')).toHaveLength(expected.results);
    expect(only(events, 'error').map(({ code, message }) => ({ code, message }))).toEqual(expected.errors);
    expect([...new Set(only(events, 'state').flatMap(({ keys }) => keys))]).toEqual(expected.state);
  });

  test('pieces join to texts and never hold half a character', async () => {
    const deltas = only(await read(chop(bytesOfStream(name))), 'delta').map(({ text }) => text);
    expect(deltas.every((text) => text.isWellFormed())).toBe(true);
    if (expected.pieces)
      expect(expected.texts.join('').replace(/\s/g, '')).toContain(deltas.join('').replace(/\s/g, ''));
    else expect(deltas).toEqual([]);
  });
});

describe('however the bytes are cut', () => {
  test.each([1, 2, 3, 4, 5, 6, 7])('in chunks of %i bytes', async (size) => {
    for (const name of ['framing/chinese-and-emoji.sse', 'framing/bom-crlf-ids.sse', 'framing/cr-only.sse']) {
      const bytes = bytesOfStream(name);
      expect(await read(slices(bytes, size))).toEqual(await read(chop(bytes)));
    }
  });

  test.each(['framing/heartbeats.sse', 'framing/cr-only.sse'])('%s in two at every offset', async (name) => {
    const bytes = bytesOfStream(name);
    const whole = await read(chop(bytes));
    for (let at = 0; at <= bytes.length; at++) expect(await read(chop(bytes, at))).toEqual(whole);
  });

  test('an event far larger than any read', async () => {
    const text = '分镜脚本🎬'.repeat(20_000);
    const events = await read(
      slices(Buffer.from(`data: ${JSON.stringify({ content: { parts: [{ text }] } })}\n\n`), 65_536),
    );
    expect(events).toEqual([{ type: 'text', text }]);
  });

  test('an event beyond all measure ends the reading', async () => {
    async function* endless() {
      yield Buffer.from('data: ');
      for (;;) yield Buffer.alloc(1024 * 1024, 'x');
    }
    await expect(read(endless())).rejects.toThrow('max buffer size');
  });
});

describe('signs of life', () => {
  test.each([
    ': hello\n\n',
    'data:\n\n',
    'data: heartbeat\n\n',
    'data: ping\n\n',
    'event: heartbeat\ndata: {"at":1}\n\n',
    'event: keep-alive\ndata: x\n\n',
    'data: {}\n\n',
    'data: {"type":"heartbeat"}\n\n',
    'data: {"event":"ping"}\n\n',
  ])('%j', async (frame) => {
    expect(await readText(frame)).toEqual([{ type: 'heartbeat' }]);
  });

  test('the word in a text is a text', async () => {
    const events = await readEvents({ content: { parts: [{ text: 'heartbeat' }] } });
    expect(events).toEqual([{ type: 'text', text: 'heartbeat' }]);
  });
});

describe('texts', () => {
  const piece = (text: string, more = {}) => ({
    author: 'a',
    partial: true,
    content: { parts: [{ text }] },
    ...more,
  });
  const whole = (text: string, more = {}) => ({ author: 'a', content: { parts: [{ text }] }, ...more });

  test('pieces without a whole come as text when the stream is over', async () => {
    expect(only(await readEvents(piece('One '), piece('two')), 'text')).toEqual([
      { type: 'text', text: 'One two' },
    ]);
  });

  test('pieces of a turn that never came whole are kept beside the next turn', async () => {
    const events = await readEvents(piece('Lost.'), whole('Next.'));
    expect(only(events, 'text').map(({ text }) => text)).toEqual(['Lost.', 'Next.']);
  });

  test('agents that speak side by side are not mixed', async () => {
    const events = await readEvents(
      piece('A1 '),
      piece('B1 ', { author: 'b' }),
      piece('A2'),
      piece('B2', { author: 'b' }),
      whole('A1 A2'),
      whole('B1 B2', { author: 'b' }),
    );
    expect(only(events, 'text').map(({ text }) => text)).toEqual(['A1 A2', 'B1 B2']);
  });

  test('a frame sent twice counts once; two frames of one event count both', async () => {
    const one = whole('Same.', { id: 'e1' });
    const split = { id: 'e1', author: 'a', actions: { stateDelta: { draft: {} } } };
    expect(await readEvents(one, one, split)).toEqual([
      { type: 'text', text: 'Same.' },
      { type: 'state', keys: ['draft'] },
    ]);
  });

  test('half a character at the very end becomes a replacement character', async () => {
    const events = await readText(
      String.raw`data: {"partial":true,"content":{"parts":[{"text":"end \ud83c"}]}}` + '\n\n',
    );
    expect(events).toEqual([
      { type: 'delta', text: 'end ' },
      { type: 'text', text: 'end \uFFFD' },
    ]);
  });
});

describe('errors', () => {
  test.each([
    [{ error: 'asset store offline' }, { code: undefined, message: 'asset store offline' }],
    [{ error: { code: 503, message: 'busy' } }, { code: '503', message: 'busy' }],
    [
      { code: 2001, message: 'no credits' },
      { code: '2001', message: 'no credits' },
    ],
    [
      { author: 'a', errorMessage: 'only words' },
      { code: undefined, message: 'only words' },
    ],
    [
      { author: 'a', error_code: 429, error_message: 'slow' },
      { code: '429', message: 'slow' },
    ],
  ])('%j', async (frame, error) => {
    expect(await readEvents(frame)).toEqual([{ type: 'error', ...error }]);
  });

  test('a broken part hides neither its neighbours nor the event', async () => {
    const events = await readEvents({
      content: { parts: [{ text: 7 }, null, { functionCall: { id: 'c' } }, { text: 'still here' }] },
      actions: 'none',
    });
    expect(events).toEqual([{ type: 'text', text: 'still here' }]);
  });

  test.each(['data: <html>\n\n', 'data: [1]\n\n', 'data: 7\n\n', 'data: {"news":true}\n\n'])(
    '%j is something unknown, no error',
    async (frame) => {
      expect(await readText(frame)).toEqual([{ type: 'other' }]);
    },
  );
});

describe('questions', () => {
  const call = (args: object, name = 'ask_question') => ({
    content: { parts: [{ functionCall: { id: 'q1', name, args } }] },
  });

  test('come once, with their options', async () => {
    const asked = call({
      questions: [{ id: 'style', prompt: 'Which?', options: [{ id: 'a', label: 'Calm' }] }],
    });
    expect(await readEvents({ ...asked, partial: true, id: 'e1' }, { ...asked, id: 'e2' })).toEqual([
      {
        type: 'question',
        id: 'q1',
        questions: [{ id: 'style', prompt: 'Which?', options: [{ id: 'a', label: 'Calm' }] }],
      },
      { type: 'other' },
    ]);
  });

  test('come with the whole event where the piece had no arguments yet', async () => {
    const asked = call({ questions: ['Sure?'] });
    const events = await readEvents({ ...call({}), partial: true, id: 'e1' }, { ...asked, id: 'e2' });
    expect(events.map(({ type }) => type)).toEqual(['tool', 'question']);
  });

  test('without ids and labels in their place', async () => {
    const args = {
      questions: ['Sure?', { question: 'Which?', options: ['Calm', { value: 'b', text: 'Fast' }, {}] }],
    };
    expect(only(await readEvents(call(args, 'askUserQuestion')), 'question')[0]?.questions).toEqual([
      { id: '1', prompt: 'Sure?', options: [] },
      {
        id: '2',
        prompt: 'Which?',
        options: [
          { id: 'Calm', label: 'Calm' },
          { id: 'b', label: 'Fast' },
        ],
      },
    ]);
  });

  test('a call without questions is a tool like any other', async () => {
    expect(await readEvents(call({ questions: 'none' }))).toEqual([
      { type: 'tool', id: 'q1', name: 'ask_question', phase: 'call' },
    ]);
  });
});

test('tools without ids are counted by their whole events, and a failed one says so', async () => {
  const parts = [{ functionCall: { name: 'trim' } }];
  const events = await readEvents(
    { id: 'p', partial: true, content: { parts } },
    { id: 'w', content: { parts } },
    { id: 'r', content: { parts: [{ functionResponse: { name: 'trim', response: { error: 'no clip' } } }] } },
  );
  expect(only(events, 'tool')).toEqual([
    { type: 'tool', id: 'w#0', name: 'trim', phase: 'call' },
    { type: 'tool', id: 'trim', name: 'trim', phase: 'result', failed: true },
  ]);
});
