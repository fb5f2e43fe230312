import { clockFindings, reasonOf, wrong, type Finding, type Health } from '#src/core/finding.ts';
import type { ThreadKey } from '#src/core/message.ts';
import type { Turn } from '#src/core/turn.ts';
import { reportText } from '#src/i18n/doctor-report.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Check, Clock } from '#src/ports.ts';
import type { Answer } from './answer.ts';
import type { EngineDeps } from './deps.ts';

/** No part keeps the report waiting longer than this. */
const checkMs = 4_000;

/** Looks at all parts side by side. A part that fails, or does not answer in time, is a finding of its own. */
export async function examine(
  checks: Check[],
  clock: Clock,
  here: ThreadKey | undefined,
): Promise<Finding[]> {
  const found = await Promise.all(checks.map((check) => bounded(check, clock, here)));
  return [
    ...found.flatMap(({ findings }) => findings),
    ...clockFindings(found.flatMap(({ clocks = [] }) => clocks)),
  ];
}

async function bounded({ name, look }: Check, clock: Clock, here: ThreadKey | undefined): Promise<Health> {
  const late = new AbortController();
  const over = new AbortController();
  const timeUp = clock.sleep(checkMs, over.signal).then(() => {
    late.abort();
    return { findings: [wrong('check.late', { name })] };
  });
  const looked = look(late.signal, here).catch((error: unknown) => ({
    findings: [
      late.signal.aborted
        ? wrong('check.late', { name })
        : wrong('check.failed', { name, reason: reasonOf(error) }),
    ],
  }));
  try {
    return await Promise.race([looked, timeUp]);
  } finally {
    timeUp.catch(() => undefined);
    over.abort();
  }
}

/** The report about this process and the turn's thread, for admins alone. */
export type Doctor = (turn: Pick<Turn, 'authorId' | 'threadKey' | 'locale'>) => Promise<Answer>;

export function createDoctor({
  checks,
  clock,
  settings,
}: Pick<EngineDeps, 'checks' | 'clock' | 'settings'>): Doctor {
  return async ({ authorId, threadKey, locale }) =>
    settings.access.admins.includes(authorId)
      ? { text: reportText(await examine(checks, clock, threadKey), locale) }
      : { text: messagesFor(locale).doctor.adminsOnly };
}
