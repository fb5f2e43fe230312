import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { understand } from '#src/core/intent.ts';
import type { Step } from '#src/core/plan.ts';

/** One line of a corpus. `edit` and `urls` are asserted where they are given. */
type Said = {
  text: string;
  do: Step['do'][];
  edit?: string;
  urls?: string[];
  quality?: string;
  name?: string;
  locale?: string;
};

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/intents/${name}`, import.meta.url), 'utf8');
const corpus = (name: string): Said[] =>
  fixture(name)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Said);
const read = (text: string, attachments = 0): Step[] => understand({ text, attachments });

/** The facts of a plan that a line of the corpus may name. */
function factsOf(plan: Step[], asked: Said): Said {
  const facts: Said = { text: asked.text, do: plan.map((step) => step.do) };
  for (const step of plan) {
    if (step.do === 'edit' && asked.edit !== undefined) facts.edit = step.text;
    if (step.do === 'upload' && asked.urls !== undefined) facts.urls = step.urls;
    if (step.do === 'export' && asked.quality !== undefined) facts.quality ??= step.quality ?? '';
    if ((step.do === 'switch' || step.do === 'rename') && asked.name !== undefined) facts.name = step.name;
    if (step.do === 'language' && asked.locale !== undefined) facts.locale = step.locale ?? '';
  }
  return facts;
}

describe.each(['en', 'zh', 'mixed'])('%s', (language) => {
  test.each(corpus(`${language}.jsonl`))('$text', (said) => {
    expect(factsOf(read(said.text), said)).toEqual(said);
  });
});

describe('phrasings', () => {
  const commands = JSON.parse(fixture('commands.json')) as Record<Step['do'], string[]>;

  test.each(Object.entries(commands))('of %s', (command, texts) => {
    expect(
      texts.filter(
        (text) =>
          read(text)
            .map((step) => step.do)
            .join() !== command,
      ),
    ).toEqual([]);
  });

  test('of edits reach the agent as they are', () => {
    const texts = JSON.parse(fixture('edits.json')) as string[];
    expect(texts.map((text) => read(text))).toEqual(texts.map((text) => [{ do: 'edit', text }]));
  });
});

describe('thanks', () => {
  test.each([
    'thanks',
    'Thanks!',
    'ok, thanks',
    'thx :)',
    'Great, thank you so much!',
    'wow this is amazing, thanks a lot',
    'thank you, looks great 🙏',
    '谢谢',
    '太好了，谢谢你！',
    '辛苦了，非常感谢',
  ])('want nothing: %s', (text) => expect(read(text)).toEqual([{ do: 'thanks', text }]));

  test.each([
    'yes please, thanks',
    'no thanks',
    'sure, thanks',
    'go ahead, thank you',
    'thanks, make it brighter',
    'add a thank you card',
    'thank you for watching',
    '好的谢谢',
    '不用了，谢谢',
    '加一句谢谢',
  ])('and more, or an answer: %s', (text) => expect(read(text)).toEqual([{ do: 'edit', text }]));
});

describe('files', () => {
  test('come first, and alone where nothing is said', () => {
    expect(read('', 2)).toEqual([{ do: 'upload', urls: [] }]);
    expect(read('here is my clip', 1)).toEqual([{ do: 'upload', urls: [] }]);
    expect(read('ok, thanks', 1)).toEqual([{ do: 'upload', urls: [] }]);
    expect(read('trim the pauses and export', 1)).toEqual([
      { do: 'upload', urls: [] },
      { do: 'edit', text: 'trim the pauses' },
      { do: 'export' },
    ]);
  });

  test('and links of one message are one upload', () => {
    expect(read('https://cdn.example.com/b.mp4 merge them', 1)).toEqual([
      { do: 'upload', urls: ['https://cdn.example.com/b.mp4'] },
      { do: 'edit', text: 'merge them' },
    ]);
  });
});

describe('links', () => {
  const a = 'https://cdn.example.com/a.mp4';
  const b = 'https://cdn.example.com/b.mp4';

  test.each([
    [`${a}.`, [a]],
    [`${a}!`, [a]],
    [`(${a})`, [a]],
    [`<${a}>`, [a]],
    [`"${a}"`, [a]],
    [`“${a}”`, [a]],
    [`${a}，${b}。`, [a, b]],
    [`${a}、${b}`, [a, b]],
    [`${a} ${a}`, [a]],
    [`${a}?sig=x,y&e=1`, [`${a}?sig=x,y&e=1`]],
    ['https://cdn.example.com/take_(1).mp4', ['https://cdn.example.com/take_(1).mp4']],
    ['HTTPS://CDN.EXAMPLE.COM/A.MP4', ['HTTPS://CDN.EXAMPLE.COM/A.MP4']],
    ['https://example.com/watch?v=1', ['https://example.com/watch?v=1']],
  ])('%s', (text, urls) => {
    expect(read(text)).toEqual([{ do: 'upload', urls }]);
  });

  test.each([
    [`${a} cut the intro`, 'cut the intro'],
    [`cut the intro\n${a}`, 'cut the intro'],
    [`cut the intro: ${a}`, 'cut the intro'],
    [`trim ${a} to 10s`, 'trim to 10s'],
    [`cut the intro of ${a}`, 'cut the intro of a.mp4'],
    [`add ${a}`, 'add a.mp4'],
    [`put ${a} before ${b}`, 'put a.mp4 before b.mp4'],
    [`merge ${a} and ${b}`, 'merge a.mp4 and b.mp4'],
    [`cut the intro\n${a} add a fade`, 'cut the intro\nadd a fade'],
    [`${a}剪到15秒`, '剪到15秒'],
    [`把${a}剪到15秒`, '把a.mp4剪到15秒'],
  ])('%s: an edit names the file only where it must', (text, edit) => {
    expect(read(text)).toContainEqual({ do: 'edit', text: edit });
  });

  test('that are pages stay in the text', () => {
    const text = 'make it look like https://example.com/blog';
    expect(read(text)).toEqual([{ do: 'edit', text }]);
  });
});

describe('slash commands', () => {
  test.each<[string, Step[]]>([
    ['/projects', [{ do: 'projects' }]],
    ['/projects “Beach”', [{ do: 'switch', name: 'Beach' }]],
    ['/rename Beach', [{ do: 'rename', name: 'Beach' }]],
    ['/rename', [{ do: 'rename', name: '' }]],
    ['/new Beach', [{ do: 'new' }, { do: 'rename', name: 'Beach' }]],
    ['/new\ntrim it to 10s', [{ do: 'new' }, { do: 'edit', text: 'trim it to 10s' }]],
    [
      '/export as vertical in 720p',
      [
        { do: 'edit', text: 'as vertical' },
        { do: 'export', quality: '720p' },
      ],
    ],
    ['/edit', [{ do: 'help' }]],
    ['/edit help', [{ do: 'edit', text: 'help' }]],
    ['/edit hi, trim it', [{ do: 'edit', text: 'hi, trim it' }]],
    ['/language English', [{ do: 'language', locale: 'en' }]],
    ['/language 中文', [{ do: 'language', locale: 'zh' }]],
    ['/language klingon', [{ do: 'language' }]],
    ['/trim 5s', [{ do: 'edit', text: '/trim 5s' }]],
    ['/newer', [{ do: 'edit', text: '/newer' }]],
  ])('%s', (text, plan) => {
    expect(read(text)).toEqual(plan);
  });
});

test.each(['rename this project', 'rename the project please', '给项目改个名字', '重命名项目'])(
  '%s: the name is asked for',
  (text) => {
    expect(read(text)).toEqual([{ do: 'rename', name: '' }]);
  },
);

test('a token is never part of a plan', () => {
  for (const text of [
    'link my account nmv_usr_0a1b2c3d',
    '/link nmv_usr_0a1b2c3d',
    'trim it nmv_usr_0a1b2c3d',
  ]) {
    expect(read(text)).toEqual([{ do: 'link' }]);
  }
});
