import { closeSync, openSync, readSync } from 'node:fs';

/** How far a letter (by its code point) moves the next one, in ems; nothing where the font does not have it. */
export type Advances = (codePoint: number) => number | undefined;

/**
 * Reads a TrueType font's own tables of its letters' widths, and nothing else of it. What these say is in the OpenType
 * specification, under `cmap` (format 12), `head`, `hhea` and `hmtx`. For fonts that come with Reelay: it trusts them.
 */
export function readAdvances(fontFile: string): Advances {
  const file = openSync(fontFile, 'r');
  try {
    const table = tablesOf(file);
    const cmap = table('cmap');
    const hmtx = table('hmtx');
    const unitsPerEm = table('head').getUint16(18);
    const longMetrics = table('hhea').getUint16(34);
    const groups = groupsOf(cmap);
    const count = cmap.getUint32(groups + 12);

    return (codePoint) => {
      let [low, high] = [0, count - 1];
      while (low <= high) {
        const middle = (low + high) >> 1;
        const at = groups + 16 + middle * 12;
        if (codePoint < cmap.getUint32(at)) high = middle - 1;
        else if (codePoint > cmap.getUint32(at + 4)) low = middle + 1;
        else {
          const glyph = cmap.getUint32(at + 8) + codePoint - cmap.getUint32(at);
          // Glyphs behind the last long metric are all as wide as that one.
          return hmtx.getUint16(Math.min(glyph, longMetrics - 1) * 4) / unitsPerEm;
        }
      }
      return undefined;
    };
  } finally {
    closeSync(file);
  }
}

function tablesOf(file: number): (tag: string) => DataView {
  const read = (offset: number, length: number): DataView => {
    const bytes = new Uint8Array(length);
    readSync(file, bytes, 0, length, offset);
    return new DataView(bytes.buffer);
  };
  const count = read(0, 12).getUint16(4);
  const directory = read(12, count * 16);
  return (tag) => {
    for (let at = 0; at < count * 16; at += 16) {
      if (String.fromCharCode(...new Uint8Array(directory.buffer, at, 4)) === tag)
        return read(directory.getUint32(at + 8), directory.getUint32(at + 12));
    }
    throw new Error(`a font without ${tag}`);
  };
}

/** Where the subtable for all of Unicode begins. */
function groupsOf(cmap: DataView): number {
  for (let at = 4; at < 4 + cmap.getUint16(2) * 8; at += 8) {
    const start = cmap.getUint32(at + 4);
    if (cmap.getUint16(start) === 12) return start;
  }
  throw new Error('a font that is not for all of Unicode');
}
