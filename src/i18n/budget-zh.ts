import type { BudgetWords } from './budget-words.ts';
import { bar, utcTime } from './format.ts';

/** 12000000 → "3 小时 20 分钟". */
export function spanZh(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (ms < 60_000) return `${Math.max(1, Math.ceil(ms / 1000))} 秒`;
  if (minutes < 60) return `${minutes} 分钟`;
  return minutes % 60 === 0
    ? `${minutes / 60} 小时`
    : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟`;
}

const setAside = (reserved: number): string =>
  reserved === 0 ? '' : `，另有约 ${reserved} 留给正在进行的剪辑`;

export const budgetZh: BudgetWords = {
  today: ({ used, reserved, budget, opensInMs }) =>
    budget === undefined
      ? `你今天用了 ${used} 积分。`
      : `你今天用了 ${used} 积分，每天可用 ${budget}${setAside(reserved)}。UTC 零点重新开始计算，还有 ${spanZh(opensInMs)}。\n${bar(used / budget)}`,
  todayHere: ({ used, reserved, budget }) =>
    `这里的所有人今天共用了 ${used} 积分，每天可用 ${budget}${setAside(reserved)}。\n${bar(used / budget)}`,
  noBudget: '关联的账户在这里没有每日额度。',
  starterEnds: ({ at }) => `这是免费的新手积分，有效期到 ${utcTime(at, 'zh')}。`,
  waitsForSlot: ({ of, running }) =>
    of === 'user'
      ? `你已有 ${running} 个请求正在处理，其中一个完成后，这个会自动开始。`
      : `这里已有 ${running} 个请求正在处理，轮到你的时候会自动开始。`,
  generationCost: ({ usual }) => `生成新画面通常要花约 ${usual} 积分。`,
  generationAsk: ({ usual, left }) =>
    `生成新画面通常要花约 ${usual} 积分，现在还剩 ${left}，可能不够。我还没有发送，也没有扣积分。还是要试试吗？`,
  generateAnyway: '试试看',
  lowBalance: ({ usual }) => `可能不够再剪一次了，一次通常要花约 ${usual} 积分。`,
};
