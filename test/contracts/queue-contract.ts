import { setImmediate as tick } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProducer } from '#jobs/producer.ts';
import { laneQueue, renderQueue, type QueueMaker } from '#jobs/queues.ts';
import { createWorkers } from '#jobs/worker.ts';
import type { ThreadKey } from '#src/core/message.ts';
import type { Again, TurnRunner } from '#src/ports.ts';
import { seeded } from '#test/support/random.ts';
import { newKey } from '#test/support/records.ts';

export type QueueFixture = {
  /** One for each process there would be; the first is the producer's. */
  makers: QueueMaker[];
  close(): Promise<void>;
};

type Workers = ReturnType<typeof createWorkers>;
type Fake = Partial<TurnRunner>;

const never = new AbortController().signal;

/** Counts arrivals, and lets one wait for so many of them. */
function counter() {
  const seen: string[] = [];
  let watchers: { n: number; resolve: () => void }[] = [];
  return {
    seen,
    note(what: string): void {
      seen.push(what);
      for (const { n, resolve } of watchers) if (seen.length >= n) resolve();
    },
    until(n: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      watchers = [...watchers, { n, resolve }];
      if (seen.length >= n) resolve();
      return promise;
    },
  };
}

/** What the queue promises to the engine, on whatever backend, with as many workers as it may have. */
export function queueContract(name: string, makeFixture: () => Promise<QueueFixture>): void {
  describe(`queue contract: ${name}`, () => {
    let fixture: QueueFixture;
    let producer: ReturnType<typeof createProducer>;
    let running: Workers[] = [];

    beforeAll(async () => {
      fixture = await makeFixture();
      producer = createProducer(fixture.makers[0]!);
    });
    afterAll(async () => {
      await producer.close();
      await fixture.close();
    });
    beforeEach(() => producer.clear());
    afterEach(async () => {
      await Promise.all(running.splice(0).map((workers) => workers.stop(AbortSignal.abort())));
    });

    /** Starts a worker in each process; what a fake leaves out must not be called. */
    async function start(fake: Fake, makers = fixture.makers, sweepMs?: number): Promise<Workers> {
      const runner: TurnRunner = {
        runLane: () => Promise.reject(new Error('no lane was asked for')),
        pollRender: () => Promise.reject(new Error('no render was asked for')),
        sweep: async () => undefined,
        takeOver: () => Promise.reject(new Error('nobody asked for a takeover')),
        ...fake,
      };
      const log = pino({ level: 'silent' });
      const { hurry } = producer;
      const all = makers.map((maker) => createWorkers({ maker, runner, log, hurry, sweepMs }));
      const together: Workers = {
        start: async () => void (await Promise.all(all.map((one) => one.start()))),
        stop: async (cut) => void (await Promise.all(all.map((one) => one.stop(cut)))),
      };
      running.push(together);
      await together.start();
      return together;
    }

    test.each([1, 2, 3])(
      'no wake-up is lost, and a lane never runs twice at once (seed %i)',
      async (seed) => {
        const random = seeded(seed);
        const lanes = Array.from({ length: 6 }, newKey);
        // As in the store: what a run does not find at its start is left to the next one.
        const waiting = new Map<ThreadKey, number[]>(lanes.map((key) => [key, []]));
        const busy = new Set<ThreadKey>();
        const done = counter();
        let overlaps = 0;
        await start({
          async runLane(key) {
            if (busy.has(key)) overlaps += 1;
            busy.add(key);
            const found = waiting.get(key)!.splice(0);
            for (let n = random(20); n > 0; n -= 1) await tick();
            busy.delete(key);
            for (const item of found) done.note(String(item));
            if (random(10) === 0) throw new Error('as a run may fail, after its work is written');
            return random(10) === 0 ? { againInMs: random(20) } : {};
          },
        });
        const items = Array.from({ length: 200 }, (_, n) => n);
        for (const item of items) {
          const key = lanes[random(lanes.length)]!;
          waiting.get(key)!.push(item);
          const waking = producer.wakeLane(key);
          if (random(3) === 0) await waking;
        }
        await done.until(items.length);
        expect(done.seen.map(Number).toSorted((a, b) => a - b)).toEqual(items);
        expect(overlaps).toBe(0);
      },
    );

    test('lanes run side by side', async () => {
      const started = counter();
      const gate = Promise.withResolvers<Again>();
      await start({
        runLane(key) {
          started.note(key);
          return gate.promise;
        },
      });
      for (let n = 0; n < 30; n += 1) await producer.wakeLane(newKey());
      await started.until(30);
      gate.resolve({});
    });

    test.each(['ends', 'fails', 'asks for another activation'])(
      'however often a lane is woken in mid-run, it runs once more after that run %s',
      async (how) => {
        const [lane, other] = [newKey(), newKey()];
        const started = counter();
        const gate = Promise.withResolvers<void>();
        await start({
          async runLane(key) {
            started.note(key);
            if (started.seen.length > 1) return {};
            await gate.promise;
            if (how === 'fails') throw new Error('this run fails');
            return how === 'ends' ? {} : { againInMs: 50 };
          },
        });
        await producer.wakeLane(lane);
        await started.until(1);
        for (let n = 0; n < 5; n += 1) await producer.wakeLane(lane);
        gate.resolve();
        await started.until(2);
        // Where the delayed run is there as well as the kept wake-up, a third run is one too many and no harm.
        if (how === 'asks for another activation') return;
        await producer.wakeLane(other);
        await started.until(3);
        expect(started.seen).toEqual([lane, lane, other]);
      },
    );

    test('what is put off runs again in the order of its time, and not before it', async () => {
      const waits = [500, 300, 100];
      const lanes = waits.map(newKey);
      const dueAt = new Map<string, number>();
      const again = counter();
      await start({
        async runLane(key) {
          const due = dueAt.get(key);
          if (due === undefined) {
            const againInMs = waits[lanes.indexOf(key)]!;
            dueAt.set(key, Date.now() + againInMs);
            return { againInMs };
          }
          expect(Date.now()).toBeGreaterThanOrEqual(due);
          again.note(key);
          return {};
        },
      });
      for (const lane of lanes) await producer.wakeLane(lane);
      await again.until(3);
      expect(again.seen).toEqual(lanes.toReversed());
    });

    test('a lane that is put off is not started early by a wake-up, and keeps nobody waiting', async () => {
      const [lane, other] = [newKey(), newKey()];
      const started = counter();
      await start({
        async runLane(key) {
          started.note(key);
          return key === lane ? { againInMs: 600_000 } : {};
        },
      });
      await producer.wakeLane(lane);
      await started.until(1);
      await producer.wakeLane(lane);
      await producer.wakeLane(other);
      await started.until(2);
      expect(started.seen).toEqual([lane, other]);
    });

    test('a render is polled once however often it is enqueued, and again when it was done', async () => {
      const polls = counter();
      let gate = Promise.withResolvers<Again>();
      await start({
        pollRender(id) {
          polls.note(id);
          return gate.promise;
        },
      });
      const enqueue = (id: string) =>
        Promise.all(Array.from({ length: 4 }, () => producer.enqueueRender(id)));
      await enqueue('render_1');
      await polls.until(1);
      await enqueue('render_1');
      await enqueue('render_2');
      await polls.until(2);
      expect(polls.seen).toEqual(['render_1', 'render_2']);
      gate.resolve({ againInMs: 50 });
      gate = Promise.withResolvers();
      gate.resolve({});
      await polls.until(4);
      expect(polls.seen.slice(2).toSorted()).toEqual(['render_1', 'render_2']);
      // How soon the queue knows that a render is done is its own affair; after that it takes it again.
      while (polls.seen.length < 5) await enqueue('render_1');
      expect(polls.seen[4]).toBe('render_1');
    });

    test('stopping lets what runs come to its end; what comes later is there for the next worker', async () => {
      const [lane, during, after] = [newKey(), newKey(), newKey()];
      const started = counter();
      const ended: string[] = [];
      const gate = Promise.withResolvers<void>();
      const runAs = (worker: string): Fake => ({
        async runLane(key, signal) {
          started.note(`${worker} ${key}`);
          await gate.promise;
          expect(signal.aborted).toBe(false);
          ended.push(`${worker} ${key}`);
          return {};
        },
      });
      const workers = await start(runAs('first'));
      await producer.wakeLane(lane);
      await started.until(1);
      const stopping = workers.stop(never);
      // This one may come just in time to be taken: then it is brought to its end, too.
      await producer.wakeLane(during);
      gate.resolve();
      await stopping;
      expect(ended).toEqual(started.seen);
      await producer.wakeLane(after);
      await start(runAs('next'));
      await started.until(3);
      const keys = new Set(started.seen.map((run) => run.split(' ')[1]));
      expect(keys).toEqual(new Set([lane, during, after]));
      expect(started.seen).toContain(`first ${lane}`);
      expect(started.seen).toContain(`next ${after}`);
    });

    test('`cut` ends a run where it stands, and the lane can be woken again', async () => {
      const lane = newKey();
      const started = counter();
      const hanging: Fake = {
        runLane: (key, signal) => {
          started.note(key);
          return new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason as Error)),
          );
        },
      };
      const workers = await start(hanging);
      await producer.wakeLane(lane);
      await started.until(1);
      const cut = new AbortController();
      const stopping = workers.stop(cut.signal);
      cut.abort();
      await stopping;
      await start(hanging);
      await producer.wakeLane(lane);
      await started.until(2);
    });

    test('the sweep at the start wakes what the emptied queue has forgotten', async () => {
      const lanes = [newKey(), newKey(), newKey()];
      for (const lane of lanes) await producer.wakeLane(lane);
      await producer.enqueueRender('render_1');
      await producer.clear();
      const done = counter();
      await start(
        {
          async sweep() {
            for (const lane of lanes) await producer.wakeLane(lane);
            await producer.enqueueRender('render_1');
          },
          async runLane(key) {
            done.note(key);
            return {};
          },
          async pollRender(id) {
            done.note(id);
            return {};
          },
        },
        fixture.makers.slice(0, 1),
      );
      await done.until(4);
      expect(done.seen.toSorted()).toEqual([...lanes, 'render_1'].toSorted());
    });

    test('a clock that is set back an hour makes nothing wait for an hour', async () => {
      const queues = [laneQueue, renderQueue].map((of) => fixture.makers[0]!.queue(of));
      const runs = counter();
      const again = async (what: string): Promise<Again> => {
        runs.note(what);
        return runs.seen.filter((one) => one === what).length === 1 ? { againInMs: 60_000 } : {};
      };
      await start({ runLane: again, pollRender: again }, fixture.makers.slice(0, 1), 50);
      const lane = newKey();
      await producer.wakeLane(lane);
      await producer.enqueueRender('render_1');
      await vi.waitFor(async () => {
        expect(await Promise.all(queues.map((queue) => queue.getDelayedCount()))).toEqual([1, 1]);
      });
      const now = Date.now;
      const jump = vi.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);
      await runs.until(4).finally(() => jump.mockRestore());
      expect(runs.seen.toSorted()).toEqual([lane, lane, 'render_1', 'render_1'].toSorted());
      await Promise.all(queues.map((queue) => queue.close()));
    });

    test('neither a sweep that fails nor a job that is not ours stops the others', async () => {
      const queue = fixture.makers[0]!.queue(laneQueue);
      await queue.add('lane', { thread: 'of another version' }, { removeOnFail: true });
      const started = counter();
      await start({
        sweep: () => Promise.reject(new Error('the database is away')),
        async runLane(key) {
          started.note(key);
          return {};
        },
      });
      const lane = newKey();
      await producer.wakeLane(lane);
      await started.until(1);
      expect(started.seen).toEqual([lane]);
      await queue.close();
    });
  });
}
