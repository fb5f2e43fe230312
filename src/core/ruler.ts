const steps = [
  100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_800_000, 3_600_000, 7_200_000, 18_000_000, 43_200_000,
];

/** Places on a ruler of this length that people like to count in, from 0 on, at most `most` of them. In ms. */
export function ticks(durationMs: number, most: number): number[] {
  const step = steps.find((ms) => durationMs / ms < most) ?? durationMs / (most - 1);
  return Array.from({ length: Math.floor(durationMs / step) + 1 }, (_, index) => index * step);
}

/** 75000 → "1:15", and below ten seconds with tenths where there are some: 1500 → "0:01.5". */
export function position(ms: number): string {
  const tenths = Math.round(ms / 100);
  const fine = tenths < 100 && tenths % 10 !== 0;
  const whole = fine ? Math.floor(tenths / 10) : Math.round(ms / 1_000);
  const pad = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  const seconds = pad(whole % 60) + (fine ? `.${tenths % 10}` : '');
  return minutes < 60
    ? `${minutes}:${seconds}`
    : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${seconds}`;
}
