import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneLine, shownName, withoutRaw } from '#src/core/raw-text.ts';

const uuid = '3f2a1b4c-1111-4222-8333-444455556666';

describe('withoutRaw', () => {
  test.each([
    ['Done! {"status":"success","draft":{"t":[]}}', 'Done!'],
    ['Result: {"ok": true}', ''],
    ["{'status': 'success', 'note': \"it's done\"}", ''],
    ['The tool said [{"id":1},{"id":2}], all good.', 'The tool said, all good.'],
    ['Cut short: {"a": {"b": "c', ''],
    ['```json\n{"a":1}\n```\nAll done.', 'All done.'],
    ['```tool_code\nprint(default_api.add_title(text="x"))\n```\nTitle added.', 'Title added.'],
    ['print(default_api.add_title(text="x"))\nTitle added.', 'Title added.'],
    ['<tool_call>{"name":"x"}</tool_call>\nTitle added.', 'Title added.'],
    ['Your token nmv_usr_abc123 is valid. The title is in.', 'The title is in.'],
    ['Here it is: nmv_usr_abc-12', ''],
    ['Open https://nemovideo.com/workspace/claim?ct=clm_abcdef now.', 'Open … now.'],
    ['Use Bearer abcdefghijkl for that.', 'Use … for that.'],
    [`Title added (id: ${uuid}).`, 'Title added.'],
    [`- Task ID: ${uuid}\n- Title added`, '- Title added'],
    [`Session ${uuid} was updated.`, 'Session … was updated.'],
    [`会话编号：${uuid}。标题已添加。`, '标题已添加。'],
    ['render_1700000000000_ab12 is on its way.', '… is on its way.'],
    ['I cut segment_8f3a2b1c in two.', 'I cut … in two.'],
  ])('%j → %j', (text, shown) => {
    expect(withoutRaw(text)).toBe(shown);
  });

  test.each([
    'The title says {hello} and "Sale: 50%".',
    'clip_01.mp4, video_20240101.mp4 and segment_final.mov are in.',
    `The clip is at https://cdn.example.com/${uuid}.mp4?sig=1&x=[2].`,
    '```\na code block of words\n```',
    'Spans: [0:05-0:10], [12s].',
    '标题「{你好}」，0:05 出现。',
  ])('%j stays', (text) => {
    expect(withoutRaw(text)).toBe(text);
  });

  test('no secret comes through, wherever it stands', () => {
    const secret = fc.tuple(
      fc.constantFrom('nmv_usr_', 'nmv_', 'clm_'),
      fc.string({ unit: fc.constantFrom(...'abcXYZ019_-'.split('')), minLength: 3, maxLength: 40 }),
    );
    fc.assert(
      fc.property(
        fc.string(),
        secret,
        fc.constantFrom(' ', '"', '（', '=', ': ', '\n', '「'),
        fc.string(),
        (before, parts, joint, after) => {
          const hidden = parts.join('');
          expect(withoutRaw(`${before}${joint}${hidden} ${after}`)).not.toContain(hidden);
        },
      ),
    );
  });

  test('no JSON object comes through', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { minKeys: 1 }), (object) => {
        expect(withoutRaw(`Done. ${JSON.stringify(object)}`)).toBe('Done.');
      }),
    );
  });
});

test.each([
  ['https://cdn.example.com/a/my%20clip.mp4?x=1', 'my clip.mp4'],
  ['https://cdn.example.com/%E0%A4%A.mp4', '%E0%A4%A.mp4'],
  [`${uuid}.mp4`, undefined],
  [`holiday_${uuid}.mp4`, 'holiday.mp4'],
  ['nmv_usr_abcde', undefined],
  ['{"a":1}', undefined],
  ['Lo-fi', 'Lo-fi'],
  ['海边.mp4', '海边.mp4'],
])('a name %j is shown as %j', (name, shown) => {
  expect(shownName(name)).toBe(shown);
});

test('a line is one line, and cut between whole characters', () => {
  expect(oneLine(' a\n\tb\u0000c ')).toBe('a b c');
  expect(oneLine('🎬'.repeat(100))).toBe(`${'🎬'.repeat(79)}…`);
});
