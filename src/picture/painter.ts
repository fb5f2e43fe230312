import { fileURLToPath } from 'node:url';
import { renderAsync } from '@resvg/resvg-js';
import { toSvg } from '#src/core/drawing.ts';
import type { Painter } from '#src/ports.ts';
import { readAdvances } from './advances.ts';
import { setEmoji } from './set-emoji.ts';

/** Has Latin, Greek, Cyrillic, Japanese and Chinese letters in one file of 10 MB, and nothing of it is the system's. */
const letters = {
  family: 'Noto Sans SC',
  file: import.meta.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
};
/** In one colour, as the letters are: 1 MB instead of the 25 of coloured ones, which resvg could not draw. */
const emoji = {
  family: 'Noto Emoji',
  file: import.meta.resolve('@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf'),
};

/** Pixels for each unit of a drawing: sharp on a phone, and still a small file. */
const scale = 2;

/**
 * Paints on a thread of libuv's pool, one drawing at a time: each loads the fonts for itself, and several at once would
 * need their memory several times. Letters that the fonts have not are taken from the system's, where it has some.
 */
export function createPainter(): Painter {
  const lettersFile = fileURLToPath(letters.file);
  const emojiFile = fileURLToPath(emoji.file);
  const advances = { letters: readAdvances(lettersFile), emoji: readAdvances(emojiFile) };
  let before: Promise<unknown> = Promise.resolve();

  return async (drawing, theme) => {
    const svg = toSvg(setEmoji(drawing, advances), theme, letters.family, emoji.family);
    const painting = before.then(() =>
      renderAsync(svg, {
        font: {
          fontFiles: [lettersFile, emojiFile],
          defaultFontFamily: letters.family,
          loadSystemFonts: true,
        },
        fitTo: { mode: 'zoom', value: scale },
      }),
    );
    before = painting.catch(() => undefined);
    return (await painting).asPng();
  };
}
