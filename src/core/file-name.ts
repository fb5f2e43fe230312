const maxNameChars = 120;

/** A file's name as it may be shown and passed on: no path, no control characters, not endless. */
export function cleanFileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
  const shown = clean === '' || /^\.+$/.test(clean) ? 'file' : clean;
  const chars = Array.from(shown);
  // The ending tells the type, so a long name loses its middle.
  return chars.length <= maxNameChars
    ? shown
    : [...chars.slice(0, maxNameChars - 12), '…', ...chars.slice(-11)].join('');
}
