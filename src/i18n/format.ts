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
