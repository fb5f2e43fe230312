import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Run, Spent } from '#src/core/spending.ts';
import { addTurn, newProject } from '#test/support/records.ts';
import type { Opened } from './store-contract.ts';

const day = Date.UTC(2026, 10, 25);

/** A run of a turn that is not looked at. */
export const runOf = (more: Partial<Run> = {}): Run => ({
  turnId: randomUUID(),
  owner: 'user:test:ann',
  place: null,
  accountId: 'operator',
  kind: 'operator',
  ...more,
});

/** The end of a run that took the balance from 100 to this. */
export const spentOf = (run: Run, after: number, more: Partial<Spent> = {}): Spent => ({
  ...run,
  projectId: 'p',
  step: 0,
  work: 'edit',
  before: 100,
  after,
  ...more,
});

/** What is recorded of what runs cost. */
export function spendingContract(opened: Opened): void {
  const rows = (turnId: string) =>
    opened().sql(
      'select credits_before, credits_after, credits, exact, owner, place, kind, work, project_id from reelay.spending where turn_id = $1',
      [turnId],
    );

  test('a run alone on its account cost what the account lost; its row says whose, where and for what', async () => {
    const { spending } = opened().store;
    const run = runOf({ place: 'place:test:1' });
    await spending.begin({ ...run, reserved: 10 }, day);
    expect(await spending.record(spentOf(run, 97.5), 10, day + 5)).toEqual({ credits: 2.5, exact: true });
    expect(await rows(run.turnId)).toEqual([
      {
        credits_before: 100,
        credits_after: 97.5,
        credits: 2.5,
        exact: true,
        owner: 'user:test:ann',
        place: 'place:test:1',
        kind: 'operator',
        work: 'edit',
        project_id: 'p',
      },
    ]);
  });

  test('two runs at once on one account: neither part is known, and each counts as the usual at most', async () => {
    const { spending } = opened().store;
    const [first, second, elsewhere] = [runOf(), runOf(), runOf({ accountId: 'other' })];
    await spending.begin({ ...first, reserved: 10 }, day);
    await spending.begin({ ...elsewhere, reserved: 10 }, day + 1);
    await spending.begin({ ...second, reserved: 10 }, day + 2);
    expect(await spending.record(spentOf(first, 60), 10, day + 5)).toEqual({ credits: 10, exact: false });
    expect(await spending.record(spentOf(second, 96), 10, day + 9)).toEqual({ credits: 4, exact: false });
    expect(await spending.record(spentOf(elsewhere, 60), 10, day + 9)).toEqual({ credits: 40, exact: true });
    const later = runOf();
    await spending.begin({ ...later, reserved: 10 }, day + 10);
    expect(await spending.record(spentOf(later, 60), 10, day + 11)).toEqual({ credits: 40, exact: true });
  });

  test('a run that nobody noted may have been beside others', async () => {
    const { spending } = opened().store;
    expect(await spending.record(spentOf(runOf(), 60), 10, day)).toEqual({ credits: 10, exact: false });
  });

  test('the steps of a turn add up, and a step that is recorded twice counts once', async () => {
    const { spending } = opened().store;
    const run = runOf();
    const record = async (step: number, before: number, after: number): Promise<void> => {
      await spending.begin({ ...run, reserved: 10 }, day);
      await spending.record(spentOf(run, after, { step, before }), 10, day + step);
    };
    const now = async () => (await rows(run.turnId))[0];
    await record(1, 100, 97);
    await record(1, 100, 95);
    expect(await now()).toMatchObject({ credits_before: 100, credits_after: 95, credits: 5, exact: true });
    await record(2, 95, 85);
    await record(2, 95, 80);
    expect(await now()).toMatchObject({ credits_before: 100, credits_after: 80, credits: 20, exact: true });
    const other = runOf();
    await spending.begin({ ...other, reserved: 10 }, day);
    await record(4, 80, 50);
    expect(await now()).toMatchObject({ credits_before: 100, credits_after: 50, credits: 30, exact: false });
  });

  test('what is usual is the middle of what is known exactly, once there is enough of it', async () => {
    const { spending } = opened().store;
    let now = day;
    const run = async (cost: number, work: Spent['work'] = 'edit'): Promise<void> => {
      const one = runOf();
      await spending.begin({ ...one, reserved: 10 }, ++now);
      await spending.record(spentOf(one, 100 - cost, { work }), 10, ++now);
    };
    await run(4);
    await run(90, 'generation');
    await run(6);
    await spending.record(spentOf(runOf(), 50), 99, day);
    expect(await spending.usual('edit')).toBeUndefined();
    await run(30);
    expect(await spending.usual('edit')).toBe(6);
    expect(await spending.usual('generation')).toBeUndefined();
  });

  test('a run ends with its turn, whoever was at it, and is forgotten a day later', async () => {
    const { store, sql } = opened();
    const { spending, turns } = store;
    const project = await newProject(store);
    const turn = await addTurn(store, project);
    await turns.claim(project.threadKey, 'a process that goes');
    await spending.begin({ ...runOf({ turnId: turn.id }), reserved: 10 }, day);
    await spending.begin({ ...runOf(), reserved: 10 }, day);
    await spending.tidy(day + 5);
    const open = () => sql('select turn_id from reelay.runs where ended_at is null');
    expect(await open()).toEqual([{ turn_id: turn.id }]);
    await spending.release(turn.id, day + 6);
    expect(await open()).toEqual([]);
    await spending.tidy(day + 25 * 3_600_000);
    expect(await sql('select * from reelay.runs')).toEqual([]);
  });
}
