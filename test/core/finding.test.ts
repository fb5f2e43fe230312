import { expect, test } from 'vitest';
import { clockFindings, clockOf, reasonOf } from '#src/core/finding.ts';

test.each([
  [[], ['clock.alone']],
  [[{ beside: 'Nemo', aheadMs: -2_000 }], ['clock.good']],
  [[{ beside: 'Redis', aheadMs: 12_000 }], ['clock.off']],
  [[{ beside: 'Redis', aheadMs: -12_000 }], ['clock.off']],
  [[{ beside: 'Nemo', aheadMs: 5 * 60_000 }], ['clock.wrong']],
  [
    [
      { beside: 'Nemo', aheadMs: 400 },
      { beside: 'PostgreSQL', aheadMs: -180_000 },
      { beside: 'Redis', aheadMs: 0 },
    ],
    ['clock.good', 'clock.wrong'],
  ],
])('clocks %j', (seen, codes) => {
  expect(clockFindings(seen).map(({ code }) => code)).toEqual(codes);
});

test('all clocks that agree stand in one line, and a wrong one says by how much', () => {
  const findings = clockFindings([
    { beside: 'Nemo', aheadMs: 400 },
    { beside: 'Redis', aheadMs: 900 },
    { beside: 'PostgreSQL', aheadMs: -180_000 },
  ]);
  expect(findings).toEqual([
    { code: 'clock.good', level: 'ok', params: { beside: ['Nemo', 'Redis'] } },
    { code: 'clock.wrong', level: 'wrong', params: { beside: 'PostgreSQL', seconds: -180 } },
  ]);
});

test('an HTTP date is a clock, and an answer without one is none', () => {
  const now = Date.parse('2026-03-01T10:00:00Z');
  expect(clockOf('Nemo', 'Sun, 01 Mar 2026 10:05:00 GMT', now)).toEqual([
    { beside: 'Nemo', aheadMs: 300_000 },
  ]);
  expect(clockOf('Nemo', undefined, now)).toEqual([]);
  expect(clockOf('Nemo', 'soon', now)).toEqual([]);
});

test('a reason is the innermost one, in one short line', () => {
  const inner = new Error('connect ECONNREFUSED 127.0.0.1:1');
  expect(reasonOf(new Error('fetch failed', { cause: inner }))).toBe(inner.message);
  expect(reasonOf(new AggregateError([inner]))).toBe(inner.message);
  expect(reasonOf(new Error(`one\n${'x'.repeat(500)}`))).toBe('one');
  expect(reasonOf('x'.repeat(500))).toHaveLength(200);
});
