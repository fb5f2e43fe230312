import { createHash } from 'node:crypto';

/** Whole numbers from 0 to below `limit`, the same for the same seed. */
export function seeded(seed: number): (limit: number) => number {
  let n = 0;
  return (limit) => createHash('sha256').update(`${seed} ${n++}`).digest().readUInt32BE() % limit;
}
