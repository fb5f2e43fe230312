import { chineseClauses } from './chinese.ts';
import { goingClauses, joinKept, type Clause } from './clause.ts';
import { englishClauses } from './english.ts';
import { withoutPanelsEn, withoutPanelsZh, withoutPointing } from './panels.ts';
import { addressesIn, bracketsOf, isChinese } from './sentences.ts';
import { mentionsExport, wishOf, type GuiAction } from './wishes.ts';

/** A sentence without its talk about the screen. */
export type Reading = {
  text: string;
  actions: GuiAction[];
  /** All of it went. */
  gone: boolean;
  /** An order that is one to the hand if its neighbours are. */
  isHand: boolean;
};

/** Orders that only make sense beside another one: what is chosen, waited for, or let go. */
const beside =
  /^[^\p{L}\p{N}]*(?:(?:and|then|now|next|finally|after that|afterwards|please|just|simply)[\s,]+)*(?:choose|select|pick|download|save|wait|confirm|enter|type|release|drop|locate|find|look|press|start|begin|browse|name|follow|scroll|adjust)\b(?!.*\d:\d)|^[^\p{L}\p{N}]*(?:然后|再|接着|最后|请|并)*(?:选择|选中|选取|下载|保存|等待|确认|输入|松开|放开|释放|找到|按下|调整)/iu;

/** What is longer is no sentence, and reading it would take long. */
const longest = 1_000;

/** `offered` = the sentence stands under a condition, so nothing in it is to be done at once. */
export function readSentence(sentence: string, offered: boolean, before = ''): Reading {
  if (sentence.length > longest) return { text: sentence, actions: [], gone: false, isHand: false };
  const told = withoutPointing(sentence);
  if (told !== sentence) {
    const { actions, ...rest } = readSentence(told, offered, before);
    return { ...rest, actions: [{ do: 'state' }, ...actions] };
  }
  const asides = withoutAsides(sentence, offered);
  const zh = isChinese(sentence);
  const clauses = (zh ? chineseClauses : englishClauses)(asides.text);
  const gone = goingClauses(clauses);
  const links = linksIn(clauses, gone);
  const actions = [
    ...asides.actions,
    ...(addressesIn(sentence).length > 0 ? [] : wishes(clauses, gone, offered, before)),
  ];
  const cleaned = clauses.map((clause, i) =>
    gone[i] === true || clause.shown
      ? clause
      : { ...clause, text: (zh ? withoutPanelsZh : withoutPanelsEn)(clause.text) },
  );
  const kept = joinKept(cleaned, gone, zh);
  const text = [/[\p{L}\p{N}]/u.test(kept) ? kept : '', ...links].filter(Boolean).join(' ');
  const isHand =
    clauses.every(({ role }) => role !== 'content' && role !== 'screen') &&
    beside.test(sentence) &&
    !/\b(?:I|me)\b|我/.test(sentence);
  const isGone = text === '' && (gone.includes(true) || asides.text !== sentence);
  return { text: isGone || text !== '' ? text : kept, actions, gone: isGone, isHand };
}

/** Brackets are read by themselves, and go when nothing is left in them. */
function withoutAsides(sentence: string, offered: boolean): { text: string; actions: GuiAction[] } {
  const actions: GuiAction[] = [];
  let text = sentence;
  for (const { start, end } of bracketsOf(sentence).reverse()) {
    const inner = sentence.slice(start + 1, end - 1);
    const read = readSentence(inner, offered);
    if (read.text === inner) continue;
    actions.unshift(...read.actions);
    const aside = read.text === '' ? '' : sentence.charAt(start) + read.text + sentence.charAt(end - 1);
    text = (aside === '' ? text.slice(0, start).trimEnd() : text.slice(0, start)) + aside + text.slice(end);
  }
  return { text, actions };
}

/** A condition that the person decides on, as against "when the title appears". */
const leavesOpen =
  /\byou\b|\b(?:ready|done|need|finish|satisf|happy|complet|necess|prefer|want|like|possible|later)|如|若|想|要|需|准备好|满意|完成|后|时|的话|等|待|一旦|就绪|无误|当/iu;

/** "Preview it before exporting" is about the preview. */
const beforehand =
  /\b(?:before|after|without|while) (?:you )?(?:export|download|render|click)\w*|(?:导出|下载)之?[前后]/i;

/** What the clauses that go ask for; a condition or a "can" in front holds for what is joined to it. */
function wishes(clauses: Clause[], gone: boolean[], under: boolean, before: string): GuiAction[] {
  const conditional =
    under || clauses.some((c, i) => gone[i] === true && c.role === 'condition' && leavesOpen.test(c.text));
  const actions: GuiAction[] = [];
  let offered = conditional;
  for (const [i, clause] of clauses.entries()) {
    if (gone[i] !== true) {
      offered = conditional;
      if (mentionsExport(clause.text)) actions.push({ do: 'export', mode: 'offer' });
      continue;
    }
    offered ||= clause.offered;
    if (clause.role !== 'screen' || clause.denied) continue;
    let stretch = clause.text;
    for (let at = i + 1; gone[at] === true && clauses[at]?.role !== 'screen'; at += 1) {
      if (clauses[at]?.role !== 'condition')
        stretch += `${clauses[at]?.joint ?? ''}${clauses[at]?.text ?? ''}`;
    }
    const wish = wishOf(stretch.replace(beforehand, ''), offered ? 'offer' : 'do', before);
    if (wish !== undefined) actions.push(wish);
  }
  return actions;
}

/** Addresses are never lost, whatever they are wrapped in. */
function linksIn(clauses: Clause[], gone: boolean[]): string[] {
  return clauses.flatMap(({ text }, i) => (gone[i] === true ? addressesIn(text) : []));
}
