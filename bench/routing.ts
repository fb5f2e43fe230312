import { understand } from '#src/core/intent.ts';
import { startScript } from './children.ts';
import type { Bench } from './report.ts';
import { sentences } from './sentences.ts';

/** As many as there are cores where the figures come from: each reads its share of the rounds. */
const readers = 2;

/** How long it takes to see what a message asks for: the corpus of the tests, many times over. */
export const routing: Bench = async ({ smoke }) => {
  const texts = smoke ? sentences.slice(0, 20) : sentences;
  const rounds = smoke ? 2 : 1_000;
  const env = { SENTENCES: String(texts.length), ROUNDS: String(rounds / readers) };
  const read = await Promise.all(
    Array.from({ length: readers }, () => startScript('bots/rounds.ts', { env })),
  );
  await Promise.all(read.map((reader) => reader.stop()));
  const ms = read.reduce((sum, { ready }) => sum + Number(ready), 0);
  const slowest: { text: string; ms: number } = { text: '', ms: 0 };
  for (const text of texts) understand({ text, attachments: 0 });
  for (const text of texts) {
    const at = performance.now();
    for (let times = 0; times < 20; times += 1) understand({ text, attachments: 0 });
    const took = (performance.now() - at) / 20;
    if (took > slowest.ms) Object.assign(slowest, { text, ms: took });
  }
  return {
    rows: [
      {
        what: `${texts.length} sentences x ${rounds.toLocaleString('en')}, mean`,
        value: ms / (rounds * texts.length),
        unit: 'ms',
        wanted: { of: 'value', most: 0.2 },
      },
      { what: 'the slowest sentence of them', value: slowest.ms, unit: 'ms' },
    ],
  };
};
