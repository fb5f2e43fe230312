import { defineConfig } from 'vitest/config';

/** Files that measure memory, look at pixels of a browser, or start many processes: nothing runs beside them. */
const alone = [
  'test/bench/**/*.test.ts',
  'test/chaos/**/*.test.ts',
  'test/e2e/browser*.test.ts',
  'test/e2e/telegram-large.test.ts',
];

export default defineConfig({
  test: {
    // Only to end what hangs: nothing is judged by its time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
