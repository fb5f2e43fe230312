import type { Difference } from './probe-differences.ts';
import type { ProbeReport } from './probe.ts';
import type { StepReport } from './probe-walk.ts';

const marks: Record<StepReport['outcome'], string> = { ok: '✅', failed: '❌', 'left out': '➖' };

/** The report as whoever ran the probe reads it. */
export function reportOf({ reelay, backend, steps, differences, streams }: ProbeReport): string {
  const width = Math.max(...steps.map(({ name }) => name.length));
  const stepLines = steps.map(
    ({ name, outcome, tookMs, note }) =>
      `${marks[outcome]} ${name.padEnd(width)} ${(tookMs / 1000).toFixed(1).padStart(6)} s  ${note}`,
  );
  const streamLines = streams.map(({ frames, tools, heartbeats }) => {
    const facts = [
      `${frames} frames`,
      tools.length > 0 ? `tools: ${tools.join(', ')}` : 'no tools',
      heartbeats.length > 0 ? `heartbeats: ${heartbeats.join('; ')}` : 'no heartbeats',
    ];
    return `The edit's stream: ${facts.join('; ')}.`;
  });
  const harmful = differences.filter(({ kind }) => kind !== 'extra');
  const extra = differences.filter(({ kind }) => kind === 'extra');
  return [
    `Reelay ${reelay} asked ${backend}.`,
    stepLines.join('\n'),
    ...streamLines,
    harmful.length === 0
      ? 'Nothing is otherwise than documented.'
      : `Otherwise than documented:\n${harmful.map(lineOf).join('\n')}`,
    ...(extra.length === 0 ? [] : [`New, and passed over:\n${extra.map(lineOf).join('\n')}`]),
  ].join('\n\n');
}

/** True where a step failed or an answer was otherwise than documented; what is only new does not count. */
export function isAsDocumented({ steps, differences }: ProbeReport): boolean {
  return steps.every(({ outcome }) => outcome === 'ok') && differences.every(({ kind }) => kind === 'extra');
}

function lineOf({ kind, endpoint, path, expected, got }: Difference): string {
  const where = `- ${endpoint}${path === '' ? '' : `, ${path}`}`;
  switch (kind) {
    case 'missing':
      return `${where}: missing${expected === undefined ? '' : ` (documented: ${expected})`}`;
    case 'extra':
      return `${where}: ${got ?? 'something'}`;
    case 'type':
    case 'value':
      return `${where}: ${got ?? 'something'}, documented ${expected ?? 'otherwise'}`;
    case 'code':
      return `${where}: ${got ?? ''}, a code that is not known`;
    case 'event':
      return `${where}: an event of a kind that is not known (${got ?? ''})`;
    case 'not-json':
      return `${where}: no JSON${got === undefined ? '' : ` (${got})`}`;
  }
}
