import type { BudgetWords } from './budget-words.ts';
import { bar, count, utcTime } from './format.ts';

/** 12000000 → "3 h 20 min". */
export function spanEn(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (ms < 60_000) return `${Math.max(1, Math.ceil(ms / 1000))} s`;
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const setAside = (reserved: number): string =>
  reserved === 0 ? '' : `, and about ${reserved} set aside for edits that are running`;

export const budgetEn: BudgetWords = {
  today: ({ used, reserved, budget, opensInMs }) =>
    budget === undefined
      ? `Used by you today: ${count(used, 'credit')}.`
      : `Used by you today: ${used} of ${count(budget, 'credit')}${setAside(reserved)}. A new day begins at midnight UTC, in ${spanEn(opensInMs)}.\n${bar(used / budget)}`,
  todayHere: ({ used, reserved, budget }) =>
    `Used by everybody here today: ${used} of ${count(budget, 'credit')}${setAside(reserved)}.\n${bar(used / budget)}`,
  noBudget: 'An account that was linked has no daily budget here.',
  starterEnds: ({ at }) => `These are free starter credits, good until ${utcTime(at, 'en')}.`,
  waitsForSlot: ({ of, running }) =>
    of === 'user'
      ? `${count(running, 'request')} of yours ${running === 1 ? 'is' : 'are'} being worked on already. This one begins by itself when one of them is done.`
      : `${count(running, 'request')} from here ${running === 1 ? 'is' : 'are'} being worked on already. Yours begins by itself as soon as it is its turn.`,
  generationCost: ({ usual }) => `New footage usually costs about ${count(usual, 'credit')}.`,
  generationAsk: ({ usual, left }) =>
    `New footage usually costs about ${count(usual, 'credit')}, and ${left === 1 ? '1 is' : `${left} are`} left, so it may not be enough. Nothing was sent or charged yet. Shall I try it all the same?`,
  generateAnyway: 'Try it',
  lowBalance: ({ usual }) => `That may not do for another edit, which usually costs about ${usual}.`,
};
