import { pino } from 'pino';
import { passBy } from '#src/core/points.ts';
import { createStageTimes } from '#src/core/stage-times.ts';
import type { EngineDeps } from '#src/engine/deps.ts';

/** Something that a test does not need. Whoever uses it all the same is told what it was. */
export const unused = (name: string): never =>
  new Proxy(
    {},
    {
      get: (_, property) => {
        throw new Error(`${name}.${String(property)} was not expected to be used`);
      },
    },
  ) as never;

/** For the parts of a port that a test does not need. */
export const notExpected = (): Promise<never> => Promise.reject(new Error('not expected to be called'));

/** The engine's surroundings, of which a test puts in what it needs. */
export function engineDeps(given: Partial<EngineDeps>): EngineDeps {
  return {
    store: unused('store'),
    agent: unused('agent'),
    messenger: unused('messenger'),
    files: unused('files'),
    queue: unused('queue'),
    checks: [],
    clock: unused('clock'),
    log: pino({ level: 'silent' }),
    settings: {
      stillWorkingMs: 60_000,
      renderPollMs: 30,
      rateLimitWaitMs: 1_000,
      recoverFirstMs: 30,
      recoverEveryMs: 60,
      webUrl: 'https://nemo.example',
      nemoToken: undefined,
      trustedOrigins: new Set(),
      access: { mode: 'open', places: [], users: [], admins: [] },
      limits: {},
      retainDays: 0,
    },
    draining: new AbortController().signal,
    reached: passBy,
    times: createStageTimes(),
    ...given,
  };
}
