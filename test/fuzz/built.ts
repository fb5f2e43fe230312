import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import type { Expression } from './expressions.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Expressions that are put together in a function, with what may stand in them: importing their file does not build
 * them. A file that builds some in a function only must be named here.
 */
const inCalls: Expression[] = [
  { place: 'adapters/web/guard.ts', pattern: '(?:^|;\\s*)reelay=([^;]+)', flags: '' },
  {
    place: 'adapters/admin/sign-in.ts',
    pattern: '(?:^|;\\s*)reelay-admin=(\\d{1,15})\\.([\\w-]+)',
    flags: '',
  },
  { place: 'jobs/redis.ts', pattern: '^redis_version:(.*?)\\r?$', flags: 'm' },
];

/** Files that call `new RegExp`, by their syntax. */
function builders(): string[] {
  const files = ['src', 'adapters', 'jobs'].flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }));
  return files.toSorted().filter((place) => {
    let builds = false;
    new Visitor({
      NewExpression({ callee }) {
        builds ||= callee.type === 'Identifier' && callee.name === 'RegExp';
      },
    }).visit(parseSync(place, readFileSync(join(root, place), 'utf8')).program);
    return builds;
  });
}

/** Where in our sources a call comes from; nothing where a library makes it. */
function placeOf(stack: string): string | undefined {
  const caller = stack
    .split('\n')
    .find((line) => line.includes('at ') && !line.includes('test/fuzz/built.ts'));
  const found = /\/((?:src|adapters|jobs)\/[^?:\s]+\.ts)/.exec(caller ?? '');
  return caller?.includes('node_modules') === true ? undefined : found?.[1];
}

/**
 * Every regular expression that our sources put together at run time, as it comes out. Also the files of which
 * nobody knows what they build. To be called before the files are imported by anything else.
 */
export async function builtExpressions(): Promise<{ expressions: Expression[]; unknown: string[] }> {
  const built: Expression[] = [...inCalls];
  const real = globalThis.RegExp;
  globalThis.RegExp = new Proxy(real, {
    construct(target, [pattern, flags]: [RegExp | string, string | undefined]) {
      const made = new target(pattern, flags);
      const place = placeOf(new Error('').stack ?? '');
      if (place !== undefined) built.push({ place, pattern: made.source, flags: made.flags });
      return made;
    },
  });
  const places = builders();
  try {
    for (const place of places) await import(pathToFileURL(join(root, place)).href);
  } finally {
    globalThis.RegExp = real;
  }
  const known = new Set(built.map(({ place }) => place));
  return { expressions: built, unknown: places.filter((place) => !known.has(place)) };
}
