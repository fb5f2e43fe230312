import { isEmoji } from './emoji.ts';

/**
 * A drawing as plain data, so that it can be stored with its message and looks the same whenever it is sent. What its
 * inks are like is for whoever shows it to say: the web page by its stylesheet, pixels by a theme.
 */

export const inks = [
  'ground',
  'lane',
  'line',
  'soft',
  'ink',
  'video',
  'audio',
  'text',
  'other',
  'head',
  'on-head',
] as const;
export type Ink = (typeof inks)[number];

/** Lengths are in units of the drawing, of which it has `width` times `height`. */
export type Shape =
  | {
      as: 'box';
      x: number;
      y: number;
      width: number;
      height: number;
      ink: Ink;
      round?: number | undefined;
      /** Lets through what is below. */
      faint?: true | undefined;
    }
  /** `y` is the line that the letters stand on. They begin at `x`, or end there, or have their middle there. */
  | {
      as: 'words';
      x: number;
      y: number;
      size: number;
      text: string;
      ink: Ink;
      anchor?: 'middle' | 'end' | undefined;
    };

export type Drawing = { width: number; height: number; shapes: Shape[] };

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** The inks of pictures that cannot follow the theme of whoever looks at them. The page has the same in its stylesheet. */
export const colours: Record<Theme, Record<Ink, string>> = {
  light: {
    ground: '#ffffff',
    lane: '#f1eff6',
    line: '#d9d5e4',
    soft: '#666176',
    ink: '#1d1b26',
    video: '#b9b1f6',
    audio: '#9fdcc4',
    text: '#f6cf8f',
    other: '#cfcbd8',
    head: '#c2362b',
    'on-head': '#ffffff',
  },
  dark: {
    ground: '#1d1b24',
    lane: '#28252f',
    line: '#3d394a',
    soft: '#a19cb2',
    ink: '#eceaf2',
    video: '#554aa8',
    audio: '#21705a',
    text: '#82591a',
    other: '#4c4859',
    head: '#ff8a80',
    'on-head': '#1d1b24',
  },
};

/** How much of an ink is left where it is faint. */
export const faintness = 0.45;

/**
 * The drawing as an SVG document. Whatever its words are, they are words there. Words that are one emoji alone are set
 * in `emojiFamily`.
 */
export function toSvg(
  drawing: Drawing,
  theme: Theme,
  fontFamily: string,
  emojiFamily: string = fontFamily,
): string {
  const { width, height, shapes } = drawing;
  const ink = colours[theme];
  const drawn = shapes.map((shape) => {
    if (shape.as === 'box') {
      const round = shape.round === undefined ? '' : ` rx="${shape.round}"`;
      const faint = shape.faint === true ? ` fill-opacity="${faintness}"` : '';
      return `<rect x="${shape.x}" y="${shape.y}" width="${shape.width}" height="${shape.height}"${round} fill="${ink[shape.ink]}"${faint}/>`;
    }
    const anchor = shape.anchor === undefined ? '' : ` text-anchor="${shape.anchor}"`;
    const family = isEmoji(shape.text) ? ` font-family="${escaped(emojiFamily)}"` : '';
    return `<text x="${shape.x}" y="${shape.y}" font-size="${shape.size}"${family}${anchor} fill="${ink[shape.ink]}">${escaped(shape.text)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(fontFamily)}">`,
    `<rect width="${width}" height="${height}" fill="${ink.ground}"/>`,
    ...drawn,
    '</svg>',
  ].join('\n');
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Also without what no XML document may hold: half characters, and control characters. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ')
    .replace(/[&<>"]/g, (character) => entities[character] ?? '');
}
