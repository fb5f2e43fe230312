import { expect, test } from 'vitest';
import type { AccessAsked } from '#src/core/records.ts';
import { newKey } from '#test/support/records.ts';
import type { Opened } from './store-contract.ts';

const asks = (name: string, more: Partial<AccessAsked> = {}): AccessAsked => ({
  owner: `user:test:${name}`,
  threadKey: newKey(),
  locale: 'zh',
  code: `CODE-${name}`,
  goodUntil: 1_000,
  ...more,
});

/** Codes of people who ask to be let in. */
export function accessContract(opened: Opened): void {
  test('a code lets in the person who was given it, and nobody else', async () => {
    const { access } = opened().store;
    const [ann, bob] = [asks('ann'), asks('bob')];
    expect(await access.ask(ann, 0, 3)).toEqual(ann);
    await access.ask(bob, 0, 3);
    expect(await access.isApproved(ann.owner)).toBe(false);
    expect(await access.approve('CODE-eve', 1)).toBeUndefined();
    expect(await access.approve('', 1)).toBeUndefined();
    expect(await access.approve(ann.code, 1)).toEqual(ann);
    // A repeated event of the platform is no mistake.
    expect(await access.approve(ann.code, 2)).toEqual(ann);
    expect(await access.isApproved(ann.owner)).toBe(true);
    expect(await access.isApproved(bob.owner)).toBe(false);
  });

  test('who waits already keeps the first code', async () => {
    const { access } = opened().store;
    const first = asks('ann');
    await access.ask(first, 0, 3);
    expect(await access.ask(asks('ann', { code: 'SECOND' }), 500, 3)).toEqual(first);
  });

  test('a code is good until its time, and makes room then', async () => {
    const { access } = opened().store;
    await access.ask(asks('ann'), 0, 1);
    expect(await access.ask(asks('bob'), 999, 1)).toBeUndefined();
    expect(await access.approve('CODE-ann', 1_000)).toBeUndefined();
    const bob = asks('bob', { goodUntil: 2_000 });
    expect(await access.ask(bob, 1_000, 1)).toEqual(bob);
    const again = asks('ann', { code: 'NEW', goodUntil: 3_000 });
    expect(await access.ask(again, 2_000, 1)).toEqual(again);
  });

  test('who was let in waits no longer, and stays', async () => {
    const { access } = opened().store;
    await access.ask(asks('ann'), 0, 1);
    await access.approve('CODE-ann', 1);
    expect(await access.ask(asks('bob'), 2, 1)).toBeDefined();
    await access.ask(asks('cat', { goodUntil: 9_000 }), 5_000, 1);
    expect(await access.isApproved('user:test:ann')).toBe(true);
  });

  test('an approval is taken back by the id alone, from whoever was approved and nobody else', async () => {
    const { access } = opened().store;
    for (const name of ['ann', 'bob', 'cat']) await access.ask(asks(name), 0, 3);
    await access.approve('CODE-ann', 1);
    await access.approve('CODE-bob', 2);
    expect(await access.approved(5)).toEqual({
      people: [
        { owner: 'user:test:bob', at: 2 },
        { owner: 'user:test:ann', at: 1 },
      ],
      count: 2,
    });
    expect(await access.approved(1)).toMatchObject({ people: [{ owner: 'user:test:bob' }], count: 2 });
    for (const nobody of ['cat', 'an', 'ann:', 'user:test:ann', '', 'test'])
      expect(await access.revoke(nobody)).toBeUndefined();
    expect(await access.revoke('ann')).toBe('user:test:ann');
    expect(await access.revoke('ann')).toBeUndefined();
    expect(await access.isApproved('user:test:ann')).toBe(false);
    expect(await access.isApproved('user:test:bob')).toBe(true);
    // The code that once let them in does so no more, and whoever waits still does.
    expect(await access.approve('CODE-ann', 3)).toBeUndefined();
    expect(await access.approve('CODE-cat', 3)).toBeDefined();
  });

  test('of ten who ask at once, three wait', async () => {
    const { access } = opened().store;
    const ten = Array.from({ length: 10 }, (_, n) => asks(`person-${n}`));
    const answers = await Promise.all(ten.map((person) => access.ask(person, 0, 3)));
    expect(answers.filter((answer) => answer !== undefined)).toHaveLength(3);
  });
}
