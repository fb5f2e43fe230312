import { writeFileSync } from 'node:fs';
import { builtExpressions } from './built.ts';
import { allExpressions, growthOf, keptFile, keptGrowths, spell, type Growth } from './expressions.ts';

/** Writes down the checker's verdicts on the regular expressions that are new: `npm run expressions`. `-- --all` checks all anew. */
const before = process.argv.includes('--all') ? {} : keptGrowths();
const growths: Record<string, Growth> = {};
const built = await builtExpressions();
for (const one of [...allExpressions(), ...built.expressions]) {
  const spelled = spell(one);
  growths[spelled] = before[spelled] ?? (await growthOf(one));
  writeFileSync(keptFile, `${JSON.stringify({ ...before, ...growths }, null, 2)}\n`);
}
writeFileSync(keptFile, `${JSON.stringify(growths, null, 2)}\n`);
