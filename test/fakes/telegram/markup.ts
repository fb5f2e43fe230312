import { ApiError } from './api-error.ts';

export type FakeEntity = { type: string; offset: number; length: number; url?: string };

const tags: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  s: 'strikethrough',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  blockquote: 'blockquote',
};
const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

const decode = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(lt|gt|amp|quot));/gi, (_, dec, hex, name: string | undefined) =>
    name === undefined
      ? String.fromCodePoint(dec === undefined ? parseInt(String(hex), 16) : Number(dec))
      : (named[name.toLowerCase()] ?? ''),
  );

/** Telegram's HTML as the text that is shown and its entities. Refuses what Telegram refuses. */
export function parseHtml(html: string): { text: string; entities: FakeEntity[] } {
  const refuse = (why: string): never => {
    throw new ApiError(400, `Bad Request: can't parse entities: ${why}`);
  };
  const open: { tag: string; offset: number; url?: string }[] = [];
  const entities: FakeEntity[] = [];
  let text = '';
  let at = 0;
  while (at < html.length) {
    const next = html.indexOf('<', at);
    text += decode(html.slice(at, next === -1 ? html.length : next));
    if (next === -1) break;
    const match = /^<(\/)?([a-z]+)(?:\s+href="([^"]*)")?\s*>/i.exec(html.slice(next));
    if (match === null) return refuse(`Unsupported start tag at byte offset ${next}`);
    const [whole, close, tag = '', href] = match;
    if (tags[tag] === undefined) return refuse(`Unsupported start tag "${tag}" at byte offset ${next}`);
    if (close === undefined) {
      open.push({ tag, offset: text.length, ...(href === undefined ? {} : { url: decode(href) }) });
    } else {
      const begun = open.pop();
      if (begun?.tag !== tag)
        return refuse(`Unmatched end tag at byte offset ${next}, expected "${begun?.tag}"`);
      const { offset, url } = begun;
      const length = text.length - offset;
      if (length > 0)
        entities.push({ type: tags[tag], offset, length, ...(url === undefined ? {} : { url }) });
    }
    at = next + whole.length;
  }
  if (open.length > 0) return refuse(`Can't find end tag corresponding to start tag "${open.at(-1)?.tag}"`);
  return { text: text.trim(), entities };
}

/** The entities that Telegram finds by itself in what people write. */
export function findEntities(text: string): FakeEntity[] {
  const found: FakeEntity[] = [];
  for (const match of text.matchAll(/(?<=^|\s)\/[a-z0-9_]{1,32}(?:@\w{3,32})?(?!\w)/gi)) {
    found.push({ type: 'bot_command', offset: match.index, length: match[0].length });
  }
  for (const match of text.matchAll(/(?<=^|[\s,])@\w{3,32}/g)) {
    found.push({ type: 'mention', offset: match.index, length: match[0].length });
  }
  for (const match of text.matchAll(/https?:\/\/\S+/g)) {
    found.push({ type: 'url', offset: match.index, length: match[0].length });
  }
  return found.sort((a, b) => a.offset - b.offset);
}
