import { words } from './lexicon.ts';
import { besideOthers, isDo, isNear } from './neighbours.ts';
import { wordsOf, type Reading } from './read.ts';
import { linkWord } from './tokens.ts';

const textOf = (reading: Reading): string => wordsOf(reading.tokens).join(' ');

/**
 * Readings in the light of the whole message: what is left to do, in its order. `hasFiles`: files or links to
 * files came with it.
 */
export function settle(readings: Reading[], hasFiles: boolean): Reading[] {
  const said = editsFirst(conditions(bounded(listed(besideOthers(readings)))));
  const others = said.some((r) => r.is === 'edit' || (r.is === 'do' && r.command !== 'help'));
  const onlyHeld = !hasFiles && said.every((r) => r.is === 'held' || r.is === 'polite');
  return said.filter((reading, i) => {
    if (reading.is === 'held') return onlyHeld;
    if (isDo(reading, 'help')) return !others;
    if (reading.is !== 'polite' || !others) return true;
    // "merge https://… and https://…"
    if (isNear(reading) && said[i - 1]?.is === 'edit' && reading.tokens.some(({ word }) => word === linkWord))
      return true;
    return said[i + 1]?.is === 'edit' && (said[i - 1]?.is === 'edit' || counting.test(textOf(reading)));
  });
}

/** "nothing else" belongs to an edit where there is one; else it is small talk. */
function bounded(said: Reading[]): Reading[] {
  const is = said.some((r) => r.is === 'edit') ? 'edit' : 'polite';
  return said.map((reading) => (reading.is === 'bound' ? { ...reading, is } : reading));
}

/** "First, …": counting is a part of what is counted. */
const counting = /^(?:first|firstly|second|secondly|third|thirdly|next|首先|第一|第二|其次)$/;

/** Words that name a part of a picture as well as a command. */
const pictureWords = words(
  `credit credits balance status state timeline tracks layers progress upload language languages help last link project projects new start`,
  `积分 进度 状态 上传 项目`,
);

/** "fix contrast, balance and sharpness": a lone word in a list of edits is one of them. */
function listed(said: Reading[]): Reading[] {
  return said.map((reading, i) => {
    const [token, ...more] = reading.tokens;
    if (reading.is !== 'do' || more.length > 0 || !pictureWords.has(token?.word ?? '')) return reading;
    const next = said[i + 1];
    const inList =
      (said[i - 1]?.is === 'edit' && isNear(reading)) ||
      (next?.is === 'edit' && (isNear(next) || next.joint === 'but'));
    return inList ? { ...reading, is: 'edit' } : reading;
  });
}

const conditional =
  /^(?:(?:and|then|but|so|ok) )?(?:when|once|as soon as|after|whenever|if|等|当|如果|要是)(?: |$)/;
const met =
  /(?:^| )(?:done|ready|finished|finish|complete|completed|added|applied|in|on|over|good|great|fine|ok|okay|set|perfect|works?|rendered|processed|trimmed|place|的话|没问题|后|之后)$|(?:好|完|了|完成)$/;
const doing =
  /^(?:(?:and|then|but|so|ok) )*(?:after|once|when|whenever|as soon as)(?: (?:you(?:'ve|'re)?|we(?:'ve|'re)?|i(?:'ve|'m)?))?(?: have| are)?(?: (?:done|finished|finish|with|just))* /;

/** "once the captions are in, export": what must come first is either asked for already, or asked for here. */
function conditions(said: Reading[]): Reading[] {
  return said.flatMap((reading, i): Reading[] => {
    const text = textOf(reading);
    const next = said[i + 1];
    const begins =
      reading.is === 'condition' ||
      (reading.is === 'edit' && conditional.test(text) && isDo(next, 'export') && isNear(next));
    if (!begins) return [reading];
    const lead = doing.exec(text)?.[0].trim().split(' ').length ?? 0;
    const tokens = reading.tokens.slice(lead);
    const [begin] = tokens;
    if (begin === undefined || (met.test(text) && !begin.word.endsWith('ing'))) return [];
    return [{ ...reading, is: 'edit', tokens, start: lead === 0 ? reading.start : begin.start }];
  });
}

/** How an edit begins or ends that is to come before the export that was named first. */
const comesFirst =
  /^first (?!\d|\w+ (?:seconds?|minutes?|half|clip|scene|part|frames?)\b)|(?<!the|\d) first$|(?:^| )before that$|^先/;
const extra =
  /^(?:one|two|both|with|without|no|in|at|as|for|from|vertical|horizontal|portrait|landscape|square|widescreen|\d+:\d+|only|要|带|不带|竖|横|没有|不要|无)(?: |$)/;

/** "export it, but first cut the intro", "export it, vertical": such edits move before the export. */
function editsFirst(said: Reading[]): Reading[] {
  const out: Reading[] = [];
  for (const reading of said) {
    const last = out.at(-1);
    const moves = reading.is === 'edit' && isDo(last, 'export');
    const text = textOf(reading);
    const first = reading.joint === 'but' || comesFirst.test(text) || (isNear(reading) && extra.test(text));
    if (moves && first) out.splice(-1, 0, reading);
    else out.push(reading);
  }
  return out;
}
