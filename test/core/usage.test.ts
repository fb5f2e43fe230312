import { expect, test } from 'vitest';
import { sumBy, toCsv, usageSince, type UsageRow } from '#src/core/usage.ts';

const row = (more: Partial<UsageRow>): UsageRow => ({
  day: '2026-11-25',
  owner: 'user:discord:1',
  place: null,
  credits: 5,
  edits: 1,
  estimated: 0,
  ...more,
});

test('sums of a column, the largest first; nobody is somebody too', () => {
  const rows = [row({}), row({ owner: null, credits: 20, estimated: 1 }), row({ place: 'place:discord:7' })];
  expect(sumBy(rows, 'owner')).toEqual([
    { name: null, credits: 20, edits: 1, estimated: 1 },
    { name: 'user:discord:1', credits: 10, edits: 2, estimated: 0 },
  ]);
  expect(sumBy(rows, 'place').map(({ name }) => name)).toEqual([null, 'place:discord:7']);
});

test('the table holds ids with their platforms, which no spreadsheet rounds or takes for a formula', () => {
  const rows = [
    row({ owner: 'user:telegram:501', place: 'place:telegram:-1001', credits: 7.255 }),
    row({ owner: null }),
  ];
  expect(toCsv(rows).split('\r\n')).toEqual([
    'day (UTC),user,server,credits,edits,of them estimated',
    '2026-11-25,telegram:501,telegram:-1001,7.26,1,0',
    '2026-11-25,,,5,1,0',
    '',
  ]);
});

test.each([
  ['=cmd|calc', "'=cmd|calc"],
  ['+1', "'+1"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['a,"b"\n', '"a,""b""\n"'],
])('an id that came as %j is text', (owner, shown) => {
  expect(toCsv([row({ owner })])).toContain(`,${shown},`);
});

test('days are whole, in UTC, and end with today', () => {
  const noon = Date.UTC(2026, 10, 25, 12);
  expect(usageSince(noon, 1)).toBe(Date.UTC(2026, 10, 25));
  expect(usageSince(noon, 7)).toBe(Date.UTC(2026, 10, 19));
});
