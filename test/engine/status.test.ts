import { setImmediate as tick } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { sentOf } from '#src/core/stage-times.ts';
import type { Turn } from '#src/core/turn.ts';
import { createStatus, showSent, type Status } from '#src/engine/status.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { createManualClock, type ManualClock } from '#test/fakes/clock.ts';
import { engineDeps } from '#test/fakes/deps.ts';
import { createFakeMessenger, type FakeMessenger } from '#test/fakes/messenger.ts';
import { newKey } from '#test/support/records.ts';

const words = messagesFor('en');
let clock: ManualClock;
let messenger: FakeMessenger;
let status: Status;
const paceMs = 1_500;

beforeEach(() => {
  clock = createManualClock();
  messenger = createFakeMessenger();
  messenger.limits = () => ({
    editIntervalMs: paceMs,
    busyMs: 0,
    linkBy: 'page',
    spaceWord: undefined,
    keepsFiles: true,
  });
  const turn = {
    id: 't',
    threadKey: newKey(),
    locale: 'en',
    createdAt: clock.now(),
    startedAt: null,
  } as Turn;
  status = createStatus(engineDeps({ clock, messenger }), turn, 'status');
});

const shown = (): string[] => messenger.edits.map(({ message }) => message.text);
const pass = async (ms: number): Promise<void> => {
  await clock.advance(ms);
  await tick();
};

async function stop(): Promise<void> {
  const stopped = status.stop(true);
  await tick();
  await pass(paceMs);
  await stopped;
}

test('the bar of a file moves at the pace of the platform, whatever comes in between', async () => {
  await tick();
  const of = 100 * 1024 ** 2;
  const told = showSent(status, { name: 'clip.mp4' });
  for (let sent = 0; sent <= of; sent += of / 100) {
    told(sent, of);
    await pass(100);
  }
  await stop();
  const bars = shown().filter((text) => text.includes('▰') || text.includes('▱'));
  expect(bars.length).toBeGreaterThan(4);
  expect(bars.length).toBeLessThanOrEqual(Math.ceil(10_100 / paceMs) + 1);
  const done = sentOf(of, of);
  expect(bars.at(-1)).toBe(
    words.stage({ stage: 'uploading', elapsedMs: 0, progress: done, detail: 'clip.mp4' }),
  );
});

test('a stage counts its own time, and new footage that of its edit', async () => {
  await pass(20_000);
  status.show('editing');
  await pass(8_000);
  status.show('generating', 'The raw clip is ready.');
  await pass(4_000);
  await stop();
  expect(
    shown()
      .filter((text) => text.startsWith('Editing'))
      .at(-1),
  ).toMatch(/^Editing · 0:0[5-8], usually 10-30 s$/);
  expect(shown().at(-1)).toMatch(/^Generating · 0:1[2-4], usually 2-5 min\nThe raw clip is ready\.$/);
});
