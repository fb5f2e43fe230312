import { createShown } from './shown.ts';
import { tokensOf, type Token } from './tokens.ts';

/** What stands before a clause: it tells how close the clause is to the one before. */
export type Joint = 'start' | 'line' | 'stop' | 'comma' | 'and' | 'then' | 'but';

/**
 * A stretch of the message with its words. `start` and `end` are offsets; a list's marker belongs to it.
 * `inWords`: for how many clauses the sentence has been telling words that are to be shown. `ownWords`: whether
 * it has begun to tell such words before an offset of this clause.
 */
export type Clause = {
  start: number;
  end: number;
  joint: Joint;
  inWords: number;
  ownWords: (until: number) => boolean;
  tokens: Token[];
};

const marker = String.raw`(?:\(?\d{1,2}[.):、]|[-*•·▪●○–—]|[①-⑳]|[一二三四五六七八九十]{1,3}[、.]|(?:step|no\.?)\s?\d{1,2}[:.)]?|第[一二三四五六七八九十]步?[,:、])`;
const exporting = String.raw`(?:(?:you|we|i|me|us|the)\s+)?(?:export|render|download)(?:ing)?\b`;

/** One divider after another. Each starts with a character of its own, so that none is tried twice over. */
const kinds: [Joint, string][] = [
  ['line', String.raw`\n+`],
  ['stop', String.raw`[。;!?…~～]+|\.{2,}|\.(?=\s|$)|\.(?=(?:export|download|render|send|then)\b)`],
  ['then', String.raw`-{1,3}>|={1,3}>|[→⇒➡➜»]`],
  ['comma', String.raw`,(?!\d{3}(?!\d))|、|\s[-–|/](?=\s)|—+|[/&+](?=\s?(?:export|render|download)\b)`],
  [
    'then',
    String.raw`\s(?:and\s?then|adn\sthen|then|thn|tehn|after\sthat|afterwards|followed\sby)(?=[\s,])|然后|接着|随后|紧接着|接下来`,
  ],
  [
    'and',
    String.raw`\s(?:and\salso|and(?!\sright(?!\s(?:now|away)))|adn|nad|n|plus|&|\+)(?=[\s,])|并且|而且|同时|顺便`,
  ],
  ['but', String.raw`\sbut(?=\s)|但是|不过|但(?!丁)`],
  ['and', String.raw`\s(?=(?:without|before|instead\sof|rather\sthan)\s+${exporting})`],
  ['and', String.raw`[和与跟](?=(?:我的)?(?:积分|余额|状态|进度|时间[线轴]|项目))`],
  ['and', String.raw`[并和](?=(?:查看|查询|查一下|告诉我|看看|显示|新建|重新开始|取消|帮我))`],
];
const dividers = new RegExp(kinds.map(([, source]) => `(${source})`).join('|'), 'giu');
const lead = /^(?:(?:and|then|also|plus|but|next|n|&|\+)(?=[\s,])[\s,]*)+/i;
const lineMarkers = new RegExp(String.raw`(?<=^[^\S\n]{0,8})${marker}\s?`, 'gimu');
/** "1. trim 2. export": numbers inside a line, once the text has begun to count. */
const counted = /(?<=\s)\(?\d{1,2}[.)、]\s?(?=\p{L})/gu;

type Span = { start: number; end: number };

/** Cuts a readable text into clauses; empty ones are left out. */
export function clausesOf(text: string): Clause[] {
  const clauses: Clause[] = [];
  const marks = marksOf(text);
  const shows = createShown(text);
  let sentence = 0;
  const push = (from: number, to: number, joint: Joint): void => {
    const part = text.slice(from, to);
    let start = from + part.length - part.trimStart().length;
    const end = from + part.trimEnd().length;
    if (start >= end) return;
    const mark = marks.get(start);
    if (mark === undefined) start += lead.exec(text.slice(start, Math.min(end, start + 40)))?.[0].length ?? 0;
    const tokens = tokensOf(text, mark?.end ?? start, end);
    if (joint !== 'comma' && joint !== 'and') sentence = start;
    const inWords = shows(sentence, start) ? (clauses.at(-1)?.inWords ?? 0) + 1 : 0;
    if (start < end) {
      clauses.push({ start, end, joint, inWords, ownWords: (until) => shows(start, until), tokens });
    }
  };
  let from = 0;
  let joint: Joint = 'start';
  for (const { start, end, joint: kind } of dividersOf(text, marks)) {
    push(from, start, joint);
    // "…, and then export": the joining word comes after a comma has cut.
    if (text.slice(from, start).trim() !== '' || rank(kind) > rank(joint)) joint = kind;
    from = end;
  }
  push(from, text.length, joint);
  return clauses;
}

const rank = (joint: Joint): number =>
  ['start', 'comma', 'and', 'then', 'but', 'stop', 'line'].indexOf(joint);

/** The marks of lists, by where they begin. */
function marksOf(text: string): Map<number, Span> {
  const counts = /^\s*\(?1[.)、]/.test(text) ? [...text.matchAll(counted)] : [];
  return new Map(
    [...text.matchAll(lineMarkers), ...counts].map((m) => [
      m.index,
      { start: m.index, end: m.index + m[0].length },
    ]),
  );
}

function dividersOf(text: string, marks: Map<number, Span>): (Span & { joint: Joint })[] {
  const inMarks = new Set<number>();
  for (const { start, end } of marks.values()) for (let at = start; at < end; at += 1) inMarks.add(at);
  const found = [...text.matchAll(dividers)]
    .filter(({ index }) => !inMarks.has(index))
    .map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      joint: kinds[match.slice(1).findIndex((group) => group !== undefined)]?.[0] ?? 'comma',
    }));
  const counts = [...marks.values()].map(({ start }) => ({ start, end: start, joint: 'line' as Joint }));
  return [...found, ...counts].sort((a, b) => a.start - b.start);
}
