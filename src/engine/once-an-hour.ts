import type { Clock } from '#src/ports.ts';

const hourMs = 60 * 60_000;
const mostKept = 10_000;

/**
 * Does what is to be done once an hour to each name; what failed does not count. Kept in memory alone: nothing is
 * stored about people who are not let in, and after a restart one of them may hear a word once more.
 */
export function createOnceAnHour(clock: Pick<Clock, 'now'>): {
  once(name: string, work: () => Promise<void>): Promise<void>;
  /** The hour of this name is over. */
  again(name: string): void;
} {
  /** When each was named, the oldest first. */
  const named = new Map<string, number>();
  return {
    again: (name) => void named.delete(name),
    async once(name, work) {
      const now = clock.now();
      for (const [old, at] of named) {
        if (now - at < hourMs && named.size < mostKept) break;
        named.delete(old);
      }
      if (named.has(name)) return;
      named.set(name, now);
      try {
        await work();
      } catch (error) {
        named.delete(name);
        throw error;
      }
    },
  };
}
