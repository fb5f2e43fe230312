import { count } from './format.ts';
import type { UsagePart, UsageWords } from './usage-words.ts';

const range: UsageWords['range'] = ({ days }) => (days === 1 ? 'Today' : `${days} days`);
const credits = (n: number): string => count(Math.round(n * 10) / 10, 'credit');

function lines(title: string, { shown, more }: UsagePart, unnamed: string): string {
  const rows = shown.map(
    ({ name, credits: sum, edits, estimated }) =>
      `- ${name === '' ? unnamed : `\`${name}\``}: ${estimated > 0 ? 'about ' : ''}${credits(sum)}, ${count(edits, 'request')}`,
  );
  return [title, ...rows, ...(more > 0 ? [`- and ${more} more, in the file`] : [])].join('\n');
}

export const usageEn: UsageWords = {
  adminsOnly:
    'What everybody used is for my admins only, from the chat where they are known as one. **credits** shows what you used yourself.',
  range,
  nothing: ({ days }) =>
    days === 1 ? 'Nobody has used any credits today (UTC).' : `Nobody has used any credits in ${days} days.`,
  table: ({ days, total, byDay, byUser, byPlace }) => {
    const estimated = byUser.shown.some((one) => one.estimated > 0);
    return [
      `**Used ${days === 1 ? 'today' : `in ${days} days`}** (days are UTC)${estimated ? ': about ' : ': '}${credits(total)}`,
      ...(days === 1 ? [] : [lines('By day', byDay, '')]),
      lines('By person', byUser, 'people who were forgotten, or are not known'),
      lines('By server or group', byPlace, 'private chats'),
      estimated
        ? 'Where it says "about", requests ran beside others on the same account: those count as what is usual.'
        : '',
    ]
      .filter(Boolean)
      .join('\n\n');
  },
};
