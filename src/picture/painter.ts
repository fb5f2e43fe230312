import { fileURLToPath } from 'node:url';
import { renderAsync } from '@resvg/resvg-js';
import { toSvg } from '#src/core/drawing.ts';
import type { Painter } from '#src/ports.ts';

/** Has Latin, Greek, Cyrillic, Japanese and Chinese letters in one file of 10 MB, and nothing of it is the system's. */
const font = {
  family: 'Noto Sans SC',
  file: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
};

/** Pixels for each unit of a drawing: sharp on a phone, and still a small file. */
const scale = 2;

/** No font of one colour has these; left in, they would be boxes. What they join and shade goes with them. */
const emoji =
  /(?![©®™])(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200D|\uFE0E|\uFE0F|\u20E3)/gu;

/**
 * Paints on a thread of libuv's pool, one drawing at a time: each loads the font for itself, and several at once would
 * need its memory several times. Letters that the font has not are taken from the system's fonts, where it has some.
 */
export function createPainter(): Painter {
  const fontFile = fileURLToPath(import.meta.resolve(font.file));
  let before: Promise<unknown> = Promise.resolve();

  return async (drawing, theme) => {
    const svg = toSvg(drawing, theme, font.family).replace(emoji, '');
    const painting = before.then(() =>
      renderAsync(svg, {
        font: { fontFiles: [fontFile], defaultFontFamily: font.family, loadSystemFonts: true },
        fitTo: { mode: 'zoom', value: scale },
      }),
    );
    before = painting.catch(() => undefined);
    return (await painting).asPng();
  };
}
