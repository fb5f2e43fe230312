/** Runs what belongs to one channel one after another, in the order in which it was asked for. */
export type Order = {
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
};

export function createOrder(): Order {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(key, work) {
      const result = (tails.get(key) ?? Promise.resolve()).then(work);
      const tail = result.catch(() => undefined);
      tails.set(key, tail);
      void tail.then(() => tails.get(key) === tail && tails.delete(key));
      return result;
    },
  };
}
