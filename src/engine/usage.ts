import {
  shownId,
  sumBy,
  toCsv,
  usageDays,
  usageSince,
  type UsageDays,
  type UsageRow,
} from '#src/core/usage.ts';
import type { ThreadKey } from '#src/core/message.ts';
import type { OpenedResult } from '#src/core/remote.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Answer } from './answer.ts';
import { storeButtons } from './buttons.ts';
import type { EngineDeps } from './deps.ts';

/** Lines of each part of the table in the chat; the file has all. */
const shownAtMost = 10;
/** What a file's id begins with, where it is no video but the table of this turn. */
const prefix = 'usage_';

/** What everybody used, for admins: a short table, and a file with all of it. */
export type Usage = {
  answer(turn: Turn, days: UsageDays): Promise<Answer>;
  /** The file that an answer brought, made anew; nothing for other ids, and in other threads. */
  open(threadKey: ThreadKey, id: string): Promise<OpenedResult | undefined>;
};

export function createUsage({
  store,
  clock,
  settings,
}: Pick<EngineDeps, 'store' | 'clock' | 'settings'>): Usage {
  const isAdmin = ({ authorId }: Turn): boolean => settings.access.admins.includes(authorId);
  const read = (days: UsageDays): Promise<UsageRow[]> => store.spending.usage(usageSince(clock.now(), days));

  const daysOf = ({ plan }: Turn): UsageDays | undefined =>
    plan.flatMap((step) => (step.do === 'usage' ? [step.days] : []))[0];

  return {
    async answer(turn, days) {
      const words = messagesFor(turn.locale).usage;
      if (!isAdmin(turn)) return { text: words.adminsOnly };
      const rows = await read(days);
      const others = usageDays.filter((other) => other !== days);
      const wanted = others.map((other) => ({
        label: words.range({ days: other }),
        action: { do: 'plan' as const, plan: [{ do: 'usage' as const, days: other }] },
      }));
      const buttons = await storeButtons(store, turn, wanted);
      if (rows.length === 0) return { text: words.nothing({ days }), buttons };
      const part = (column: 'day' | 'owner' | 'place') => {
        const sums = sumBy(rows, column).map((sum) => ({ ...sum, name: shownId(sum.name) }));
        if (column === 'day') sums.sort((a, b) => b.name.localeCompare(a.name));
        return { shown: sums.slice(0, shownAtMost), more: Math.max(0, sums.length - shownAtMost) };
      };
      const total = rows.reduce((sum, row) => sum + row.credits, 0);
      return {
        text: words.table({ days, total, byDay: part('day'), byUser: part('owner'), byPlace: part('place') }),
        buttons,
        files: [{ name: `usage-${days}d.csv`, mime: 'text/csv', renderId: `${prefix}${turn.id}` }],
      };
    },

    async open(threadKey, id) {
      if (!id.startsWith(prefix)) return undefined;
      const turn = await store.turns.get(id.slice(prefix.length));
      const days = turn === undefined ? undefined : daysOf(turn);
      if (turn?.threadKey !== threadKey || days === undefined || !isAdmin(turn)) return undefined;
      const bytes = Buffer.from(toCsv(await read(days)));
      return { status: 200, bytes: bytes.length, range: undefined, body: once(bytes) };
    },
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
