import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { check } from 'recheck';
import { z } from 'zod';

/** A regular expression of the product. */
export type Expression = { place: string; pattern: string; flags: string };

/** How the time of a match may grow with the text: as a power of its length, or beyond all powers. */
export type Growth = number | 'exponential' | 'unknown';

const root = join(import.meta.dirname, '../..');
const kept = new URL('../fixtures/expressions.json', import.meta.url);
const growth = z.union([z.number(), z.enum(['exponential', 'unknown'])]);

export const spell = ({ pattern, flags }: Expression): string => `/${pattern}/${flags}`;

/** Every regular expression that the sources hold as such, each once. Those that are put together at run time: `built.ts`. */
export function allExpressions(): Expression[] {
  const literals: Expression[] = [];
  const files = ['src', 'adapters', 'jobs'].flatMap((folder) =>
    globSync(`${folder}/**/*.{ts,js}`, { cwd: root }),
  );
  for (const place of files.toSorted()) {
    const { program, errors } = parseSync(place, readFileSync(join(root, place), 'utf8'));
    if (errors.length > 0) throw new Error(`${place} could not be parsed: ${errors[0]?.message}`);
    new Visitor({
      Literal(node) {
        if ('regex' in node) literals.push({ place, ...node.regex });
      },
    }).visit(program);
  }
  return [...new Map(literals.map((one) => [spell(one), one])).values()];
}

/** What the checker says of one; `d` costs nothing and is strange to it. 1 is a time that grows as the text does. */
export async function growthOf({ pattern, flags }: Expression): Promise<Growth> {
  const found = await check(pattern, flags.replace('d', ''), { timeout: 20_000 });
  if (found.status === 'safe') return 1;
  if (found.status === 'unknown') return 'unknown';
  return found.complexity.type === 'polynomial' ? found.complexity.degree : 'exponential';
}

/** Verdicts of earlier checks, since some take the checker many seconds. `growths.ts` makes the file anew. */
export function keptGrowths(): Record<string, Growth> {
  return z.record(z.string(), growth).parse(JSON.parse(readFileSync(kept, 'utf8')));
}

export const keptFile = kept;
