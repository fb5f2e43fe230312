/**
 * What the doctor found, as data. Edges make findings, `src/i18n` has the words for each, and one formatter puts them
 * together. A code's first part names what was looked at.
 */
export type FindingParams = {
  'settings.good': {};
  /** A line of what the start would refuse. */
  'settings.refused': { problem: string };
  /** Everybody who finds the bot spends the operator's credits. */
  'settings.open': {};
  /** Nobody may use the commands of admins. */
  'settings.no-admin': {};

  'discord.off': {};
  'discord.known': { name: string };
  'discord.token-refused': {};
  'discord.unreachable': { reason: string };
  'discord.reads-messages': {};
  'discord.no-message-content': {};
  'discord.commands': { count: number };
  'discord.commands-differ': {};
  'discord.here': {};
  /** Nothing can be written in this channel. `missing` are Discord's own names of permissions. */
  'discord.here-closed': { missing: string[] };
  'discord.here-less': { missing: string[] };
  /** The app came with one of its users, and the bot is in no member list. */
  'discord.here-absent': {};

  'telegram.off': {};
  'telegram.known': { name: string };
  'telegram.token-refused': {};
  'telegram.unreachable': { root: string; reason: string };
  'telegram.sees-all': {};
  'telegram.privacy-mode': {};
  /** An admin of this group, so privacy mode hides nothing here. */
  'telegram.here-admin': {};
  'telegram.here-silent': {};
  'telegram.polling': {};
  /** Telegram brings updates to an address although the settings name none. */
  'telegram.webhook-left': { host: string };
  'telegram.webhook': { host: string };
  /** Telegram has none, or another one than the settings. */
  'telegram.webhook-missing': { host: string };
  'telegram.webhook-insecure': {};
  'telegram.webhook-failing': { host: string; error: string; pending: number };
  'telegram.backlog': { pending: number };
  'telegram.own-server': { folder: boolean };
  'telegram.folder-unreadable': { reason: string };

  'queue.embedded': {};
  'redis.good': { version: string };
  'redis.too-old': { version: string; wanted: string };
  'redis.evicts': { policy: string };
  'redis.keeps-nothing': {};
  'redis.disk-unknown': {};
  'redis.unreachable': { reason: string };

  'database.good': { version: string };
  'database.too-old': { version: string; wanted: string };
  /** Migrations that the next start will run. */
  'database.behind': { count: number };
  /** Migrations that this version does not know. */
  'database.ahead': { names: string[] };
  'database.unreachable': { reason: string };
  'database.embedded': {};
  'database.embedded-new': {};
  'database.embedded-in-use': {};

  'folder.good': { freeMb: number };
  'folder.low': { freeMb: number };
  'folder.full': { freeMb: number };
  'folder.closed': { reason: string };

  'nemo.reachable': {};
  'nemo.unreachable': { reason: string };
  /** Something answers, and it is not the backend. */
  'nemo.stranger': { status: number };
  'nemo.refused': { status: number; code: number | undefined };
  'nemo.starter': {};
  'nemo.token-refused': {};
  'nemo.credits': { available: number };
  'nemo.credits-low': { available: number };
  'nemo.credits-none': {};
  /** What the account includes, in the backend's own words. */
  'nemo.plan': { plan: string };
  'nemo.plan-untold': {};
  'nemo.no-export': { scopes: string[] };

  'clock.good': { beside: string[] };
  'clock.alone': {};
  'clock.off': { beside: string; seconds: number };
  'clock.wrong': { beside: string; seconds: number };

  /** A part that did not say how it is. */
  'check.late': { name: CheckName };
  'check.failed': { name: CheckName; reason: string };
};

export type FindingCode = keyof FindingParams;
export type Level = 'ok' | 'warning' | 'wrong';
export type Finding = {
  [C in FindingCode]: { code: C; level: Level; params: FindingParams[C] };
}[FindingCode];

export type CheckName = 'settings' | 'discord' | 'telegram' | 'queue' | 'database' | 'folder' | 'nemo';

/** How far another machine's clock is ahead of ours. */
export type ClockSeen = { beside: string; aheadMs: number };

/** What one check gives. */
export type Health = { findings: Finding[]; clocks?: ClockSeen[] };

function finding<C extends FindingCode>(level: Level, code: C, params: FindingParams[C]): Finding {
  return { code, level, params } as Finding;
}
export const ok = <C extends FindingCode>(code: C, params: FindingParams[C]): Finding =>
  finding('ok', code, params);
export const warning = <C extends FindingCode>(code: C, params: FindingParams[C]): Finding =>
  finding('warning', code, params);
export const wrong = <C extends FindingCode>(code: C, params: FindingParams[C]): Finding =>
  finding('wrong', code, params);

/** An HTTP date has no parts of a second, and answers take a moment. */
const nearMs = 5_000;
/** From here on codes, tokens and deadlines end at times that nobody expects. */
const farMs = 60_000;

/** One line for all clocks that agree with ours, and one for each that does not. */
export function clockFindings(seen: ClockSeen[]): Finding[] {
  if (seen.length === 0) return [ok('clock.alone', {})];
  const off = seen.filter(({ aheadMs }) => Math.abs(aheadMs) > nearMs);
  const near = seen.filter((one) => !off.includes(one)).map(({ beside }) => beside);
  return [
    ...(near.length > 0 ? [ok('clock.good', { beside: near })] : []),
    ...off.map(({ beside, aheadMs }) => {
      const level = Math.abs(aheadMs) > farMs ? 'wrong' : 'warning';
      return finding(level, level === 'wrong' ? 'clock.wrong' : 'clock.off', {
        beside,
        seconds: Math.round(aheadMs / 1000),
      });
    }),
  ];
}

/** What an HTTP `Date` header says of the clock of whoever sent it; nothing where it has none. */
export function clockOf(beside: string, date: string | null | undefined, now: number): ClockSeen[] {
  const at = Date.parse(date ?? '');
  return Number.isNaN(at) ? [] : [{ beside, aheadMs: at - now }];
}

const longestReason = 200;

/** Why something failed, in one line: the innermost cause, since the outer ones only say that it did. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error instanceof Error && error.cause instanceof Error) return reasonOf(error.cause);
  const text = error instanceof Error ? error.message || error.name : String(error);
  return (text.split('\n')[0] ?? '').slice(0, longestReason);
}
