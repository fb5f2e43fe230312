import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { understand } from '#src/core/intent.ts';
import type { Bench } from './report.ts';

const line = z.object({ text: z.string() });

/** How long it takes to see what a message asks for: the corpus of the tests, many times over. */
export const routing: Bench = async ({ smoke }) => {
  const texts = ['en', 'zh', 'mixed'].flatMap((name) => {
    const file = new URL(`../test/fixtures/intents/${name}.jsonl`, import.meta.url);
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    return lines.map((text) => line.parse(JSON.parse(text)).text);
  });
  const asked = smoke ? texts.slice(0, 20) : texts;
  const rounds = smoke ? 2 : 200;
  const slowest: { text: string; ms: number } = { text: '', ms: 0 };
  for (const text of asked) understand({ text, attachments: 0 });
  const startedAt = performance.now();
  for (let round = 0; round < rounds; round += 1)
    for (const text of asked) understand({ text, attachments: 0 });
  const perMessage = (performance.now() - startedAt) / (rounds * asked.length);
  for (const text of asked) {
    const at = performance.now();
    for (let times = 0; times < 20; times += 1) understand({ text, attachments: 0 });
    const ms = (performance.now() - at) / 20;
    if (ms > slowest.ms) Object.assign(slowest, { text, ms });
  }
  return {
    rows: [
      {
        what: `${asked.length} sentences x ${rounds.toLocaleString('en')}, mean`,
        value: perMessage,
        unit: 'ms',
        wanted: { of: 'value', most: 0.2 },
      },
      { what: 'the slowest sentence of them', value: slowest.ms, unit: 'ms' },
    ],
  };
};
