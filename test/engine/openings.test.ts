import { expect, test } from 'vitest';
import { createOpenings } from '#src/engine/openings.ts';

test('two hundred at a time, in order; leaving twice lets in one', async () => {
  const openings = createOpenings();
  const inside: number[] = [];
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const entering = Array.from({ length: 203 }, async (_, n) => {
    const leave = await openings.enter();
    inside.push(n);
    return leave;
  });
  await settle();
  expect(inside).toHaveLength(200);
  const leave = await entering[7]!;
  leave();
  leave();
  await settle();
  expect(inside.slice(200)).toEqual([200]);
  (await entering[8]!)();
  (await entering[9]!)();
  await settle();
  expect(inside.slice(200)).toEqual([200, 201, 202]);
});
