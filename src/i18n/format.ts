/** Numbers as people read them, in any language. */

/** 3200000 → "3.1 MB". Powers of 1024, as the limits of chat platforms are counted. */
export function fileSize(bytes: number): string {
  const mb = bytes / 1024 ** 2;
  if (mb >= 1) return `${mb >= 100 ? Math.round(mb) : Math.round(mb * 10) / 10} MB`;
  return `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

/** 75000 → "1:15". */
export function clockTime(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const rest = String(seconds % 60).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

/** 7200000 → "2 hours ago"; `justNow` below a minute. */
export function ago(ms: number, language: string, justNow: string): string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return justNow;
  if (minutes < 60) return relative.format(-minutes, 'minute');
  if (minutes < 24 * 60) return relative.format(-Math.floor(minutes / 60), 'hour');
  return relative.format(-Math.floor(minutes / (24 * 60)), 'day');
}

/** In English: 1 → "1 clip", 2 → "2 clips". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** 10 to 30 s → "10-30 s", 2 to 5 min → "2-5 min", with the language's own units. */
export function span(
  { fromMs, toMs }: { fromMs: number; toMs: number },
  units: { s: string; min: string },
): string {
  const [ms, unit] = toMs <= 120_000 ? [1_000, units.s] : [60_000, units.min];
  const tenths = (n: number): number => Math.round((n / ms) * 10) / 10;
  return `${tenths(fromMs)}-${tenths(toMs)} ${unit}`;
}

const cells = 10;

/** 0.25 → "▰▰▰▱▱▱▱▱▱▱", full only where nothing is missing. It stands beside words that say the same, for whoever cannot see it. */
export function bar(share: number): string {
  const full = share >= 1 ? cells : Math.min(cells - 1, Math.round(Math.max(0, share) * cells));
  return '▰'.repeat(full) + '▱'.repeat(cells - full);
}

/** 1795618800000 → "Nov 25, 2026, 15:00 UTC", as the language writes it. */
export function utcTime(at: number, language: string): string {
  const form = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: 'UTC',
  });
  return `${form.format(at)} UTC`;
}

/** The day of a time in ms since 1970, the same in every language and time zone: "2026-03-01". */
export const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** A platform's own name, as it is written: "Telegram". */
export const titled = (platform: string): string => platform.slice(0, 1).toUpperCase() + platform.slice(1);
