import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a bench is run with. */
export type BenchOptions = {
  /** Tiny sizes, to see that it runs at all; the figures mean nothing. */
  smoke: boolean;
  /** Folder for CPU profiles of Reelay's processes, where they are wanted. */
  profile: string | undefined;
};

/** One measured figure. */
export type Row = {
  /** What was done, in words. */
  what: string;
  value: number;
  unit: string;
  /** What it was measured beside, in the same run. */
  beside?: { name: string; value: number } | undefined;
  /** The bound that is wanted for `value`, or for its ratio to what it stands beside. */
  wanted?: { of: 'value' | 'ratio'; least?: number; most?: number } | undefined;
};

export type Bench = (options: BenchOptions) => Promise<{ rows: Row[]; notes?: string[] }>;

/** What is kept of one run of one bench. */
export type Report = {
  bench: string;
  at: string;
  tookS: number;
  machine: { cpu: string; cores: number; memoryGb: number; system: string; node: string };
  /** Load of the machine over the last minute, before and after: above the number of cores it tells too little of us. */
  load: { before: number; after: number };
  smoke: boolean;
  rows: Row[];
  notes: string[];
};

const results = fileURLToPath(new URL('results/', import.meta.url));
const page = fileURLToPath(new URL('../docs/performance.md', import.meta.url));

export async function measure(name: string, bench: Bench, options: BenchOptions): Promise<Report> {
  const before = load();
  const startedAt = performance.now();
  const { rows, notes = [] } = await bench(options);
  return {
    bench: name,
    at: new Date().toISOString(),
    tookS: Math.round((performance.now() - startedAt) / 1000),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 1024 ** 3),
      system: `${process.platform} ${release()}`,
      node: process.version,
    },
    load: { before, after: load() },
    smoke: options.smoke,
    rows,
    notes,
  };
}

const load = (): number => Math.round((loadavg()[0] ?? 0) * 100) / 100;

/** Keeps the newest run, as JSON. Gives the file. */
export function keep(report: Report): string {
  mkdirSync(results, { recursive: true });
  const file = join(results, `${report.bench}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}

/** Whether a figure is within its bound; nothing where none is set. */
function isMet({ value, beside, wanted }: Row): boolean | undefined {
  if (wanted === undefined) return undefined;
  const judged = wanted.of === 'value' ? value : value / (beside?.value ?? Number.NaN);
  return judged >= (wanted.least ?? -Infinity) && judged <= (wanted.most ?? Infinity);
}

/** The table of a run, as Markdown. */
export function tableOf({ rows, notes }: Pick<Report, 'rows' | 'notes'>): string {
  const lines = [['work', 'Reelay', 'beside', 'ratio', 'wanted', 'met'], Array<string>(6).fill('---')];
  for (const row of rows) {
    const { what, value, unit, beside, wanted } = row;
    const met = isMet(row);
    lines.push([
      what,
      `${figure(value)} ${unit}`,
      beside === undefined ? '-' : `${figure(beside.value)} ${unit} (${beside.name})`,
      beside === undefined || beside.value === 0 ? '-' : `${figure(value / beside.value)}x`,
      wanted === undefined ? '-' : bound(wanted, unit),
      met === undefined ? '-' : met ? 'yes' : 'no',
    ]);
  }
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return [table, ...notes.map((note) => `\n${note}`)].join('\n');
}

function bound({ of, least, most }: NonNullable<Row['wanted']>, unit: string): string {
  const ending = of === 'ratio' ? 'x' : ` ${unit}`;
  return [
    least === undefined ? '' : `at least ${least}${ending}`,
    most === undefined ? '' : `at most ${most}${ending}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return '?';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** Puts a run's table into its place in `docs/performance.md`. */
export function writeIntoPage(report: Report): void {
  const { bench, at, machine, load, tookS } = report;
  const start = `<!-- bench:${bench} -->`;
  const end = `<!-- /bench:${bench} -->`;
  const text = readFileSync(page, 'utf8');
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`docs/performance.md has no place for ${bench}: ${start} … ${end}`);
  const about = `${at.slice(0, 10)}, ${machine.cores} cores (${machine.cpu}), ${machine.memoryGb} GB, Node ${machine.node.slice(1)}; load ${load.before} before, ${load.after} after; ${tookS} s.`;
  const section = `${start}\n${tableOf(report)}\n\n${about}\n${end}`;
  writeFileSync(page, text.slice(0, from) + section + text.slice(to + end.length));
}
