import { messagesFor, type Messages } from '#src/i18n/index.ts';
import { samples } from './words-samples.ts';

/** One message as a user reads it, in each language. `path` leads to it in `Messages`. */
export type Row = { path: string[]; en: string; zh: string };

type Say = (parameters: unknown) => string;
type Node = { [key: string]: Node } | string | Say;

/** Every message, those with parameters once for each of their samples. */
export function allWords(): Row[] {
  return rowsOf([], messagesFor('en') as unknown as Node, messagesFor('zh') as unknown as Node, samples);
}

function rowsOf(path: string[], en: Node, zh: Node, given: unknown): Row[] {
  if (typeof en === 'string' && typeof zh === 'string') return [{ path, en, zh }];
  if (typeof en === 'function' && typeof zh === 'function') {
    return (given as unknown[]).map((parameters) => ({ path, en: en(parameters), zh: zh(parameters) }));
  }
  if (typeof en !== 'object' || typeof zh !== 'object') throw new Error(`${path.join('.')} differs by language`);
  return Object.entries(en).flatMap(([key, inner]) => {
    const other = zh[key];
    if (other === undefined) throw new Error(`${[...path, key].join('.')} is missing in Chinese`);
    return rowsOf([...path, key], inner, other, (given as Record<string, unknown> | undefined)?.[key]);
  });
}

const titles: { [K in keyof Messages as Messages[K] extends object ? (Messages[K] extends (p: never) => string ? never : K) : never]: string } = {
  suggestion: 'Suggestions: labels, and what the agent is asked for',
  charged: 'What a request that failed has cost',
  button: 'Buttons',
  commands: 'Commands in menus',
  project: 'Projects and versions',
  access: 'Being let in',
  account: 'Accounts of people’s own, and being forgotten',
  budget: 'Costs and budgets',
  usage: 'Usage, for admins',
  discord: 'Only in Discord',
  doctor: 'The doctor, for whoever runs it',
  timeline: 'The timeline and its changes',
  errors: 'Errors',
};

/** docs/words.md, from the words themselves. */
export function wordsPage(): string {
  const rows = allWords();
  const main = rows.filter(({ path }) => path.length === 1);
  const sections = Object.entries(titles).map(([key, title]) =>
    section(title, rows.filter(({ path }) => path.length > 1 && path[0] === key), 1),
  );
  return `${[
    '# Every word a user may read',
    'Both languages side by side, so that a person can read them all at once. Each message with parameters is shown with samples (`docs/words-samples.ts`); a new one without a sample fails the type check. This page is made from the code by `npm run docs`.',
    'Read it aloud after a change: short, warm, concrete and true; what happened, what it cost, what to do next. The labels of the web page itself stand in `adapters/web/page/words.js`.',
    section('In the conversation', main, 0),
    ...sections,
  ].join('\n\n')}\n`;
}

function section(title: string, rows: Row[], from: number): string {
  const lines = rows.map(({ path, en, zh }) => `| \`${path.slice(from).join('.')}\` | ${cell(en)} | ${cell(zh)} |`);
  return [`## ${title}`, '', '| | English | 中文 |', '| --- | --- | --- |', ...lines].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', '<br>');
