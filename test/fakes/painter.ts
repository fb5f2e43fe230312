import type { Painter } from '#src/ports.ts';

/** One pixel, as a PNG. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Paints every drawing as one pixel, for tests that do not look at it. */
export const paintPixel: Painter = async () => pixel;
