/** One sentence, and the white space that follows it. */
export type Sentence = { text: string; after: string };

/** Stands for a character that must not be read: quoted words, code, addresses. */
const hidden = '\uE000';
/** A quote in a text without readable quotes. */
export const quoteMark = /["“'`「『【《‘]\uE000+[.!?。！？]?["”'`」』】》’]/gu;
const han = /\p{Script=Han}/gu;

const quotes =
  /"[^"\n]*"|“[^”\n]*”|「[^」\n]*」|『[^』\n]*』|《[^》\n]*》|【[^】\n]*】|‘[^’\n]*’|(?<![\p{L}\p{N}])'[^'\n]*'(?![\p{L}\p{N}])|`[^`\n]*`/gu;
const address = /https?:\/\/[^\s<>"'「」『』《》，。；！？、）)]+/giu;

/**
 * The text, character for character, with what is quoted and what is an address made unreadable. The marks
 * themselves and a quote's own full stop stay, so that sentences still end where they end.
 */
export function hideQuotes(text: string): string {
  return text
    .replace(quotes, (part) => {
      const inner = part.slice(1, -1).replace(/[.!?。！？]$/u, '');
      const end = part.slice(1 + inner.length, -1);
      return `${part.charAt(0)}${hidden.repeat(inner.length)}${end}${part.slice(-1)}`;
    })
    .replace(address, (part) => hidden.repeat(part.length));
}

/** The quoted words of a text, without their marks. */
export function quotedIn(text: string): string[] {
  return [...text.matchAll(quotes)].map((match) => match[0].slice(1, -1).trim()).filter(Boolean);
}

/** The addresses of a text, as they stand in it. */
export function addressesIn(text: string): string[] {
  return [...text.matchAll(address)].map((match) => match[0].replace(/[.,;:!?*_]+$/, ''));
}

/** More Chinese than anything else. A name in Latin letters does not make a sentence English. */
export function isChinese(text: string): boolean {
  const readable = text.replace(address, '');
  const characters = readable.match(han)?.length ?? 0;
  return characters > 0 && characters * 3 >= (readable.match(/[a-z]/gi)?.length ?? 0);
}

/** Ends of sentences. A dot in a number or a name ends none, nor does one before a small letter. */
const ends =
  /(?<=[.!?…]["'”’」)*_]*)\s+(?![a-z])|(?<=\p{Extended_Pictographic}\uFE0F?)\s+(?=[\p{Lu}\p{Script=Han}])|(?<=\p{Extended_Pictographic}\uFE0F?)(?=\p{Script=Han})|(?<=[。！？][”’」』"）)*_]*)\s*/gu;
const abbreviation = /(?:^|[\s(])(?:e\.g|i\.e|vs|no|approx|etc|mr|mrs|dr|st|min|sec|fig)\.$/i;

/** Cuts a line into its sentences. Put together again they are the line. */
export function sentencesOf(line: string): Sentence[] {
  const found: Sentence[] = [];
  const readable = hideQuotes(line);
  let start = 0;
  for (const match of readable.matchAll(ends)) {
    const text = line.slice(start, match.index);
    if (text === '' || abbreviation.test(text)) continue;
    found.push({ text, after: match[0] });
    start = match.index + match[0].length;
  }
  if (start < line.length) found.push({ text: line.slice(start), after: '' });
  return found;
}

/** The same with what stands in brackets: it belongs to no clause outside. */
export function hideAsides(text: string): string {
  const readable = hideQuotes(text);
  return bracketsOf(text).reduce(
    (all, { start, end }) => all.slice(0, start + 1) + hidden.repeat(end - start - 2) + all.slice(end - 1),
    readable,
  );
}

/** Brackets of a sentence, innermost text only, by their offsets. Those of a link are none. */
export function bracketsOf(sentence: string): { start: number; end: number }[] {
  const readable = hideQuotes(sentence);
  return [...readable.matchAll(/(?<!\])(?:\([^()（）]*\)|（[^()（）]*）)/gu)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}
