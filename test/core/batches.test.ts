import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inBatches } from '#src/core/batches.ts';

/** Runs that are held until they are let go, one after another. */
function held() {
  const runs: { items: number[]; finish: () => void; fail: (error: Error) => void }[] = [];
  const run = (items: number[]): Promise<string[]> =>
    new Promise((resolve, reject) => {
      runs.push({ items, finish: () => resolve(items.map((n) => `${n}!`)), fail: reject });
    });
  return { runs, run };
}

test('calls of one turn of the event loop go together, and so do those that come meanwhile', async () => {
  const { runs, run } = held();
  const call = inBatches(run);
  const first = [1, 2].map(call);
  await nextTurn();
  const meanwhile = [3, 4, 5].map(call);
  await nextTurn();
  expect(runs.map(({ items }) => items)).toEqual([[1, 2]]);
  runs[0]!.finish();
  expect(await Promise.all(first)).toEqual(['1!', '2!']);
  await nextTurn();
  expect(runs.map(({ items }) => items)).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
  runs[1]!.finish();
  expect(await Promise.all(meanwhile)).toEqual(['3!', '4!', '5!']);
  const later = call(6);
  await nextTurn();
  expect(runs[2]!.items).toEqual([6]);
  runs[2]!.finish();
  expect(await later).toBe('6!');
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
  expect(asked).toEqual([[1, 2, 3]]);
});

test('no batch is larger than 200', async () => {
  const sizes: number[] = [];
  const call = inBatches(async (items: number[]) => {
    sizes.push(items.length);
    return items;
  });
  const numbers = Array.from({ length: 500 }, (_, n) => n);
  expect(await Promise.all(numbers.map(call))).toEqual(numbers);
  expect(sizes).toEqual([200, 200, 100]);
});
