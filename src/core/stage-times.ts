/** Work that takes long enough for people to ask how long it usually takes. */
export type TimedStage = 'editing' | 'generating' | 'rendering';
export type Usual = { fromMs: number; toMs: number };

/** As the backend's own notes say it, for as long as nothing better is known. */
const told: Record<TimedStage, Usual> = {
  editing: { fromMs: 10_000, toMs: 30_000 },
  generating: { fromMs: 120_000, toMs: 300_000 },
  rendering: { fromMs: 30_000, toMs: 90_000 },
};

/** So many of the last ones are looked at, and fewer than the least tell nothing. */
const most = 30;
const least = 5;

/** How long things took in this process lately. */
export type StageTimes = {
  took(stage: TimedStage, ms: number): void;
  /** The middle half of the last ones, in numbers that people count in. */
  usual(stage: TimedStage): Usual;
};

export function createStageTimes(): StageTimes {
  const last: Record<TimedStage, number[]> = { editing: [], generating: [], rendering: [] };
  return {
    took(stage, ms) {
      last[stage] = [...last[stage], ms].slice(-most);
    },
    usual(stage) {
      const times = last[stage].toSorted((a, b) => a - b);
      if (times.length < least) return told[stage];
      const at = (share: number): number => times[Math.round(share * (times.length - 1))] ?? 0;
      return toUsual(at(0.25), at(0.75));
    },
  };
}

function toUsual(low: number, high: number): Usual {
  const step = high < 20_000 ? 1_000 : high <= 120_000 ? 5_000 : 30_000;
  const fromMs = Math.max(step, Math.floor(low / step) * step);
  return { fromMs, toMs: Math.max(fromMs + step, Math.ceil(high / step) * step) };
}

/**
 * How much of something is done, from 0 to 1: counted (bytes, or the backend's word), or only guessed by the time that
 * it takes. What is guessed is never done.
 */
export type Progress =
  | { by: 'bytes'; share: number; sent: number; of: number }
  | { by: 'count' | 'clock'; share: number };

export function sentOf(sent: number, of: number | undefined): Progress | undefined {
  if (of === undefined || of <= 0) return undefined;
  return { by: 'bytes', share: Math.min(1, sent / of), sent: Math.min(sent, of), of };
}

/** The backend's own word, which is a share or a percentage; else a guess. */
export function renderProgress(said: number | undefined, elapsedMs: number, usual: Usual): Progress {
  if (said !== undefined && said >= 0 && said <= 100)
    return { by: 'count', share: said > 1 ? said / 100 : said };
  return { by: 'clock', share: Math.min(0.9, Math.max(0, elapsedMs) / usual.toMs) };
}
