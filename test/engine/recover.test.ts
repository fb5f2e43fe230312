import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AppError } from '#src/errors.ts';
import type { Edits } from '#src/engine/edit.ts';
import { holdTurn, type Hold } from '#src/engine/hold.ts';
import { createRecovery, type Recovery } from '#src/engine/recover.ts';
import type { Status } from '#src/engine/status.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { createManualClock, type ManualClock } from '#test/fakes/clock.ts';
import { engineDeps } from '#test/fakes/deps.ts';
import { addTurn, newProject } from '#test/support/records.ts';
import { openMemoryStore } from '#test/support/store.ts';

const words = messagesFor('en');
const away = new AppError('nemo.unreachable', { sent: false });
const { signal } = new AbortController();
const status: Status = { show: () => undefined, stop: async () => undefined };

let fixture: StoreFixture;
let clock: ManualClock;
let hold: Hold;

beforeAll(async () => {
  fixture = await openMemoryStore();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  clock = createManualClock();
  const project = await newProject(fixture.store);
  await addTurn(fixture.store, project);
  const claimed = (await fixture.store.turns.claim(project.threadKey, 'a'))!;
  hold = holdTurn(fixture.store, claimed, 'a');
  await hold.advance({ state: 'streaming' });
});

/** Looks until the end, where the state shows this from look to look. Gives the waits before each. */
async function recover(
  shows: (string | Error | undefined)[],
  heard?: string[],
): Promise<{ waits: number[]; finding: Awaited<ReturnType<Recovery['look']>> }> {
  const left = [...shows];
  const edits = {
    changes: async () => {
      const shown = left.shift();
      if (shown instanceof Error) throw shown;
      return shown;
    },
  } as Partial<Edits> as Edits;
  const recovery = createRecovery({ ...engineDeps({ clock }), edits });
  const waits: number[] = [];
  let finding: Awaited<ReturnType<Recovery['look']>> = await recovery.begin(hold, heard);
  while ('againInMs' in finding) {
    const { againInMs = 0 } = finding;
    // What a process needs to know that takes this over now.
    expect(hold.turn).toMatchObject({ state: 'recovering', notBefore: clock.now() + againInMs });
    waits.push(againInMs);
    await clock.advance(againInMs);
    finding = await recovery.look(hold, status, signal);
  }
  expect(left).toEqual([]);
  return { waits, finding };
}

test('an edit that shows is told with what it changed', async () => {
  const { waits, finding } = await recover([undefined, 'muted']);
  expect(waits).toEqual([30, 60]);
  expect(finding).toEqual({ end: 'found', said: [words.recovered({ changes: 'muted' })] });
});

test('after five looks without a change it is unknown', async () => {
  const { waits, finding } = await recover([undefined, undefined, undefined, undefined, undefined]);
  expect(waits).toEqual([30, 60, 60, 60, 60]);
  expect(finding).toEqual({ end: 'unknown', said: [words.notRecovered] });
});

test('a backend that is away uses up no looks, and is asked less and less often', async () => {
  const { waits, finding } = await recover([away, away, away, away, away, away, undefined, 'muted']);
  expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 60]);
  expect(finding).toMatchObject({ end: 'found' });
});

test('what the agent said before the state could not be read is not lost', async () => {
  expect((await recover([away, 'muted'], ['I muted it.'])).finding).toEqual({
    end: 'found',
    said: ['I muted it.', 'muted'],
  });
});

test('an answer that is no passing trouble is passed on', async () => {
  const gone = new AppError('nemo.session-not-found', {});
  await expect(recover([undefined, gone])).rejects.toBe(gone);
});
