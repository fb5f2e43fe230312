import type { UsageDays, UsageSum } from '#src/core/usage.ts';

/** The first sums of a part of the table, by a name that is an id or a day, and how many more there are. */
export type UsagePart = { shown: (UsageSum & { name: string })[]; more: number };

/** What everybody used, for admins. */
export type UsageWords = {
  adminsOnly: string;
  /** A button for another range of days. */
  range(p: { days: UsageDays }): string;
  nothing(p: { days: UsageDays }): string;
  /** `name` is empty for people who were forgotten, and for private chats. */
  table(p: {
    days: UsageDays;
    total: number;
    byDay: UsagePart;
    byUser: UsagePart;
    byPlace: UsagePart;
  }): string;
};
