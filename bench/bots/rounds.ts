import { understand } from '#src/core/intent.ts';
import { sentences } from '../sentences.ts';

/** Reads `ROUNDS` times the first `SENTENCES` of the corpus, and says how long that took, in ms. */
const texts = sentences.slice(0, Number(process.env['SENTENCES']));
for (const text of texts) understand({ text, attachments: 0 });
const startedAt = performance.now();
for (let round = 0; round < Number(process.env['ROUNDS']); round += 1)
  for (const text of texts) understand({ text, attachments: 0 });
process.stdout.write(`${performance.now() - startedAt}\n`);
