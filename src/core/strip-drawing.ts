import type { Drawing, Shape } from './drawing.ts';
import { position } from './ruler.ts';
import { fitting } from './text-width.ts';

/** Frames of each video on a strip. */
const framesEach = 4;

/** A place for one frame, in units of the drawing. */
export type Cell = { x: number; y: number; width: number; height: number };

const width = 600;
const edge = 14;
const gap = 6;
const cellWidth = (width - 2 * edge - (framesEach - 1) * gap) / framesEach;
const cellHeight = { least: 60, most: 170 };
const labelHeight = 26;
const textSize = 16;

/** Where frames of videos of this shape (width by height) go, and what stands above each row of them. */
export function layStrip(
  rows: { label: string; durationMs: number }[],
  shape: number,
): { drawing: Drawing; cells: Cell[][] } {
  const height = Math.round(Math.min(cellHeight.most, Math.max(cellHeight.least, cellWidth / shape)));
  const shapes: Shape[] = [];
  const cells: Cell[][] = [];
  let y = 6;
  for (const { label, durationMs } of rows) {
    const text = fitting(`${label} · ${position(durationMs)}`, textSize, width - 2 * edge);
    shapes.push({ as: 'words', x: edge, y: y + 18, size: textSize, text, ink: 'ink' });
    y += labelHeight;
    const top = y;
    const row = Array.from({ length: framesEach }, (_, n): Cell => ({
      x: edge + n * (cellWidth + gap),
      y: top,
      width: cellWidth,
      height,
    }));
    cells.push(row);
    shapes.push(...row.map((cell): Shape => ({ as: 'box', ...cell, ink: 'lane' })));
    y += height + 8;
  }
  return { drawing: { width, height: y + 4, shapes }, cells };
}

/** The moments whose frames stand for a video: the middles of as many equal parts of it. In ms. */
export function framesOf(durationMs: number): number[] {
  return Array.from({ length: framesEach }, (_, n) => Math.floor(((n + 0.5) / framesEach) * durationMs));
}
