/** Times as support reads them: in UTC, since logs and people are in many places. */
export function atTime(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').slice(0, 19);
}

/** How long, roughly: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`, `4 days`. */
export function toSpan(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  if (whole < 48 * 3_600)
    return `${Math.floor(whole / 3_600)} h ${String(Math.floor(whole / 60) % 60).padStart(2, '0')} min`;
  return `${Math.floor(whole / 86_400)} days`;
}
