import { expect, test } from 'vitest';
import { allExpressions, growthOf, keptGrowths, spell, type Growth } from './expressions.ts';

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

test('no regular expression takes a time beyond the square of its text', async () => {
  const kept = keptGrowths();
  const bad: string[] = [];
  for (const one of allExpressions()) {
    const spelled = spell(one);
    const growth: Growth = kept[spelled] ?? (await growthOf(one));
    const isFine = typeof growth === 'number' && growth <= 2;
    if (!isFine && !bounded.some(({ pattern }) => pattern.test(spelled))) {
      bad.push(`${one.place}: ${spelled} (${growth})`);
    }
  }
  expect(bad).toEqual([]);
}, 600_000);

test('the checker tells good from bad', async () => {
  const growth = (pattern: string) => growthOf({ place: '', pattern, flags: '' });
  expect(await growth('^a+$')).toBe(1);
  expect(await growth('^(a+)+$')).toBe('exponential');
  expect(await growth('^a*a*a*$')).toBeGreaterThan(2);
}, 60_000);
