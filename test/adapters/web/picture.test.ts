import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { colours, faintness, inks, themes } from '#src/core/drawing.ts';

const path = fileURLToPath(new URL('../../../adapters/web/page/styles.css', import.meta.url));
const css = readFileSync(path, 'utf8');
const blocks = { light: css, dark: css.slice(css.indexOf('@media (prefers-color-scheme: dark)')) };

/** The colour that a shape of this ink has on the page: its class names a variable, and each theme has its own. */
function onPage(ink: string, theme: 'light' | 'dark'): string | undefined {
  const variable = new RegExp(`\\.ink-${ink} \\{\\s*fill: var\\((--[\\w-]+)\\)`).exec(css)?.[1];
  return new RegExp(`${variable}: (#[0-9a-f]{6});`).exec(blocks[theme])?.[1];
}

test.each(themes.flatMap((theme) => inks.map((ink) => [ink, theme] as const)))(
  'the page has the ink %s of pictures, %s',
  (ink, theme) => expect(onPage(ink, theme)).toBe(colours[theme][ink]),
);

test('what is faint in a picture is as faint on the page', () => {
  expect(/\.faint \{\s*fill-opacity: ([\d.]+)/.exec(css)?.[1]).toBe(String(faintness));
});
