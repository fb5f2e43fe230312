/**
 * Turns that are being brought to where they only wait, in one process. Each takes a dozen statements on the way, and
 * a database asked by two thousand at once answers none in time.
 */
const most = 200;

/** Lets so many in at the same time, in the order in which they came. */
export type Openings = {
  /** Gives what is to be called when the turn only waits, or is over; once or more often. */
  enter(): Promise<() => void>;
};

export function createOpenings(): Openings {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return {
    async enter() {
      if (inside < most) inside += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      let hasLeft = false;
      return () => {
        if (hasLeft) return;
        hasLeft = true;
        const next = waiting.shift();
        // The place goes over to who is next.
        if (next === undefined) inside -= 1;
        else next();
      };
    },
  };
}
