import { dayOf } from './spending.ts';

/** What somebody used in one place on one UTC day. Null = nobody, or no place, that is known any more or ever was. */
export type UsageRow = {
  /** `2026-11-25` */
  day: string;
  /** As of `ownerOf`. */
  owner: string | null;
  /** As of `placeOf`; null for private chats. */
  place: string | null;
  credits: number;
  edits: number;
  /** How many of the edits ran beside others on their account: they count as what is usual. */
  estimated: number;
};

/** The first moment of so many UTC days that end with today. */
export function usageSince(now: number, days: number): number {
  const { start, end } = dayOf(now);
  return end - days * (end - start);
}

/** So many UTC days, today included. */
export const usageDays = [1, 7, 30] as const;
export type UsageDays = (typeof usageDays)[number];

export type UsageSum = { name: string | null; credits: number; edits: number; estimated: number };

/** Rows added up by one of their columns, the largest sum first. */
export function sumBy(rows: UsageRow[], column: 'day' | 'owner' | 'place'): UsageSum[] {
  const sums = new Map<string | null, UsageSum>();
  for (const row of rows) {
    const name = row[column];
    const sum = sums.get(name) ?? { name, credits: 0, edits: 0, estimated: 0 };
    sums.set(name, {
      name,
      credits: sum.credits + row.credits,
      edits: sum.edits + row.edits,
      estimated: sum.estimated + row.estimated,
    });
  }
  return [...sums.values()].sort((a, b) => b.credits - a.credits || b.edits - a.edits);
}

/** "user:discord:42" → "discord:42": an id with its platform, and no name. */
export function shownId(name: string | null): string {
  return name?.replace(/^(?:user|place):/, '') ?? '';
}

const columns = ['day (UTC)', 'user', 'server', 'credits', 'edits', 'of them estimated'];

/** All rows as a table for spreadsheets (RFC 4180). */
export function toCsv(rows: UsageRow[]): string {
  const lines = rows.map(({ day, owner, place, credits, edits, estimated }) => [
    day,
    shownId(owner),
    shownId(place),
    String(Math.round(credits * 100) / 100),
    String(edits),
    String(estimated),
  ]);
  return [columns, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/** A spreadsheet takes what begins like a formula for one; an apostrophe tells it that this is text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
