import { describe, expect, test } from 'vitest';
import { allWords, type Row } from '#docs/words-page.ts';

const rows = allWords();
const name = ({ path }: Row): string => path.join('.');
const under = (...start: string[]): Row[] =>
  rows.filter(({ path }) => start.every((key, at) => path[at] === key));
const han = /\p{Script=Han}/u;

/** Letters of the other language that belong: names, formats, sizes, what is to be said word by word. */
const sampleWords =
  /beach\.mp4|wind\.mp3|speech\.mp4|Beach trip|Mountains|trim the pauses|Urban Dreams|City Nights|city timelapse|Lo-fi|Jazz|Which song\?|The raw clip is ready\.|notes\.pdf|说中文/g;

test.each(rows.map((row) => [name(row), row] as const))('%s', (_, { path, en, zh }) => {
  for (const words of [en, zh]) {
    expect(words.trim()).toBe(words);
    expect(words).not.toBe('');
    expect(words).not.toMatch(/undefined|NaN|null|\[object|\$\{| {2,}/);
  }
  // Talk of a hand at a screen has no place here, and nobody is blamed or shouted at.
  expect(en).not.toMatch(/\b(?:click|drag|tap|panel|sidebar|invalid|illegal|fatal|oops)\b|!!/i);
  expect(zh).not.toMatch(/点击|单击|双击|拖拽|拖动|拖到|面板|侧边栏|非法|无效/);
  expect(en.replace(sampleWords, '')).not.toMatch(han);
  if (path[0] !== 'question') expect(zh.replace(sampleWords, '')).toMatch(han);
});

test('Chinese names the same numbers and links as English', () => {
  const facts = (text: string): string[] =>
    (text.match(/https?:[\w./?=-]+\w|\d+(?=\s*(?:MB|%))|\d+:\d+|v\d+/g) ?? []).sort();
  for (const { en, zh } of rows) expect(facts(zh)).toEqual(facts(en));
});

test('a bold word of English is bold in Chinese as well', () => {
  const bold = (text: string): number => text.split('**').length;
  for (const row of rows) expect([name(row), bold(row.zh)]).toEqual([name(row), bold(row.en)]);
});

describe('what platforms can show', () => {
  test('labels are short', () => {
    for (const { en, zh } of [...under('button'), ...under('suggestion')]) {
      expect(en.length).toBeLessThanOrEqual(40);
      expect(zh.length).toBeLessThanOrEqual(25);
    }
  });

  test('descriptions of commands and forms fit their menus', () => {
    const most = (words: Row[], length: number): void => {
      for (const { en, zh } of words) expect(Math.max(en.length, zh.length)).toBeLessThanOrEqual(length);
    };
    most(under('commands'), 100);
    most(under('discord', 'options'), 100);
    most(under('discord', 'editThisVideo'), 32);
    for (const form of ['editForm', 'linkForm']) {
      most(under('discord', form, 'title'), 45);
      most(under('discord', form, 'label'), 45);
      most(under('discord', form, 'hint'), 100);
    }
  });

  test('an answer fits one message', () => {
    for (const { en, zh } of rows) expect(Math.max(en.length, zh.length)).toBeLessThan(900);
  });
});

test('an error says what to do next', () => {
  const next =
    /please|press|send|say|write|try|link|ask|make|get|check|start|will|next request|subscription|credits left/i;
  const nextZh = /请|按|说|发|我会|我稍后|订阅|积分/;
  for (const { path, en, zh } of under('errors')) {
    expect([path, en]).toEqual([path, expect.stringMatching(next)]);
    expect([path, zh]).toEqual([path, expect.stringMatching(nextZh)]);
  }
});
