/** Our markdown subset in Telegram's HTML, cut to Telegram's lengths. */

/** Lengths count what is shown, in UTF-16 units, without the markup. */
const maxTextChars = 4096;
export const maxCaptionChars = 1024;

type Span = { text: string; style?: 'b' | 'code' | undefined; href?: string | undefined };

const marked = /\*\*(?=\S)(.+?)(?<=\S)\*\*|`([^`\n]+)`|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/g;

/**
 * A text in pieces: the first of at most `firstChars` shown characters, the others of `maxTextChars`. Cuts
 * are made between paragraphs, else between lines, else between words, and only at last within one.
 */
export function toPieces(markdown: string, firstChars: number = maxTextChars): string[] {
  const pieces: string[] = [];
  let spans = toSpans(markdown);
  for (let limit = firstChars; ; limit = maxTextChars) {
    const shown = spans.map(({ text }) => text).join('');
    if (shown.length <= limit) {
      if (shown.trim() !== '' || pieces.length === 0) pieces.push(toHtml(spans).trim());
      return pieces;
    }
    const end = cutAt(shown, limit);
    pieces.push(toHtml(slice(spans, 0, end)).trimEnd());
    const rest = shown.slice(end);
    spans = slice(spans, end + (rest.length - rest.trimStart().length), shown.length);
  }
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function toSpans(markdown: string): Span[] {
  const text = markdown.replace(/^- /gm, '• ');
  const spans: Span[] = [];
  let at = 0;
  for (const match of text.matchAll(marked)) {
    const [whole, bold, code, label, href] = match;
    if (match.index > at) spans.push({ text: text.slice(at, match.index) });
    if (bold !== undefined) spans.push({ text: bold, style: 'b' });
    else if (code !== undefined) spans.push({ text: code, style: 'code' });
    else spans.push({ text: label ?? '', href });
    at = match.index + whole.length;
  }
  if (at < text.length) spans.push({ text: text.slice(at) });
  return spans;
}

function toHtml(spans: Span[]): string {
  return spans
    .map(({ text, style, href }) => {
      const shown = escapeHtml(text);
      if (href !== undefined) return `<a href="${escapeHtml(href)}">${shown}</a>`;
      return style === undefined ? shown : `<${style}>${shown}</${style}>`;
    })
    .join('');
}

function slice(spans: Span[], from: number, to: number): Span[] {
  const found: Span[] = [];
  let at = 0;
  for (const span of spans) {
    const text = span.text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (text !== '') found.push({ ...span, text });
    at += span.text.length;
  }
  return found;
}

/** Where to cut a text that is longer than `limit`. A cut that leaves less than a quarter is no good one. */
function cutAt(text: string, limit: number): number {
  const head = text.slice(0, limit + 1);
  for (const seam of ['\n\n', '\n', ' ']) {
    const at = head.lastIndexOf(seam);
    if (at >= limit / 4) return at;
  }
  // Half a character would be refused.
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
}
