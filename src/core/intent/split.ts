import type { Clause } from './clauses.ts';
import { withExtra, type Part } from './extra.ts';
import { isExport } from './exports.ts';
import { isHeld, isSpoken } from './held.ts';
import { exportVerbs, formats, holdWords, saveVerbs, sendVerbs } from './lexicon-export.ts';
import { footage, polite, qualityWords, words } from './lexicon.ts';
import { isHan, partsOf } from './parts.ts';
import { isResolution } from './quality.ts';
import { quotedWord, type Token } from './tokens.ts';

/** Longer clauses are not cut; it keeps this cheap. */
const longest = 80;

/** A question about an export asks for none. */
const question =
  /^(?:(?:so|and|but|ok|hey|wait) )*(?:why|did|does|do you|was|were|has|have you|is|are|should|what|which|who|when (?:will|can|is|does|are)|how (?:much|many|long))(?: |$)/;
const isHanQuestion = (text: string): boolean =>
  /多久|多少|什么|为何|几[点时分]|是不是|要不要|该不该/.test(text) ||
  (/[吗么]$/.test(text) && !/能|可以|可否|[好行成]吗$|麻烦|请/.test(text));

/** Cuts a clause that holds an export and something else. Nothing where it does not. */
export function splitExport(clause: Clause): Part[] | undefined {
  if (clause.tokens.length > longest) return undefined;
  const tokens = clause.tokens.flatMap(recut);
  const list = tokens.map(({ word }) => word);
  if (!list.some((word) => exportVerbs.has(word) || sendVerbs.has(word) || saveVerbs.has(word)))
    return undefined;
  if (question.test(list.join(' ')) || isHanQuestion(list.join(''))) return undefined;
  return (
    heldTail(tokens, list) ??
    heldHead(tokens, list) ??
    exportTail(tokens, list, clause.ownWords) ??
    (clause.inWords > 0 ? undefined : withExtra(tokens, list))
  );
}

/** Chinese words that only other commands know, cut into those that an export knows: 再发我 → 再, 发我. */
function recut(token: Token): Token[] {
  let at = token.start;
  const parts = isHan(token.word) && !isSpoken(token.word) ? (partsOf([token.word], isSpoken) ?? []) : [];
  if (parts.length < 2) return [token];
  return parts.map((word) => ({ word, start: at, end: (at += word.length) }));
}

const isSmall = (word: string): boolean => polite.has(word);

/** "add captions, don't export yet", without the comma. */
function heldTail(tokens: Token[], list: string[]): Part[] | undefined {
  const at = list.findIndex(
    (word, i) => i > 0 && holdWords.has(word) && list.length - i <= 14 && isHeld(list.slice(i)),
  );
  if (at < 0) return undefined;
  let end = at;
  while (end > 0 && /^(?:i|we|you|but|please|and|so|just|但|先|就|请|也|我)$/.test(list[end - 1] ?? ''))
    end -= 1;
  if (list.slice(0, end).every(isSmall)) return undefined;
  return [
    { is: 'edit', tokens: tokens.slice(0, end) },
    { is: 'held', tokens: tokens.slice(end) },
  ];
}

const before =
  /^((?:(?:please|but|and|so|ok|just) )*before (?:(?:you|we|i) )?(?:exports?|exporting|rendering|render|downloading|download)(?: (?:it|this|that|the video|everything|anything))?) /;
const hanBefore =
  /^((?:(?:请|在|但|就) )*(?:导出|输出|下载|渲染) (?:之前|前|以前)(?: (?:请|先|再|帮我|要|记得))*) (?!\d|面|半)/;

/** "before exporting add a fade": only the rest is asked for now. */
function heldHead(tokens: Token[], list: string[]): Part[] | undefined {
  const text = list.join(' ');
  const length = (before.exec(text) ?? hanBefore.exec(text))?.[1]?.split(' ').length;
  if (length === undefined) return undefined;
  const cut = /^(?:先|请|帮我)$/.test(list[length - 1] ?? '') ? length - 1 : length;
  return [
    { is: 'held', tokens: tokens.slice(0, cut) },
    { is: 'edit', tokens: tokens.slice(cut) },
  ];
}

