import { readFileSync } from 'node:fs';
import { z } from 'zod';

const line = z.object({ text: z.string() });

/** The corpus of the tests. */
export const sentences: readonly string[] = ['en', 'zh', 'mixed'].flatMap((name) => {
  const file = new URL(`../test/fixtures/intents/${name}.jsonl`, import.meta.url);
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((text) => line.parse(JSON.parse(text)).text);
});
