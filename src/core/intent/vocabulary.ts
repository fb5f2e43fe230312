import * as account from './lexicon-account.ts';
import * as exporting from './lexicon-export.ts';
import * as projects from './lexicon-projects.ts';
import * as talk from './lexicon-talk.ts';
import { usage } from './lexicon-usage.ts';
import * as work from './lexicon-work.ts';
import { polite, praise, type Entry, type Words } from './lexicon.ts';
import { isHan } from './parts.ts';

const entries: Entry[] = [account, projects, talk, work, { usage }].flatMap((lexicon) =>
  Object.values(lexicon).flat(),
);
const sets: Words[] = [
  polite,
  praise,
  ...Object.values(exporting),
  ...entries.flatMap(({ heads, fill, needs = [] }) => [heads, fill, ...needs]),
];

/** Every word that some command knows. */
export const known: Words = new Set(sets.flatMap((set) => [...set]));

/** Chinese words that hold a command's word and mean something else. */
const otherHan = [
  '导演',
  '导航',
  '导入',
  '引导',
  '指导',
  '停顿',
  '停留',
  '取消静音',
  '项目符号',
  '状态栏',
  '进度条',
  '欢迎下载',
];

/** Chinese words by their first character, longest first, for cutting text that has no spaces. */
export const hanWords: ReadonlyMap<string, string[]> = Map.groupBy(
  [...new Set([...known, ...otherHan])].filter(isHan).sort((a, b) => b.length - a.length),
  (word) => word.charAt(0),
);
