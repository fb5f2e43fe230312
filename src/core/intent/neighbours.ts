import { commandOf } from './commands.ts';
import { isExport } from './exports.ts';
import { isNo } from './held.ts';
import { words } from './lexicon.ts';
import { isExportScrap, qualityOf } from './quality.ts';
import { stepOf, wordsOf, type Reading } from './read.ts';
import { linkWord } from './tokens.ts';

export const isDo = (reading: Reading | undefined, command: string): boolean =>
  reading?.is === 'do' && reading.command === command;
export const isNear = (reading: Reading | undefined): boolean =>
  reading?.joint === 'comma' || reading?.joint === 'and';

/** What stands for a reading beside its neighbours; `instead` of the one before it, too. */
type Change = { here: Reading[]; instead?: boolean };
type Rule = (
  reading: Reading,
  before: Reading | undefined,
  next: Reading | undefined,
  all: Reading[],
) => Change | undefined;

const exporting = (reading: Reading): Reading => ({
  ...reading,
  is: 'do',
  command: 'export',
  steps: [{ do: 'export' }],
});

/** "export, 1080p": scraps beside an export belong to it. */
const scraps: Rule = (reading, before, next) => {
  const list = wordsOf(reading.tokens);
  if (reading.is !== 'edit' || !isExportScrap(list)) return undefined;
  const quality = qualityOf(list);
  const after = isDo(next, 'export') && (before?.is !== 'edit' || reading.joint !== 'comma');
  const owner = isDo(before, 'export') ? before : after ? next : undefined;
  if (owner?.is !== 'do') return undefined;
  const [step] = owner.steps;
  if (quality !== undefined && step?.do === 'export')
    owner.steps = [{ do: 'export', quality: step.quality ?? quality }];
  return { here: [] };
};

/** "erase me and my data": one command in two clauses. */
const halves: Rule = (reading, before) => {
  if (reading.is !== 'edit' || before?.is !== 'edit' || reading.joint !== 'and') return undefined;
  const tokens = [...before.tokens, ...reading.tokens];
  const list = wordsOf(tokens);
  const command = commandOf(list);
  if (command === undefined || command === 'courtesy' || command === 'unchanged') return undefined;
  return {
    here: [{ ...before, end: reading.end, tokens, is: 'do', command, steps: [stepOf(command, list)] }],
    instead: true,
  };
};

const linkNouns = words('link url address 链接');

/** "download the video from this link: https://…" */
const fetching: Rule = (reading, _before, _next, all) => {
  if (!isDo(reading, 'export') || !reading.tokens.some(({ word }) => linkNouns.has(word))) return undefined;
  if (!all.some((other) => other.tokens.some(({ word }) => word === linkWord))) return undefined;
  return { here: [{ ...reading, is: 'do', command: 'upload', steps: [{ do: 'upload', urls: [] }] }] };
};

/** "Just the mp4, please": politeness makes it a wish. */
const asked: Rule = (reading, _before, next) => {
  if (reading.is !== 'edit' || next?.is !== 'polite' || !isNear(next)) return undefined;
  return isExport(wordsOf([...reading.tokens, ...next.tokens])) ? { here: [exporting(reading)] } : undefined;
};

/** "Export? Not yet." */
const takenBack: Rule = (reading, before) => {
  if (before === undefined || !isDo(before, 'export')) return undefined;
  if ((reading.is !== 'edit' && reading.is !== 'polite') || !isNo(wordsOf(reading.tokens))) return undefined;
  return {
    here: [
      { ...before, is: 'held' },
      { ...reading, is: 'held' },
    ],
    instead: true,
  };
};

const wipe =
  /^(?:(?:please|just|ok|let's|and) )*(?:clear|scrap|delete|wipe|throw|discard|trash|erase|ditch|drop|remove|forget|toss|清空|清除|删掉|删除)(?: (?:everything|all|it|this|that|out|away|the|whole|thing|timeline|of|current|一切|所有|全部|时间线|掉|了))*$/;

/** "scrap everything and start over": a new project is empty anyway. */
const wiping: Rule = (reading, _before, next) =>
  reading.is === 'edit' && isDo(next, 'fresh') && wipe.test(wordsOf(reading.tokens).join(' '))
    ? { here: [] }
    : undefined;

/** "add captions and send it again": the video as it will be, not as it was. */
const sentAnew: Rule = (reading, before) => {
  if (!isDo(reading, 'last') || before?.is !== 'edit' || reading.joint === 'stop') return undefined;
  return isExport(wordsOf(reading.tokens)) ? { here: [exporting(reading)] } : undefined;
};

const rules: Rule[] = [scraps, halves, fetching, asked, takenBack, wiping, sentAnew];

/** Readings in the light of the ones beside them. */
export function besideOthers(readings: Reading[]): Reading[] {
  const out: Reading[] = [];
  readings.forEach((reading, i) => {
    for (const rule of rules) {
      const change = rule(reading, out.at(-1), readings[i + 1], readings);
      if (change === undefined) continue;
      if (change.instead === true) out.pop();
      out.push(...change.here);
      return;
    }
    out.push(reading);
  });
  return out;
}
