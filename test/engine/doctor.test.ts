import { describe, expect, test } from 'vitest';
import { ok, warning, wrong, type Finding } from '#src/core/finding.ts';
import { toThreadKey, locales } from '#src/core/message.ts';
import { createDoctor, examine } from '#src/engine/doctor.ts';
import { reportText } from '#src/i18n/doctor-report.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Check } from '#src/ports.ts';
import { createManualClock } from '#test/fakes/clock.ts';
import { engineDeps } from '#test/fakes/deps.ts';

const here = toThreadKey('test', '5');
const check = (name: Check['name'], look: Check['look']): Check => ({ name, look });
const good = check('queue', async () => ({ findings: [ok('queue.embedded', {})] }));

test('parts are looked at side by side, and told in their order', async () => {
  const begun = Promise.withResolvers<void>();
  const slow = check('nemo', async () => {
    await begun.promise;
    return { findings: [ok('nemo.reachable', {})], clocks: [{ beside: 'Nemo', aheadMs: 0 }] };
  });
  const second = check('folder', async () => {
    begun.resolve();
    return { findings: [ok('folder.good', { freeMb: 5 })] };
  });
  const findings = await examine([slow, second], createManualClock(), here);
  expect(findings.map(({ code }) => code)).toEqual(['nemo.reachable', 'folder.good', 'clock.good']);
});

test('a part that never answers is a line of its own, and keeps nobody waiting longer', async () => {
  const clock = createManualClock();
  let told: AbortSignal | undefined;
  const stuck = check('discord', (signal) => {
    told = signal;
    return new Promise(() => undefined);
  });
  const report = examine([stuck, good], clock, here);
  await clock.advance(4_000);
  expect((await report).slice(0, 2)).toEqual([
    wrong('check.late', { name: 'discord' }),
    ok('queue.embedded', {}),
  ]);
  expect(told?.aborted).toBe(true);
});

test('a part that fails is a line of its own', async () => {
  const failing = check('telegram', async () => {
    throw new Error('fetch failed', { cause: new Error('no such host') });
  });
  expect(await examine([failing], createManualClock(), undefined)).toEqual([
    wrong('check.failed', { name: 'telegram', reason: 'no such host' }),
    ok('clock.alone', {}),
  ]);
});

describe.each(locales)('in %s', (locale) => {
  const words = messagesFor(locale).doctor;

  test('admins get the report about their thread, others a polite no', async () => {
    const looked: unknown[] = [];
    const noting = check('queue', async (_, thread) => {
      looked.push(thread);
      return { findings: [ok('queue.embedded', {})] };
    });
    const { settings } = engineDeps({});
    const doctor = createDoctor({
      checks: [noting],
      clock: createManualClock(),
      settings: { ...settings, access: { ...settings.access, admins: ['22'] } },
    });
    const turn = { threadKey: here, locale };
    expect(await doctor({ ...turn, authorId: '1' })).toEqual({ text: words.adminsOnly });
    expect(looked).toEqual([]);
    const { text } = await doctor({ ...turn, authorId: '22' });
    expect(text).toContain(words.found['queue.embedded']({}));
    expect(looked).toEqual([here]);
  });

  test('the report says first how many things are wrong, and marks each line', () => {
    const findings: Finding[] = [
      ok('nemo.reachable', {}),
      warning('redis.evicts', { policy: 'allkeys-lru' }),
      wrong('folder.full', { freeMb: 3 }),
    ];
    expect(reportText(findings, locale).split('\n')).toEqual([
      words.summary({ wrong: 1, warnings: 1 }),
      '',
      `✅ ${words.found['nemo.reachable']({})}`,
      `⚠️ ${words.found['redis.evicts']({ policy: 'allkeys-lru' })}`,
      `❌ ${words.found['folder.full']({ freeMb: 3 })}`,
    ]);
    expect(reportText([ok('nemo.reachable', {})], locale)).toContain(
      words.summary({ wrong: 0, warnings: 0 }),
    );
  });
});
