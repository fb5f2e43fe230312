/** More than this goes into two calls: an answer for one must not wait for all the world. */
const mostItems = 200;

/**
 * Makes few calls out of many that are wanted at the same time: what comes in the same turn of the event loop, or while
 * a call is under way, goes into the next one together. Nobody waits longer than that for company. `run` gives one
 * result for each item, in their order. Where it fails for several at once, each is tried on its own, since one of them may be
 * what is wrong; `isForAll` tells of errors that would meet each of them again.
 */
export function inBatches<In, Out>(
  run: (items: In[]) => Promise<Out[]>,
  isForAll: (error: unknown) => boolean = () => false,
): (item: In) => Promise<Out> {
  type Waiting = { item: In; resolve: (out: Out) => void; reject: (error: unknown) => void };
  let waiting: Waiting[] = [];
  let isRunning = false;

  async function one({ item, resolve, reject }: Waiting): Promise<void> {
    try {
      resolve((await run([item]))[0] as Out);
    } catch (error) {
      reject(error);
    }
  }

  async function several(batch: Waiting[]): Promise<void> {
    try {
      const results = await run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, at) => resolve(results[at] as Out));
    } catch (error) {
      if (isForAll(error)) for (const { reject } of batch) reject(error);
      else await Promise.all(batch.map(one));
    }
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostItems);
      waiting = waiting.slice(mostItems);
      const [first] = batch;
      await (batch.length === 1 && first !== undefined ? one(first) : several(batch));
    }
    isRunning = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isRunning) return;
      isRunning = true;
      setImmediate(() => void drain());
    });
}
