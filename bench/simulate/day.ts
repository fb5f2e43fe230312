import type { Arrival, Crash } from './model.ts';

/** What a day brings. */
export type Day = {
  requests: number;
  people: number;
  /** The agent's time for one request: half of all take less, and the spread as the deviation of its logarithm. */
  medianRunMs: number;
  spread: number;
  crashes: number;
  seed: number;
};

/** The share of each hour, in parts of the busiest: few at night, most in the evening. */
const curve = [
  0.25, 0.18, 0.13, 0.1, 0.1, 0.12, 0.2, 0.32, 0.45, 0.55, 0.62, 0.68, 0.72, 0.7, 0.68, 0.68, 0.7, 0.75, 0.85,
  0.95, 1, 0.95, 0.7, 0.42,
];
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A day's requests in the order of their time, the same for the same seed. */
export function arrivalsOf(day: Day, lengthMs = dayMs): Arrival[] {
  const random = seeded(day.seed);
  const scale = dayMs / lengthMs;
  const arrivals: Arrival[] = [];
  while (arrivals.length < day.requests) {
    const at = random() * lengthMs;
    if (random() > (curve[Math.floor((at * scale) / hourMs)] ?? 0)) continue;
    // A few people write much, most of them little.
    const thread = Math.floor(day.people * random() ** 2);
    const bell = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    arrivals.push({ at, thread, runMs: day.medianRunMs * Math.exp(day.spread * bell) });
  }
  return arrivals.sort((a, b) => a.at - b.at);
}

export function crashesOf({ crashes, seed }: Day, workers: number): Crash[] {
  const random = seeded(seed + 1);
  return Array.from({ length: crashes }, () => ({
    at: random() * dayMs,
    worker: Math.floor(random() * workers),
  })).sort((a, b) => a.at - b.at);
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
