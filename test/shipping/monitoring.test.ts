import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createPrometheus } from '#src/metrics/prometheus.ts';

const read = (path: string): string => readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8');
const operations = read('operations.md');

/** Every metric that the page for Prometheus names, with the series that histograms are made of. */
let known: Set<string>;
beforeAll(async () => {
  const { read } = createPrometheus({
    version: '0',
    role: 'all',
    sources: {
      work: async () => ({ turns: {}, oldestWaitMs: 0, deliveries: 0 }),
      jobs: async () => ({}),
    },
  });
  const types = [...(await read()).text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  known = new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
});

const namesIn = (text: string): string[] => text.match(/\b(?:reelay|nodejs|process)_[a-z\d_]+/g) ?? [];

const panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  gridPos: z.object({ h: z.number(), w: z.number(), x: z.number(), y: z.number() }),
  targets: z.array(z.object({ expr: z.string() })).optional(),
});

describe('the dashboard', () => {
  const { panels } = z.object({ panels: z.array(panel) }).parse(JSON.parse(read('grafana/reelay.json')));
  const charts = panels.filter(({ type }) => type !== 'row');

  test('has the rows that operators look for, and no two panels in one place', () => {
    expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
      'Traffic',
      'Waiting',
      'Backend',
      'Platforms',
      'Money',
      'Processes',
    ]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const [n, one] of panels.entries()) {
      const [a, others] = [one.gridPos, panels.slice(n + 1).map(({ gridPos }) => gridPos)];
      expect.soft(a.x + a.w, one.title).toBeLessThanOrEqual(24);
      const overlaps = (b: typeof a): boolean =>
        a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
      expect.soft(others.filter(overlaps), one.title).toEqual([]);
    }
  });

  test.each(charts.map((one) => [one.title, one] as const))(
    '%s asks for what there is, and says why',
    (_, one) => {
      expect(one.description).toMatch(/\.$/);
      const names = one.targets!.flatMap(({ expr }) => namesIn(expr));
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect.soft(known, name).toContain(name);
    },
  );

  test('leaves out no metric of ours', () => {
    const shown = charts.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => namesIn(expr)));
    const base = (name: string): string => name.replace(/_(?:bucket|sum|count)$/, '');
    const ours = [...known].filter((name) => name.startsWith('reelay_')).map(base);
    expect(new Set(shown.filter((name) => name.startsWith('reelay_')).map(base))).toEqual(new Set(ours));
  });
});

const rules = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string() }),
        }),
      ),
    }),
  ),
});

describe('the alerts', () => {
  const alerts = rules.parse(parse(read('alerts.yml'))).groups.flatMap((group) => group.rules);

  test.each(alerts.map((one) => [one.alert, one] as const))(
    '%s watches what there is, and has its advice',
    (name, { expr }) => {
      const names = namesIn(expr);
      expect(names.length).toBeGreaterThan(0);
      for (const one of names) expect.soft(known, one).toContain(one);
      for (const [open, close] of ['()', '{}', '[]']) {
        expect.soft(expr.split(open!).length, open).toBe(expr.split(close!).length);
      }
      expect(operations).toContain(`| \`${name}\` |`);
    },
  );

  test('have no advice for one that is not there', () => {
    const told = [...operations.matchAll(/^\| `(Reelay\w+)` \|/gm)].map(([, name]) => name);
    expect(told).toEqual(alerts.map(({ alert }) => alert));
  });
});
