import { looking, words, type Entry } from './lexicon.ts';

/** What everybody used, for admins. "Usage" is hardly ever said of a video. */
export const usage: Entry[] = [
  {
    heads: words('usage 用量 使用量'),
    fill: words(
      looking,
      `today this week month last past 1 7 14 30 day days weeks months daily weekly monthly report stats statistics numbers csv table file
      user users people person everyone everybody server servers group groups guild credit credits total all of per each overall`,
      `今天 今日 本周 这周 一周 上周 最近 过去 本月 这个月 上个月 个月 月 周 天 日 统计 报告 报表 表格 数据 所有人 大家 用户 每个 服务器 群 积分 情况 总 7天 30天`,
    ),
    unlike: /\b(?:usage (?:of|in) (?:the|this|that|my)|add|put|make|create|write)\b/,
  },
];

/** How many days are asked for: one, seven or thirty. */
export function usageDaysOf(list: string[]): 1 | 7 | 30 {
  const text = list.join(' ');
  if (/\b(?:30|month|months|monthly)\b|月|30/.test(text)) return 30;
  if (/\b(?:today|1|daily)\b|今天|今日/.test(text)) return 1;
  return 7;
}
