import type { Finding, Level } from '#src/core/finding.ts';
import type { Locale } from '#src/core/message.ts';
import { messagesFor } from './index.ts';

const marks: Record<Level, string> = { ok: '✅', warning: '⚠️', wrong: '❌' };

/** A finding in words, as a sentence or two. */
export function findingText({ code, params }: Finding, locale: Locale): string {
  const found = messagesFor(locale).doctor.found as Record<string, (p: Finding['params']) => string>;
  return found[code]?.(params) ?? code;
}

/** The whole report in our markdown subset: how many things are wrong, then a line for each finding. */
export function reportText(findings: Finding[], locale: Locale): string {
  const counted = (level: Level): number => findings.filter((one) => one.level === level).length;
  const summary = messagesFor(locale).doctor.summary({
    wrong: counted('wrong'),
    warnings: counted('warning'),
  });
  const lines = findings.map((one) => `${marks[one.level]} ${findingText(one, locale)}`);
  return `${summary}\n\n${lines.join('\n')}`;
}
