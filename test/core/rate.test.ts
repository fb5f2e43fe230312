import { expect, test } from 'vitest';
import { addressOf, createRate } from '#src/core/rate.ts';

test('what was used up comes back with the time, up to a minute’s worth', () => {
  let now = 0;
  const rate = createRate(6, () => now);
  const burst = (): number => {
    let taken = 0;
    try {
      for (;;) {
        rate.count('a');
        taken += 1;
      }
    } catch {
      return taken;
    }
  };
  expect(burst()).toBe(6);
  now += 9_999;
  expect(burst()).toBe(0);
  now += 20_001;
  expect(burst()).toBe(3);
  now += 3_600_000;
  expect(burst()).toBe(6);
});

test('a refusal tells how long to wait, and asking again costs nothing', () => {
  let now = 0;
  const rate = createRate(2, () => now);
  rate.count('a');
  rate.count('a');
  const refused = { code: 'web.too-many', params: { seconds: 30 } };
  for (const ask of [rate.count, rate.check, rate.count]) {
    expect(() => ask('a')).toThrow(expect.objectContaining(refused) as Error);
  }
  now += 30_000;
  rate.check('a');
  rate.count('a');
  rate.count('b');
});

test('strangers without end are not remembered without end', () => {
  const rate = createRate(1, () => 0);
  rate.count('first');
  for (let n = 0; n < 10_000; n += 1) rate.count(`stranger ${n}`);
  // Who was forgotten begins anew.
  rate.count('first');
  expect(() => rate.count('stranger 9999')).toThrow(/web\.too-many/);
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
])('%s counts as %s', (ip, expected) => {
  expect(addressOf({ ip })).toBe(expected);
});
