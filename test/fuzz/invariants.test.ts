import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAgentText } from '#src/core/agent-text.ts';
import { cutDraft } from '#src/nemo/draft.ts';
import { anyDrafts, anyStream, anyValues, anyWords } from './invariants.ts';

const runs = { numRuns: 300 };
const cuts = fc.array(fc.nat(), { maxLength: 8 });

describe('the reader of streams', () => {
  test('any bytes', () =>
    fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), cuts, anyStream), runs));

  const words = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', 'STOP', '[DONE]', 'ping', 'Done.'),
  );
  const held = fc.oneof(words, fc.jsonValue(), fc.boolean(), fc.constant(null));
  const part = fc.record(
    {
      text: held,
      thought: held,
      functionCall: fc.oneof(held, fc.record({ id: held, name: held, args: held }, { requiredKeys: [] })),
      function_response: fc.oneof(held, fc.record({ name: held, response: held }, { requiredKeys: [] })),
    },
    { requiredKeys: [] },
  );
  const event = fc.record(
    {
      id: held,
      author: held,
      partial: held,
      content: fc.oneof(held, fc.record({ parts: fc.oneof(held, fc.array(fc.oneof(part, held))) })),
      actions: fc.oneof(held, fc.record({ stateDelta: held })),
      errorCode: held,
      error: held,
      code: held,
    },
    { requiredKeys: [] },
  );
  const line = fc.oneof(
    event.map((data) => `data: ${JSON.stringify(data)}`),
    words.map((text) => `data: ${text}`),
    words.map((text) => `event: ${text}`),
    fc.constantFrom('', '', ': heartbeat', 'data:{"error": "it said "no""}', 'retry: 1', 'id: \0'),
  );
  const end = fc.constantFrom('\n', '\r\n', '\r', '\n\n');
  const stream = fc
    .array(fc.tuple(line, end), { maxLength: 12 })
    .map((lines) => Buffer.from(lines.flat().join('')));
  test('events with anything in any field', () => fc.assert(fc.asyncProperty(stream, cuts, anyStream), runs));
});

describe('drafts and what differs between them', () => {
  const number = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constant(null));
  const segment = fc.dictionary(
    fc.constantFrom('s', 'd', 'e', 'm', 'name', 'text', 'volume', 'speed', 'muted', '__proto__', 'content'),
    fc.oneof(number, fc.jsonValue()),
    { noNullPrototype: false },
  );
  const track = fc.record(
    {
      tt: fc.oneof(number, fc.constantFrom(0, 1, 7, 'text')),
      sg: fc.oneof(fc.array(segment), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const draft = fc.oneof(
    fc.record({ t: fc.oneof(fc.array(track), fc.jsonValue()), d: number }, { requiredKeys: [] }),
    fc.jsonValue(),
  );
  const answer = fc.oneof(
    draft.map((held) => JSON.stringify({ state: { draft: held } })),
    draft.map((held) => JSON.stringify({ data: { state: { draft: JSON.stringify(held) } } })),
    fc.string({ unit: 'binary' }),
    fc.json(),
  );
  test('any values', () => fc.assert(fc.property(draft, draft, anyValues), runs));
  test('any answers', () => fc.assert(fc.property(answer, answer, anyDrafts), runs));

  test.each([
    ['lists', '['.repeat(50_000), ']'.repeat(50_000)],
    ['objects', '{"t":'.repeat(20_000), '}'.repeat(20_000)],
  ])('%s within one another, past any stack, are an answer that cannot be read', (_, open, close) => {
    const inner = open.endsWith(':') ? '1' : '';
    const read = () => cutDraft(`{"state":{"draft":${open}${inner}${close}}}`);
    expect(read).toThrow(expect.objectContaining({ code: 'nemo.unreadable' }));
  });
});

describe('what people and the agent write', () => {
  const bits = fc.constantFrom(
    'export',
    '导出',
    '把',
    '拖',
    'https://a.example/b.mp4',
    'http://[',
    'and then',
    ', ',
    '。',
    '"',
    '“',
    '**',
    '/last',
    'v3',
    '/edit ',
    '\n',
    '  ',
    '(',
    '[a](',
    '`',
    'click the Export button',
    '点击“导出”按钮',
    '😀',
    '\0',
    '\ud800',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(fc.oneof(bits, fc.string({ unit: 'grapheme', maxLength: 5 })), { maxLength: 30 })
      .map((list) => list.join('')),
  );
  test('any words', () => fc.assert(fc.property(text, fc.nat(3), anyWords), { numRuns: 500 }));

  test('no end of words is read to the end', () => {
    const { text } = readAgentText('Done. '.repeat(100_000));
    expect(text.length).toBeLessThanOrEqual(20_001);
    expect(text.startsWith('Done. Done.')).toBe(true);
  });
});
