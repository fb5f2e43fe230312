/** One request of the simulated load. Times are ms since the begin. */
export type Arrival = { at: number; thread: number; runMs: number };
export type Crash = { at: number; worker: number };

export type Fleet = {
  workers: number;
  /** Requests that one worker runs at once. */
  lanes: number;
  /** What a request takes beyond the agent's own time. */
  overheadMs: number;
  /** Until what a dead worker held is taken up by another one. */
  takeoverMs: number;
  /** Until a dead worker is back. */
  restartMs: number;
};

type Running = { arrival: Arrival; worker: number; endsAt: number };
type Event = { at: number; happen: () => void };

/**
 * How long each request waits before it is begun, in ms, in the order of arrival. One thread's requests are run one after
 * another; different threads take what lanes are free, first come, first served. A crash ends nothing: what ran on
 * that worker goes on where another one has taken it up, and holds a lane there.
 */
export function waitsOf(
  arrivals: readonly Arrival[],
  fleet: Fleet,
  crashes: readonly Crash[] = [],
): number[] {
  const events = createTimeline();
  const waits = new Map<Arrival, number>();
  const free = Array.from({ length: fleet.workers }, () => fleet.lanes);
  const isUp = Array.from({ length: fleet.workers }, () => true);
  const lines = new Map<number, Arrival[]>();
  const busy = new Set<number>();
  const running = new Set<Running>();
  let ready: (() => boolean)[] = [];
  /** Those before it in `ready` have begun. A long line is not moved up for each of them. */
  let first = 0;

  function place(begin: (worker: number) => void): boolean {
    let best = -1;
    for (const [worker, lanes] of free.entries()) {
      if (isUp[worker] === true && lanes > 0 && lanes > (free[best] ?? 0)) best = worker;
    }
    if (best < 0) return false;
    free[best] = (free[best] ?? 0) - 1;
    begin(best);
    return true;
  }

  function fill(): void {
    while (ready[first]?.() === true) first += 1;
    if (first <= ready.length / 2) return;
    ready = ready.slice(first);
    first = 0;
  }

  function hold(arrival: Arrival, worker: number, endsAt: number): void {
    const run: Running = { arrival, worker, endsAt };
    running.add(run);
    events.add(endsAt, () => {
      if (!running.delete(run)) return;
      free[worker] = (free[worker] ?? 0) + 1;
      busy.delete(arrival.thread);
      next(arrival.thread);
      fill();
    });
  }

  function next(thread: number): void {
    const arrival = lines.get(thread)?.shift();
    if (arrival === undefined) return;
    busy.add(thread);
    ready.push(() =>
      place((worker) => {
        waits.set(arrival, events.now() - arrival.at);
        hold(arrival, worker, events.now() + arrival.runMs + fleet.overheadMs);
      }),
    );
  }

  for (const arrival of arrivals) {
    events.add(arrival.at, () => {
      const line = lines.get(arrival.thread) ?? [];
      lines.set(arrival.thread, line);
      line.push(arrival);
      if (!busy.has(arrival.thread)) next(arrival.thread);
      fill();
    });
  }
  for (const crash of crashes) {
    events.add(crash.at, () => {
      isUp[crash.worker] = false;
      free[crash.worker] = 0;
      const lost = [...running].filter(({ worker }) => worker === crash.worker);
      for (const run of lost) running.delete(run);
      events.add(crash.at + fleet.restartMs, () => {
        isUp[crash.worker] = true;
        free[crash.worker] = fleet.lanes;
        fill();
      });
      events.add(crash.at + fleet.takeoverMs, () => {
        for (const { arrival, endsAt } of lost) {
          ready.push(() => place((worker) => hold(arrival, worker, Math.max(endsAt, events.now()))));
        }
        fill();
      });
    });
  }
  events.run();
  return arrivals.map((arrival) => waits.get(arrival) ?? Number.POSITIVE_INFINITY);
}

/** What is to happen, in the order of its time. */
function createTimeline(): { add(at: number, happen: () => void): void; now(): number; run(): void } {
  const heap: (Event & { order: number })[] = [];
  let order = 0;
  let now = 0;
  const isBefore = (a: number, b: number): boolean => {
    const [one, other] = [heap[a], heap[b]];
    if (one === undefined || other === undefined) return one !== undefined;
    return one.at < other.at || (one.at === other.at && one.order < other.order);
  };
  const swap = (a: number, b: number): void => {
    const [one, other] = [heap[a], heap[b]];
    if (one === undefined || other === undefined) return;
    heap[a] = other;
    heap[b] = one;
  };
  return {
    add(at, happen) {
      heap.push({ at, happen, order: order++ });
      for (let n = heap.length - 1; n > 0 && isBefore(n, (n - 1) >> 1); n = (n - 1) >> 1)
        swap(n, (n - 1) >> 1);
    },
    now: () => now,
    run() {
      for (let first = heap[0]; first !== undefined; first = heap[0]) {
        const last = heap.pop();
        if (last !== undefined && heap.length > 0) heap[0] = last;
        for (let n = 0; ;) {
          const child = isBefore(2 * n + 2, 2 * n + 1) ? 2 * n + 2 : 2 * n + 1;
          if (child >= heap.length || !isBefore(child, n)) break;
          swap(n, child);
          n = child;
        }
        now = first.at;
        first.happen();
      }
    },
  };
}