/** May come between an edit and the "export" that follows it without a comma. */
const leadIn = words(
  `please pls can could would you now just finally also ok okay then and thanks thank kindly let's lets so`,
  `请 帮我 麻烦 给我 就 再 并 和 也 都 时 后 之后 以后 完 完后 完成 然后 直接 最后 马上 立刻 一起 顺便 好 了 吧 一下 做好 弄好 剪好 把 将 它 视频 成片 成品`,
);
/** Before these an export word ends no edit: "ready to export", "for download", 适合导出. */
const blockers = words(
  `to for the a an of by per via in on with before after and or so that not no ready easy quick my your each every
  i you we they he she people can could may might will would should must did does do is was has why how when what
  say says saying said called named titled reads reading word words text`,
  `我 你 他 她 让 说 适合 方便 便于 用于 为了 支持 准备 的 写 叫 字 个 有 是 或 到 于 可 在 要 想 没 不 点 击`,
);
/** What a verb is followed by when it is one: "export it as mp4". */
const carried = words(
  'it this that these the my me please as in to everything all',
  footage,
  formats,
  qualityWords,
);
const joining = words('再 并 然后 后 之后 以后 then and');
const waiting = words('等 当 如果 要是 只要');

/** "加字幕导出", "crop it export as mp4": an edit and an export with nothing that divides them. */
function exportTail(tokens: Token[], list: string[], ownWords: Clause['ownWords']): Part[] | undefined {
  for (let at = 1; at < list.length; at += 1) {
    const word = list[at] ?? '';
    if (!exportVerbs.has(word) && !sendVerbs.has(word) && !saveVerbs.has(word)) continue;
    // Mostly a thing, or a part of another word.
    if (word === 'output' || word === '导' || list[at - 1] === quotedWord) continue;
    let start = at;
    while (start > 0 && leadIn.has(list[start - 1] ?? '')) start -= 1;
    // "变成视频导出": the video belongs to what comes before, unless 把 takes it along.
    if (start < at && footage.has(list[start] ?? '')) start += 1;
    if (list.slice(0, start).every(isSmall) || !mayEnd(list, start, at)) continue;
    if (!joining.has(list[start] ?? '') && ownWords(tokens[start]?.start ?? 0)) continue;
    const waits = waiting.has(list.find((other) => !polite.has(other)) ?? '');
    if (waits) while (start < at && !/^(?:再|就|后|之后)$/.test(list[start] ?? '')) start += 1;
    const left: Part = { is: waits ? 'condition' : 'edit', tokens: tokens.slice(0, start) };
    const right = tokens.slice(start);
    const rest = list.slice(start);
    if (isExport(rest)) return [left, { is: 'export', tokens: right }];
    const parts = isHan(word) || start < at ? withExtra(right, rest) : undefined;
    if (parts !== undefined) return [left, ...parts];
  }
  return undefined;
}

/** True where what stands before `start` may be a whole edit, and the word at `at` the verb of what follows. */
function mayEnd(list: string[], start: number, at: number): boolean {
  const word = list[at] ?? '';
  if (joining.has(list[start] ?? '')) return true;
  if (blockers.has(list[start - 1] ?? '')) return false;
  // 下载 and single characters are often a part of something else: 宣传片.
  if (isHan(word)) return (word.length > 1 && !word.startsWith('下载')) || start < at;
  const after = list.slice(at + 1);
  if (after.some((next) => !polite.has(next) || carried.has(next)))
    return start < at || carried.has(after[0] ?? '') || isResolution(after[0] ?? '');
  // A bare word at the end is as likely a thing: "a clean export".
  const near = list.slice(Math.max(0, start - 3), start);
  return word === 'export' && !near.some((other) => blockers.has(other) || other === 'it');
}
