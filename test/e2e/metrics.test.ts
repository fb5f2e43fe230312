import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import { startTelegramWorld, type TelegramWorld } from '#test/adapters/telegram/support.ts';
import { tinyClip } from '#test/support/media.ts';
import { readMetrics } from '#test/support/metrics.ts';
import { startWorld, type World } from '#test/support/world.ts';

vi.setConfig({ testTimeout: 60_000 });

const words = messagesFor('en');
let world: World;
let clip: string;

beforeAll(async () => {
  clip = await tinyClip();
  world = await startWorld();
});
afterAll(() => world.stop());

test('a turn shows in every number that it passes', async () => {
  const chat = await world.chat();
  await chat.ask('add a title "Sea" for 0.5 seconds, export', [clip]);
  await chat.ask('help');
  world.sandbox.control.fault({ endpoint: 'credits', action: { status: 429 } });
  await chat.ask('credits');
  const { sum, names, text } = await readMetrics(world.url);
  expect(sum('reelay_turns_taken_total', { platform: 'web', kind: 'work' })).toBe(1);
  expect(sum('reelay_turns_taken_total', { platform: 'web', kind: 'quick' })).toBe(2);
  expect(sum('reelay_turns_total', { outcome: 'done', kind: 'work' })).toBeGreaterThanOrEqual(1);
  expect(sum('reelay_turns_total', { outcome: 'done' })).toBe(3);
  expect(sum('reelay_turn_seconds_count')).toBe(3);
  expect(sum('reelay_wait_seconds_count')).toBeGreaterThanOrEqual(1);
  for (const stage of ['upload', 'edit', 'render', 'delivery'])
    expect.soft(sum('reelay_stage_seconds_count', { stage }), stage).toBeGreaterThan(0);
  expect(sum('reelay_live_streams')).toBe(0);
  expect(sum('reelay_backend_calls_total', { call: 'send', code: 'ok' })).toBe(1);
  expect(sum('reelay_backend_calls_total', { call: 'credits', code: 'nemo.rate-limited' })).toBe(1);
  expect(sum('reelay_backend_answers_total', { status: '429' })).toBe(1);
  expect(sum('reelay_deliveries_total', { platform: 'web', outcome: 'delivered' })).toBe(3);
  expect(sum('reelay_videos_total', { platform: 'web', as: 'file' })).toBe(1);
  expect(sum('reelay_credits_spent_total')).toBeGreaterThan(0);
  for (const part of ['database', 'queue']) expect(sum('reelay_up', { part })).toBe(1);
  expect(names).toContain('reelay_queue_jobs');
  expect(names).toContain('nodejs_eventloop_lag_p99_seconds');
  expect(names).toContain('process_resident_memory_bytes');
  expect(sum('reelay_info', { role: 'all', version: '0.0.0-test' })).toBe(1);
  // No label says whose or which.
  expect(text).not.toContain(chat.threadId);
});

test('what is under way is seen while it is', async () => {
  const { control } = world.sandbox;
  control.reset();
  const chat = await world.chat();
  control.hold('run_sse');
  const first = await chat.say('add a title "Sea"', [clip]);
  await control.waitFor('run_sse', 1);
  const second = await chat.say('mute');
  const { sum } = await readMetrics(world.url);
  expect(sum('reelay_live_streams')).toBe(1);
  expect(sum('reelay_turns_open', { state: 'queued' })).toBe(1);
  expect(sum('reelay_oldest_waiting_seconds')).toBeGreaterThan(0);
  expect(sum('reelay_queue_jobs', { queue: 'lanes', state: 'active' })).toBe(1);
  control.release('run_sse');
  await Promise.all([chat.lastWord(first), chat.lastWord(second)]);
  expect((await readMetrics(world.url)).sum('reelay_turns_open')).toBe(0);
});

test('a platform that asks to wait, and one that takes no message any more, are counted', async () => {
  let telegram: TelegramWorld | undefined;
  try {
    telegram = await startTelegramWorld();
    const mia = telegram.telegram.person();
    const busy = { code: 429, description: 'Too Many Requests', parameters: { retry_after: 1 } };
    telegram.telegram.fault({ method: 'sendMessage', ...busy });
    mia.say('/help');
    await mia.hears(({ text }) => text?.includes(words.help.slice(0, 10).replaceAll('**', '')) === true);
    telegram.telegram.fault({ method: 'sendMessage', code: 403, description: 'Forbidden: bot was blocked' });
    mia.say('/help');
    const { url } = telegram;
    await vi.waitFor(async () => {
      const { sum } = await readMetrics(url);
      expect(sum('reelay_platform_busy_total', { platform: 'telegram' })).toBe(1);
      expect(sum('reelay_deliveries_total', { platform: 'telegram', outcome: 'delivered' })).toBe(1);
      expect(sum('reelay_deliveries_total', { platform: 'telegram', outcome: 'given-up' })).toBe(1);
    }, 15_000);
  } finally {
    await telegram?.stop();
  }
});
