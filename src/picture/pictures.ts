import type { Log, Painter, StripMaker } from '#src/ports.ts';
import { createStripMaker } from './strip.ts';

/** What makes pictures. The painter's library is loaded with the first one: the web page draws for itself. */
export function createPictures(options: { ffmpeg: string; log: Log }): {
  paint: Painter;
  makeStrip: StripMaker | undefined;
} {
  let painter: Promise<Painter> | undefined;
  const paint: Painter = async (drawing, theme) => {
    painter ??= import('./painter.ts').then(({ createPainter }) => createPainter());
    return (await painter)(drawing, theme);
  };
  return { paint, makeStrip: options.ffmpeg === 'off' ? undefined : createStripMaker({ ...options, paint }) };
}
