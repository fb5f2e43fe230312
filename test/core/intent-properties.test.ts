import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { understand } from '#src/core/intent.ts';
import type { Step } from '#src/core/plan.ts';

const read = (text: string): Step[] => understand({ text, attachments: 0 });
const editsOf = (plan: Step[]): string[] => plan.flatMap((step) => (step.do === 'edit' ? [step.text] : []));

const pick = (...from: string[]): fc.Arbitrary<string> => fc.constantFrom(...from);
const scraps = pick(
  ...'export exports send me the video, trim and then . ! ? " “ ” 「 」 \' ‘ ’ ` \n 1. 2) - ( ) https://a.example/b.mp4 https://a.example'.split(
    ' ',
  ),
  ...'don’t without before project rename switch to says title: 导出 加字幕 ，然后 别 再 把 视频 发给我 项目 叫 积分 👍 1080p \u0001 \u0002 \ud800 é'.split(
    ' ',
  ),
);
const anything = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.array(scraps, { maxLength: 30 }).map((parts) => parts.join(' ')),
  fc.array(scraps, { maxLength: 30 }).map((parts) => parts.join('')),
);

/** Whole edits, without a word of a command outside quotes. */
const edits = pick(
  'trim the pauses',
  'make it vertical',
  'add lo-fi music at 35%',
  'add a title that says "Export me"',
  'cut the last 5 seconds',
  'fix the white balance',
  'speed it up 1.5x',
  '剪掉前5秒',
  '加字幕',
  '把音乐调小一点',
  '标题写“导出”',
  '调整白平衡',
);
const joiners = pick(
  ', then ',
  ' and ',
  '. ',
  '; ',
  '\n',
  ' and when you are done ',
  '，然后',
  '，',
  '。',
  ' → ',
);
const exports = pick(
  'export',
  'export it please',
  'export as a clean MP4',
  'send me the video',
  'render the final version',
  '导出',
  '把视频发给我',
  '导出1080p',
);

test('it never throws, and never answers a text with nothing', () => {
  fc.assert(
    fc.property(anything, fc.integer({ min: 0, max: 3 }), (text, attachments) => {
      const plan = understand({ text, attachments });
      if (text.trim() !== '' || attachments > 0) expect(plan).not.toEqual([]);
      expect(plan.filter((step) => step.do === 'upload').length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 2000 },
  );
});

test('what reaches the agent stands in the message, in the same order', () => {
  fc.assert(
    fc.property(anything, (text) => {
      let at = 0;
      // Pieces that were apart are joined by a comma.
      for (const char of editsOf(read(text))
        .join('')
        .replace(/[\s,，]/g, '')) {
        at = text.indexOf(char, at) + 1;
        expect(at).toBeGreaterThan(0);
      }
    }),
    { numRuns: 2000 },
  );
});

test('an edit and an export part cleanly, however they are joined', () => {
  fc.assert(
    fc.property(edits, joiners, exports, (edit, joiner, asked) => {
      const plan = read(edit + joiner + asked);
      expect(plan.map((step) => step.do)).toEqual(['edit', 'export']);
      expect(editsOf(plan)).toEqual([edit]);
    }),
  );
});

test('no word of an export reaches the agent beside an export, but for quoted ones', () => {
  const piece = fc.oneof(edits, exports);
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, joiners), { minLength: 1, maxLength: 6 }), (pieces) => {
      const plan = read(pieces.flat().join(''));
      const sent = editsOf(plan)
        .join(' ')
        .replace(/"[^"]*"|“[^”]*”/g, '');
      if (plan.some((step) => step.do === 'export')) {
        expect(sent).not.toMatch(/export|render|send me|导出|发给我/i);
      }
    }),
  );
});

test('an edit is understood as the same edit again', () => {
  fc.assert(
    fc.property(
      fc.array(edits, { minLength: 1, maxLength: 4 }),
      pick(', ', '. ', '\n', '，'),
      (list, joiner) => {
        const text = list.join(joiner);
        expect(read(text)).toEqual([{ do: 'edit', text }]);
      },
    ),
  );
});

test('politeness around a command changes nothing', () => {
  const before = pick(
    '',
    'please ',
    'hey, ',
    'ok now ',
    'great! ',
    'can you ',
    "i'd like to ",
    'thanks, now ',
    'just ',
  );
  const after = pick(
    '',
    '!',
    '?',
    ' please',
    ' now',
    ', thanks!',
    ' for me',
    ' when you get a chance',
    ' 🙏',
    ' asap',
  );
  const commands = fc.constantFrom<[string, Step['do']]>(
    ['export the video', 'export'],
    ['download it', 'export'],
    ['check my credits', 'credits'],
    ['see the timeline', 'state'],
    ['upload a clip', 'upload'],
    ['start over', 'new'],
    ['cancel that', 'cancel'],
    ['list my projects', 'projects'],
    ['see the last result again', 'last'],
    ['switch to english', 'language'],
    ['link my account', 'link'],
    ['unlink my account', 'unlink'],
    ['delete all my data', 'forget'],
    ['privacy policy', 'privacy'],
  );
  fc.assert(
    fc.property(before, commands, after, (lead, [words, command], tail) => {
      expect(read(lead + words + tail).map((step) => step.do)).toEqual([command]);
    }),
    { numRuns: 1000 },
  );
});

const units =
  "a|a |\n|- |-|1. |export |export, |send it |don't |before |without |says |title: a, |first |when you |please |project |switch to project |\"|“|'|'a |「|`|(|https://|https://a.example/b.mp4 |https://a.example/(|.|…|!|--|=|/|and |and, |then |导出|导出，|加字幕导出|好|等|再|别|看|发|给我|把|请|我要|没|吗|项目|切换到项目|把项目改名为|第一|，|、|然后|1080p |👍|\u0001|\ud800".split(
    '|',
  );

// Two hundred long texts take their time on a busy machine.
test.each([100, 20_000])('%i characters of anything are read', { timeout: 120_000 }, (length) => {
  for (const unit of units) {
    for (const end of ['', 'x', '导出']) {
      const text = unit.repeat(Math.ceil(length / unit.length)) + end;
      expect(read(text).length, JSON.stringify(unit)).toBeGreaterThan(text.trim() === '' ? -1 : 0);
    }
  }
});
