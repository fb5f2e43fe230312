import { expect, test } from 'vitest';
import { builtExpressions } from './built.ts';
import { allExpressions, growthOf, keptGrowths, spell, type Expression, type Growth } from './expressions.ts';

/**
 * Every text that an expression reads is bounded: a message has 10,000 characters at most, one of the agent's 20,000, a
 * header 16,384. A time that grows with the square of that is a moment, so it is let through; more is not, save here.
 */
const bounded: { pattern: RegExp; why: string }[] = [
  {
    pattern: /拖|slider\|knob|然后\|/u,
    why: 'reads single sentences, which end at 1,000 characters (src/core/gui-talk/sentence.ts)',
  },
  {
    pattern: /^\/<\(tool_/,
    why: 'never fails after its first word, since the end of the text will do as its end',
  },
  {
    pattern: /\\bwhat\\b|\(\?:get\|have\|need|\(\?:a\|an\|another/,
    why: 'reads single clauses of at most 40 words (src/core/intent/commands.ts, held.ts)',
  },
];

/**
 * Files whose expressions are too large for the checker to come to an end with, and what bounds the text they read. Each was
 * tried with runs of its own words and marks, as long as that text may be: none took a tenth of a second.
 */
const boundedFiles: Record<string, string> = {
  'src/core/gui-talk/chinese.ts':
    'single sentences, which end at 1,000 characters (src/core/gui-talk/sentence.ts)',
  'src/core/gui-talk/english.ts': 'the same',
  'src/core/gui-talk/english-frames.ts': 'the same',
  'src/core/gui-talk/panels.ts': 'the same',
  'src/core/progress.ts': 'one text of the agent, from its beginning on',
  'src/core/raw-text.ts':
    'one text of the agent; each of its alternatives begins with a fixed word or with digits',
  'src/core/intent/clauses.ts':
    'requests of 10,000 characters; each of its alternatives begins with a mark or a word',
  'src/core/intent/named.ts': 'clauses of at most 120 characters',
};

async function beyondSquare(expressions: Expression[], mayBe: (one: Expression, growth: Growth) => boolean) {
  const kept = keptGrowths();
  const bad: string[] = [];
  for (const one of expressions) {
    const growth: Growth = kept[spell(one)] ?? (await growthOf(one));
    const isFine = typeof growth === 'number' && growth <= 2;
    if (!isFine && !mayBe(one, growth)) bad.push(`${one.place}: ${spell(one)} (${growth})`);
  }
  return bad;
}

test('no regular expression takes a time beyond the square of its text', async () => {
  const isBounded = (one: Expression): boolean => bounded.some(({ pattern }) => pattern.test(spell(one)));
  expect(await beyondSquare(allExpressions(), isBounded)).toEqual([]);
}, 600_000);

test('nor does one that is put together at run time', async () => {
  const { expressions, unknown } = await builtExpressions();
  expect(unknown).toEqual([]);
  // That they are seen at all: there are some 95.
  expect(expressions.length).toBeGreaterThan(90);
  const isBounded = ({ place }: Expression): boolean => boundedFiles[place] !== undefined;
  expect(await beyondSquare(expressions, isBounded)).toEqual([]);
}, 600_000);

test('the checker tells good from bad', async () => {
  const growth = (pattern: string) => growthOf({ place: '', pattern, flags: '' });
  expect(await growth('^a+$')).toBe(1);
  expect(await growth('^(a+)+$')).toBe('exponential');
  expect(await growth('^a*a*a*$')).toBeGreaterThan(2);
}, 60_000);
