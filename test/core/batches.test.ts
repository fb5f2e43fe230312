import { expect, test } from 'vitest';
import { inBatches } from '#src/core/batches.ts';

/** Runs that are held until they are let go, one after another. */
function held() {
  const runs: { items: number[]; finish: () => void; fail: (error: Error) => void }[] = [];
  const run = (items: number[]): Promise<string[]> =>
    new Promise((resolve, reject) => {
      runs.push({ items, finish: () => resolve(items.map((n) => `${n}!`)), fail: reject });
    });
  const settle = async (): Promise<void> => {
    for (let n = 0; n < 10; n += 1) await Promise.resolve();
  };
  return { runs, run, settle };
}

test('the first call goes at once, those that come meanwhile go together', async () => {
  const { runs, run, settle } = held();
  const call = inBatches(run);
  const results = [1, 2, 3].map(call);
  expect(runs.map(({ items }) => items)).toEqual([[1]]);
  runs[0]!.finish();
  await settle();
  expect(runs.map(({ items }) => items)).toEqual([[1], [2, 3]]);
  runs[1]!.finish();
  expect(await Promise.all(results)).toEqual(['1!', '2!', '3!']);
  const later = call(4);
  expect(runs[2]!.items).toEqual([4]);
  runs[2]!.finish();
  expect(await later).toBe('4!');
});

test('one that is wrong takes no other along', async () => {
  const wrong = new Error('3 is wrong');
  const call = inBatches(async (items: number[]) => {
    if (items.includes(3)) throw wrong;
    return items.map((n) => `${n}!`);
  });
  const results = await Promise.allSettled([1, 2, 3, 4].map(call));
  expect(results.map((one) => (one.status === 'fulfilled' ? one.value : one.reason))).toEqual([
    '1!',
    '2!',
    wrong,
    '4!',
  ]);
});

test('where an error would meet each of them nobody tries again', async () => {
  const away = new Error('away');
  const asked: number[][] = [];
  const call = inBatches(
    async (items: number[]): Promise<number[]> => {
      asked.push(items);
      throw away;
    },
    (error) => error === away,
  );
  const results = await Promise.allSettled([1, 2, 3].map(call));
  expect(results.every((one) => one.status === 'rejected' && one.reason === away)).toBe(true);
  expect(asked).toEqual([[1], [2, 3]]);
});

test('no batch is larger than 200', async () => {
  const sizes: number[] = [];
  const call = inBatches(async (items: number[]) => {
    sizes.push(items.length);
    return items;
  });
  const numbers = Array.from({ length: 500 }, (_, n) => n);
  expect(await Promise.all(numbers.map(call))).toEqual(numbers);
  expect(sizes).toEqual([1, 200, 200, 99]);
});
