import { expect } from 'vitest';

/** A page of Prometheus, as a function from a series' name and labels to its value. */
export type Metrics = {
  /** The sum of all series of this name that have these labels. */
  sum(name: string, labels?: Record<string, string>): number;
  names: Set<string>;
  text: string;
};

export async function readMetrics(url: string, headers: Record<string, string> = {}): Promise<Metrics> {
  const response = await fetch(`${url}/metrics`, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  return toMetrics(await response.text());
}

function toMetrics(text: string): Metrics {
  const series = text.split('\n').flatMap((line) => {
    const found = /^([a-z_\d]+)(?:\{(.*)\})? ([-+\d.eInfNa]+)$/i.exec(line);
    return found === null ? [] : [{ name: found[1]!, labels: found[2] ?? '', value: Number(found[3]) }];
  });
  return {
    text,
    names: new Set(series.map(({ name }) => name)),
    sum: (name, labels = {}) =>
      series
        .filter((one) => one.name === name)
        .filter((one) =>
          Object.entries(labels).every(([label, value]) => one.labels.includes(`${label}="${value}"`)),
        )
        .reduce((total, { value }) => total + value, 0),
  };
}
