import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fromGuiTalk } from '#src/core/gui-talk.ts';

const action = z.discriminatedUnion('do', [
  z.object({ do: z.literal('export'), mode: z.enum(['do', 'offer']) }),
  z.object({ do: z.literal('edit'), mode: z.enum(['do', 'offer']), text: z.string() }),
  z.object({ do: z.enum(['state', 'credits', 'upload']) }),
]);
const line = z.object({ text: z.string(), shown: z.string(), actions: z.array(action) });

const read = (language: string): z.infer<typeof line>[] =>
  readFileSync(new URL(`../fixtures/gui-talk/${language}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((json) => line.parse(JSON.parse(json)));

const corpora = { en: read('en'), zh: read('zh') };
const all = [...corpora.en, ...corpora.zh];
/** Talk about the screen, as against lines that say something about the video and are kept. */
const isTalk = ({ text, shown }: { text: string; shown: string }): boolean => text !== shown;

const onScreen =
  /\bclick(?!track|bait)|\bdrag\b|\bdragging\b|\b(?:side|tool)bar\b|\bdropdown\b|\b(?:panel|button)\b|点击|双击|拖拽|拖动|拖到|面板|按钮|打开[^，。]*(?:面板|菜单|时间轴)/i;

describe.each(Object.entries(corpora))('%s', (_, lines) => {
  test.each(lines)('$text', ({ text, shown, actions }) => {
    expect(fromGuiTalk(text)).toEqual({ text: shown, actions });
  });

  test('there are enough sentences of both kinds', () => {
    expect(lines.filter(isTalk).length).toBeGreaterThanOrEqual(60);
    expect(lines.filter((one) => !isTalk(one)).length).toBeGreaterThanOrEqual(60);
  });

  test('nothing of the screen is left, and what is left stays as it is', () => {
    for (const { shown } of lines.filter(isTalk)) {
      expect(shown).not.toMatch(onScreen);
      expect(fromGuiTalk(shown).text).toBe(shown);
    }
  });
});

test('sentences about the video stay whole beside talk about the screen', () => {
  const content = all.filter(
    (one) => !isTalk(one) && !/[?？]\s*$|\n|[:：]/.test(one.text) && /[.!。！]$/.test(one.text),
  );
  const talk = all.filter(
    (one) => isTalk(one) && one.shown === '' && !one.text.includes('\n') && /[.!。！]$/.test(one.text),
  );
  expect(content.length).toBeGreaterThan(100);
  expect(talk.length).toBeGreaterThan(80);
  fc.assert(
    fc.property(fc.constantFrom(...content), fc.constantFrom(...talk), fc.boolean(), (kept, gone, before) => {
      const { text } = fromGuiTalk(before ? `${kept.text} ${gone.text}` : `${gone.text} ${kept.text}`);
      expect(text).toBe(kept.text);
    }),
    { numRuns: 3_000 },
  );
});

test('marks of lists, headings, bold words and links survive', () => {
  const text = [
    '## Done',
    '',
    '1. **Title**: "Urban Dreams" (0-3s)',
    '2. Click the Export button',
    '3. Music at 35%',
    '   - fades out at 0:12',
    '',
    'See [the guide](https://example.com/a_b(c)?x=1&y=2) or https://example.com/clip.mp4.',
  ].join('\n');
  expect(fromGuiTalk(text).text).toBe(text.replace('2. Click the Export button\n3.', '2.'));
});

test('an order outdoes the offer of the same thing, and each thing comes once', () => {
  const { actions } = fromGuiTalk(
    'When you are ready, click Export. Click Export. Open the timeline. Preview it in the timeline.',
  );
  expect(actions).toEqual([{ do: 'export', mode: 'do' }, { do: 'state' }]);
});

test('any text is read, and what does not speak of a screen is not touched', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const { text: shown, actions } = fromGuiTalk(text);
      if (actions.length === 0 && shown.length === text.length) expect(shown).toBe(text);
    }),
  );
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          'sunset',
          '海滩',
          'title',
          '0:05',
          '35%',
          'and',
          '，',
          '.',
          '(',
          ')',
          '"',
          '**',
          '\n',
          '- ',
          '1. ',
          '音乐',
        ),
      ),
      (words) => {
        const text = words.join(' ');
        const expected = text.replace(/\n(?:[ \t]*\n){2,}/g, '\n\n').trim();
        expect(fromGuiTalk(text).text.replace(/\s+/g, '')).toBe(expected.replace(/\s+/g, ''));
      },
    ),
  );
});
