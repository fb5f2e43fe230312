import { readSentence, type Reading } from './gui-talk/sentence.ts';
import { sentencesOf } from './gui-talk/sentences.ts';
import type { GuiAction } from './gui-talk/wishes.ts';

export type { GuiAction } from './gui-talk/wishes.ts';

type Line = {
  /** What stands before the words: a list's mark, a heading's. */
  mark: string;
  body: string;
  isItem: boolean;
  /** How far a heading reaches; nothing where the line is none. */
  heads: 'section' | 'list' | undefined;
  sentences: (Reading & { after: string })[];
};

const mark =
  /^(\s*(?:>\s*)*(?:(#{1,6}\s+)|((?:[-*+•·▪◦]|\d{1,3}[.)]|[①-⑳])\s+|\d{1,3}、\s*|[①-⑳]\s*))?(?:\[[ xX]\]\s+)?)([\s\S]*)$/u;
const inBold = /^\*\*[^*]+\*\*[:：]?$/;
const conditional =
  /^\W*(?:when|once|if|to\b|after|ready)|\b(?:if|when(?:ever)?|once|can|could|may|might|want|like to|options?|ready)\b|如果|如需|若|可以|可选|想|当|时[:：]|后[:：]|准备好|满意/i;
const asksFirst =
  /^[^?？]{0,80}(?:\b(?:ready|happy|satisfied|want|need|like|looks?|good|done|happy|prefer|finished)\b|满意|准备好|需要|想|喜欢|可以了|好了|完成)[^?？]{0,40}[?？]\s*$/iu;
/** Where the thing is of which the sentence before spoke. */
const whereItIs =
  /^\W*(?:it|this|that|they|you'll (?:find|see) (?:it|them))\b.{0,40}\b(?:top|bottom|upper|lower|left|right|corner|screen|toolbar|sidebar)\b|^[^\p{L}]*(?:它|该按钮|就?在|位于).{0,12}(?:角|侧|顶部|底部|上方|下方)/iu;

/**
 * The backend believes that the user sits before a screen. Takes that part out of a text, keeps what it says
 * about the video, and tells which of our own ways serves instead.
 */
export function fromGuiTalk(text: string): { text: string; actions: GuiAction[] } {
  const lines = text.split('\n').map(toLine);
  readAll(lines);
  dropNeighbours(lines);
  const kept = lines.map(textOf);
  dropEmptyHeadings(lines, kept);
  renumber(lines, kept);
  const left = kept.filter((line, i) => line !== '' || lines[i]?.body.trim() === '');
  return {
    text: left
      .join('\n')
      .replace(/\n(?:[ \t]*\n){2,}/g, '\n\n')
      .trim(),
    actions: merged(lines.flatMap(({ sentences }) => sentences.flatMap(({ actions }) => actions))),
  };
}

function toLine(line: string): Line {
  const [, head = '', heading, item, body = ''] = mark.exec(line) ?? [];
  const trimmed = body.trim();
  const isTitle = heading !== undefined || (item === undefined && inBold.test(trimmed));
  const heads = isTitle ? 'section' : /[:：](?:\*\*)?$/.test(trimmed) ? 'list' : undefined;
  return { mark: head, body, isItem: item !== undefined, heads, sentences: [] };
}

/** Reads all sentences; an opening line ("if you want changes:", "what next?") makes its list an offer. */
function readAll(lines: Line[]): void {
  let underCondition = false;
  let asked = false;
  for (const line of lines) {
    if (line.body.trim() === '') continue;
    const isQuestion = /[?？]\s*$/.test(line.body);
    if (!line.isItem) {
      underCondition = isQuestion || (line.heads !== undefined && conditional.test(line.body));
    }
    let before = '';
    for (const { text, after } of sentencesOf(line.body)) {
      const reading = readSentence(text, asked || (underCondition && line.isItem), before);
      asked = asksFirst.test(text);
      before = text;
      line.sentences.push({ ...reading, after });
    }
  }
}

/** Orders beside sentences that went, such as "choose 1080p" after "open the Export panel", go with them. */
function dropNeighbours(lines: Line[]): void {
  const flow = lines.flatMap((line) => line.sentences.map((sentence) => ({ sentence, isItem: line.isItem })));
  const drop = (at: number, beside: number): void => {
    const here = flow[at];
    const there = flow[beside];
    if (here === undefined || there === undefined || !there.sentence.gone || here.sentence.gone) return;
    const hangs = here.sentence.isHand || (beside < at && whereItIs.test(here.sentence.text));
    if (hangs && (beside < at || (here.isItem && there.isItem)))
      Object.assign(here.sentence, { text: '', gone: true });
  };
  for (let at = 1; at < flow.length; at += 1) drop(at, at - 1);
  for (let at = flow.length - 2; at >= 0; at -= 1) drop(at, at + 1);
}

function textOf({ mark: head, body, sentences }: Line): string {
  // An arrow or a sparkle alone only pointed at what went.
  if (sentences.some(({ gone }) => gone) && !sentences.some(({ text }) => /[\p{L}\p{N}]/u.test(text)))
    return '';
  if (sentences.length === 0) return head + body;
  const text = sentences
    .filter(({ text, gone }, i) => !gone && !(pointer.test(text) && sentences[i + 1]?.gone === true))
    .map((sentence) => sentence.text + sentence.after)
    .join('')
    .trimEnd();
  // Bold that began or ended in what went.
  const isTorn = isOdd(text) && !isOdd(body);
  return text === '' ? '' : head + (isTorn ? text.replaceAll('**', '') : text);
}

const pointer = /^[^\p{L}\p{N}]*[➡👉👇⬇▶→☞][^\p{L}\p{N}]*$/u;
const isOdd = (text: string): boolean => text.split('**').length % 2 === 0;

/** A heading goes when there were lines below it and none is left. */
function dropEmptyHeadings(lines: Line[], kept: string[]): void {
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const heads = lines[at]?.heads;
    if (heads === undefined) continue;
    const below = scope(lines, at, heads);
    const were = below.filter((i) => lines[i]?.body.trim() !== '');
    if (were.length > 0 && were.every((i) => kept[i] === '')) kept[at] = '';
  }
}

function scope(lines: Line[], at: number, heads: 'section' | 'list'): number[] {
  const below: number[] = [];
  for (let i = at + 1; i < lines.length; i += 1) {
    const line = lines[i];
    if (line === undefined || line.heads === 'section') break;
    const isBlank = line.body.trim() === '';
    if (heads === 'list' && below.length > 0) {
      const isList = below.some((j) => lines[j]?.isItem === true);
      if (isList ? !line.isItem && !isBlank : isBlank) break;
    }
    if (!(isBlank && below.length === 0)) below.push(i);
  }
  return below;
}

/** A numbered list that lost an item counts on without a gap. */
function renumber(lines: Line[], kept: string[]): void {
  let missing = 0;
  for (const [i, line] of lines.entries()) {
    const number = /^(\s*)(\d{1,3})(?=[.)、])/.exec(line.mark);
    if (number === null) {
      if (line.body.trim() !== '' && !/^\s/.test(line.mark + line.body)) missing = 0;
      continue;
    }
    if (Number(number[2]) === 1) missing = 0;
    if (kept[i] === '') missing += 1;
    else if (missing > 0) kept[i] = (kept[i] ?? '').replace(/\d+/, String(Number(number[2]) - missing));
  }
}

/** Each thing once; what is to be done now outdoes the offer of it. */
function merged(actions: GuiAction[]): GuiAction[] {
  return actions.filter((action, i) => {
    const same = (other: GuiAction): boolean =>
      other.do === action.do && (action.do !== 'edit' || (other.do === 'edit' && other.text === action.text));
    const isDone = (other: GuiAction): boolean => !('mode' in other) || other.mode === 'do';
    const twins = actions.filter(same);
    return action === (twins.find(isDone) ?? twins[0]) && actions.indexOf(action) === i;
  });
}
