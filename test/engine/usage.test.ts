import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { runOf, spentOf } from '#test/contracts/spending-contract.ts';
import { createTestEngine, type TestEngine } from '#test/support/engine.ts';
import { openMemoryStore } from '#test/support/store.ts';

const words = messagesFor('en').usage;
const dayMs = 24 * 60 * 60 * 1000;

let fixture: StoreFixture;
let engine: TestEngine;
let today: string;

beforeAll(async () => {
  fixture = await openMemoryStore();
  engine = createTestEngine(fixture, { admins: ['ann'] });
  const now = engine.clock.now();
  today = new Date(now).toISOString().slice(0, 10);
  const { spending } = fixture.store;
  const spend = async (owner: string, place: string | null, credits: number, at: number): Promise<void> => {
    const run = runOf({ owner, place });
    await spending.begin({ ...run, reserved: 1 }, at - 1);
    await spending.record(spentOf(run, 100 - credits), 1, at);
  };
  await spend('user:discord:3', null, 50, now - 20 * dayMs);
  await spend('user:discord:1', 'place:discord:7', 8, now - 3 * dayMs);
  await spend('user:discord:1', 'place:discord:7', 30, now);
  await spend('user:telegram:2', null, 5, now + 10);
});
afterAll(() => fixture.close());

test('an admin gets sums by day, person and server, with a file and buttons for other ranges', async () => {
  const { threadKey, turnId } = await engine.say('usage this week');
  const last = await engine.lastWord(turnId);
  expect(last.kind).toBe('info');
  for (const line of [
    words
      .table({
        days: 7,
        total: 43,
        byDay: { shown: [], more: 0 },
        byUser: { shown: [], more: 0 },
        byPlace: { shown: [], more: 0 },
      })
      .split('\n')[0],
    `- \`${today}\`: 35 credits, 2 requests`,
    '- `discord:1`: 38 credits, 2 requests',
    '- `telegram:2`: 5 credits, 1 request',
    '- `discord:7`: 38 credits, 2 requests',
    '- private chats: 5 credits, 1 request',
  ])
    expect(last.text.split('\n')).toContain(line);
  expect(last.buttons.map(({ label }) => label)).toEqual([
    words.range({ days: 1 }),
    words.range({ days: 30 }),
  ]);

  const [file] = last.files;
  expect(file).toMatchObject({ name: 'usage-7d.csv', mime: 'text/csv' });
  const opened = await engine.open(threadKey, file!.renderId);
  const csv = await text(Readable.from(opened!.body));
  expect(opened!.bytes).toBe(csv.length);
  expect(csv.split('\r\n')).toHaveLength(5);
  expect(csv).toContain(`${today},discord:1,discord:7,30,1,0\r\n`);
  // Nobody else gets it by knowing its name.
  const elsewhere = await engine.say('help', undefined, { authorId: 'bob' });
  expect(await engine.open(elsewhere.threadKey, file!.renderId)).toBeUndefined();

  await engine.press(threadKey, last, words.range({ days: 30 }));
  const [row] = await fixture.sql(`select message from reelay.deliveries order by created_at desc limit 1`);
  expect(String(row?.['message'])).toContain('discord:3');
});

test('others get a polite no, and no file', async () => {
  const asked = await engine.say('/usage 30', undefined, { authorId: 'bob' });
  const last = await engine.lastWord(asked.turnId);
  expect(last).toMatchObject({ kind: 'info', text: words.adminsOnly, files: [], buttons: [] });
  expect(await engine.open(asked.threadKey, `usage_${asked.turnId}`)).toBeUndefined();
});
