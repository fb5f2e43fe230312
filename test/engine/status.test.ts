import { setImmediate as tick } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { sentOf } from '#src/core/stage-times.ts';
import type { Turn } from '#src/core/turn.ts';
import { createStatuses, showSent, type Status } from '#src/engine/status.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { createManualClock, type ManualClock } from '#test/fakes/clock.ts';
import { engineDeps } from '#test/fakes/deps.ts';
import { createFakeMessenger, type FakeMessenger } from '#test/fakes/messenger.ts';
import { newKey } from '#test/support/records.ts';

const words = messagesFor('en');
let clock: ManualClock;
let messenger: FakeMessenger;
let status: Status;
let keep: () => Status;
const paceMs = 1_500;
const busyMs = 4_500;

beforeEach(() => {
  clock = createManualClock();
  messenger = createFakeMessenger();
  limit({ busyMs: 0 });
  const keepStatus = createStatuses(engineDeps({ clock, messenger }));
  keep = () => {
    const turn = { id: 't', threadKey: newKey(), locale: 'en', createdAt: clock.now(), startedAt: null };
    return keepStatus(turn as Turn, 'status');
  };
  status = keep();
});

function limit(limits: { busyMs: number }): void {
  messenger.limits = () => ({
    editIntervalMs: paceMs,
    linkBy: 'page',
    spaceWord: undefined,
    keepsFiles: true,
    ...limits,
  });
}

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

/** The times that were shown, in seconds. */
const times = (): number[] =>
  shown().flatMap((text) => {
    const [, minutes, seconds] = / · (\d+):(\d\d),/.exec(text) ?? [];
    return minutes === undefined ? [] : [Number(minutes) * 60 + Number(seconds)];
  });

test('the time moves on every five seconds at first, and four times a minute later', async () => {
  status.show('generating');
  for (let s = 0; s < 58; s += 1) await pass(1_000);
  const steps = times().map((at, n, all) => at - (all[n - 1] ?? at));
  expect(steps).toEqual([0, 5, 5, 5, 5, 5, 15, 15]);
  await stop();
});

test('news that say nothing new, as most of a stream do, change no message', async () => {
  await pass(100);
  status.show('generating', 'The music is next.');
  await pass(paceMs);
  const before = shown().length;
  for (let n = 0; n < 20; n += 1) {
    status.show('generating', 'The music is next.');
    await pass(200);
  }
  expect(shown().length).toBe(before);
  status.show('generating', 'The titles are next.');
  await pass(0);
  expect(shown().at(-1)).toContain('The titles are next.');
  await stop();
});

test('many edits at once share what a platform bears: each moves its time on more rarely, and tells news at once', async () => {
  limit({ busyMs });
  const typing: string[] = [];
  messenger.showBusy = async (threadKey) => void typing.push(threadKey);
  const alone = keep();
  await pass(20_000);
  expect(typing.length).toBeGreaterThan(3);

  const others = Array.from({ length: 600 }, keep);
  for (const other of others) other.show('editing');
  await pass(paceMs);
  typing.length = 0;
  messenger.edits.length = 0;
  for (let s = 0; s < 30; s += 1) await pass(1_000);
  expect(messenger.edits.length).toBeLessThanOrEqual(30 * 25);
  expect(messenger.edits.length).toBeGreaterThan(500);
  expect(typing).toEqual([]);

  messenger.edits.length = 0;
  others[0]?.show('editing', 'The pauses are out.');
  await pass(paceMs);
  expect(shown().filter((text) => text.includes('The pauses are out.'))).toHaveLength(1);

  const ended = Promise.all([alone, ...others].map((one) => one.stop(false)));
  await pass(0);
  await ended;
  typing.length = 0;
  const late = keep();
  await pass(20_000);
  expect(typing.length).toBeGreaterThan(3);
  await late.stop(false);
});
