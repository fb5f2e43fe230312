import { performance } from 'node:perf_hooks';

/** Clocks are put right by this much all the time. */
const leastStepMs = 1_000;

/** Gives a function that tells whether the clock was set back since it was asked last. */
export function watchClock(): () => boolean {
  let wall = Date.now();
  let steady = performance.now();
  return () => {
    const stepMs = Date.now() - wall - (performance.now() - steady);
    wall = Date.now();
    steady = performance.now();
    return stepMs < -leastStepMs;
  };
}
