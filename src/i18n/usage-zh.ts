import type { UsagePart, UsageWords } from './usage-words.ts';

const range: UsageWords['range'] = ({ days }) => (days === 1 ? '今天' : `${days} 天`);
const credits = (n: number): string => `${Math.round(n * 10) / 10} 积分`;

function lines(title: string, { shown, more }: UsagePart, unnamed: string): string {
  const rows = shown.map(
    ({ name, credits: sum, edits, estimated }) =>
      `- ${name === '' ? unnamed : `\`${name}\``}：${estimated > 0 ? '约 ' : ''}${credits(sum)}，${edits} 个请求`,
  );
  return [title, ...rows, ...(more > 0 ? [`- 还有 ${more} 行，见文件`] : [])].join('\n');
}

export const usageZh: UsageWords = {
  adminsOnly: '所有人的用量只给我的管理员看，而且要在我认得管理员的聊天里。说**积分**可以看你自己用了多少。',
  range,
  nothing: ({ days }) => (days === 1 ? '今天（UTC）还没有人用过积分。' : `最近 ${days} 天没有人用过积分。`),
  table: ({ days, total, byDay, byUser, byPlace }) => {
    const estimated = byUser.shown.some((one) => one.estimated > 0);
    return [
      `**${days === 1 ? '今天' : `最近 ${days} 天`}的用量**（按 UTC 计日）${estimated ? '：约 ' : '：'}${credits(total)}`,
      ...(days === 1 ? [] : [lines('按日', byDay, '')]),
      lines('按人', byUser, '已被忘记的人，或不知道是谁'),
      lines('按服务器或群', byPlace, '私聊'),
      estimated ? '标“约”的，是同一账户上同时有别的请求在进行：这些按通常的花费计算。' : '',
    ]
      .filter(Boolean)
      .join('\n\n');
  },
};
