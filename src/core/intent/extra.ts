import { isExport, isVerb } from './exports.ts';
import { exportVerbs, formats, saveVerbs, sendVerbs } from './lexicon-export.ts';
import { footage, polite, qualityWords, words } from './lexicon.ts';
import { isHan } from './parts.ts';
import { isResolution } from './quality.ts';
import type { Token } from './tokens.ts';

/** A part of a clause. `held`: an export that is not wanted now. `condition`: what must come before an export. */
export type Part = { is: 'edit' | 'export' | 'held' | 'condition'; tokens: Token[] };

/** After these words an export is something to do. Any other word makes a thing of it: "export button". */
const next = words(
  `it this that these the my our all everything only just as in with without at to for from a an me us video clip file mp4 please now
  again first last after once when vertical horizontal portrait landscape square widescreen two three both`,
);
const hanNext =
  /^(?:成|为|带|不 带|(?:没有?|没 有|无|有).*的|要|只|仅|前|后 (?:\d|面|半)|第|从|竖|横|方|正|一|这|那|最后|开|中|倒|\d|视频|成片|成品|片子|到|[vs]|(?:\S+ ){1,6}版(?: 本)?$)/;
/** What "send" and "download" must be followed by to ask for an edit: a shape, or a part of the video. */
const shaped =
  /\b(?:vertical|horizontal|portrait|landscape|square|widescreen|\d+:\d+|(?:first|last|opening) (?:\d|half|few|couple|minute|ten|five|two|three|part)|without|with (?!high|best|max|full))|竖|横|前 \d|后 \d|最后/;
/** "export is broken", "导出太慢": something is said about it. */
const predicate =
  /\b(?:is|are|was|were|isn't|aren't|looks?|sounds?|has|had|should|needs|does|did|doesn't|didn't|failed|fails|came|comes|too|when|if|keeps|won't|can't)\b|^(?:太|很|好像|卡|失|报|不 (?!带))/;
/** Words that lead in what an export is to be like: "as vertical", "the first 10 seconds". */
const leads = words(
  'as in with at to for from of only just the a an first last all my 成 为 以 用 后 前 最后 到 里 一 个 一个',
);
const passed = words('start begin then 并 再 后 之后 以后 完');

/**
 * "export the first 10 seconds in HD", "导出成竖屏", "export it after you fix the sound": an export of something
 * that must be edited first, or that is edited afterwards.
 */
export function withExtra(tokens: Token[], list: string[]): Part[] | undefined {
  const head = list.findIndex(
    (word) =>
      !passed.has(word) &&
      !(isHan(word) && footage.has(word)) &&
      (!polite.has(word) || exportVerbs.has(word)),
  );
  const verb = list[head] ?? '';
  if (/^(?:give|gimme|render|rendering|render\.)$/.test(verb)) return undefined;
  const exports = exportVerbs.has(verb);
  if (exports ? !isVerb(list, head) : !sendVerbs.has(verb) && !saveVerbs.has(verb)) return undefined;
  const thenEdit = isHan(verb) ? afterwards(tokens, list, head) : undefined;
  if (thenEdit !== undefined) return thenEdit;
  const after = list.slice(head + 1).join(' ');
  if (isHan(verb) ? !hanNext.test(after) : !mayFollow(list[head + 1] ?? '')) return undefined;
  const waits = /(?:^| )(?:after|once|when|as soon as) /.test(after);
  const sure = exports && !/^(?:download|下载)/.test(verb);
  return sure || waits || shaped.test(after) ? extraOf(tokens, list, head) : undefined;
}

const mayFollow = (word: string): boolean =>
  next.has(word) || isResolution(word) || qualityWords.has(word) || /^\d/.test(word);

/** "导出完再换音乐": first the export, then the edit. */
function afterwards(tokens: Token[], list: string[], head: number): Part[] | undefined {
  const then = /^(?:(?:完|了|后|之后|以后|好|一版|一个|一份|它|给我) )*(?:再|然后|接着) (?!发|传)/.exec(
    `${list.slice(head + 1).join(' ')} `,
  );
  if (then === null) return undefined;
  const cut = head + 1 + then[0].trim().split(' ').length;
  if (cut >= list.length || !isExport(list.slice(0, cut - 1))) return undefined;
  return [
    { is: 'export', tokens: tokens.slice(0, cut) },
    { is: 'edit', tokens: tokens.slice(cut) },
  ];
}

function extraOf(tokens: Token[], list: string[], head: number): Part[] | undefined {
  // The longest beginning that is an export by itself.
  let known = head + 1;
  while (known < list.length && isExport(list.slice(0, known + 1))) known += 1;
  if (known === list.length) return undefined;
  const joiner = list.findIndex(
    (word, i) => i > head && i <= known && /^(?:after|once|when|再|然后|并)$/.test(word),
  );
  if (joiner >= 0) {
    const exportPart: Part = { is: 'export', tokens: tokens.slice(0, joiner) };
    const rest = tokens.slice(joiner);
    return isHan(list[joiner] ?? '')
      ? [exportPart, { is: 'edit', tokens: rest }]
      : [{ is: 'condition', tokens: rest }, exportPart];
  }
  let start = known;
  while (start > head + 1 && leads.has(list[start - 1] ?? '')) start -= 1;
  let end = list.length;
  while (end > known + 1 && trails(list[end - 1] ?? '')) end -= 1;
  if (predicate.test(list.slice(known).join(' ')) || predicate.test(list.slice(head + 1, known).join(' ')))
    return undefined;
  return [
    { is: 'edit', tokens: tokens.slice(start, end) },
    { is: 'export', tokens: [...tokens.slice(0, start), ...tokens.slice(end)] },
  ];
}

/** "… in 1080p please" belongs to the export again. */
const trails = (word: string): boolean =>
  polite.has(word) ||
  qualityWords.has(word) ||
  formats.has(word) ||
  isResolution(word) ||
  /^(?:in|as|at)$/.test(word);
