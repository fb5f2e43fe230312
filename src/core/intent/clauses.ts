/** A stretch of the message, by its offsets. */
export type Clause = { start: number; end: number };

/** Stands for a quoted character: it must not be read, and a command has no place for it. */
const hidden = '\u0001';

const quotes =
  /"[^"\n]*"|“[^”\n]*”|「[^」\n]*」|『[^』\n]*』|《[^》\n]*》|‘[^’\n]*’|(?<![\p{L}\p{N}])'[^'\n]*'(?![\p{L}\p{N}])|`[^`\n]*`/gu;
const links = /https?:\/\/[^\s<>"'「」『』《》，。；！？、）)]+/giu;

/** The links of a text, without the punctuation that ends a sentence. */
export function linksOf(text: string): { url: string; start: number; end: number }[] {
  return [...text.matchAll(links)].map((match) => {
    const url = match[0].replace(/[.,;:!?]+$/, '');
    return { url, start: match.index, end: match.index + url.length };
  });
}

/** The same text, character for character, with quoted words made unreadable and links left out. */
export function masked(text: string): string {
  return text
    .replace(quotes, (part) => hidden.repeat(part.length))
    .replace(links, (part) => ' '.repeat(part.length));
}

/** What divides clauses: ends of sentences, commas, and words that begin another thing to do. */
const dividers =
  /[.!?](?=\s|$)|[;\n,。；！？，、]+|\s(?:and\s+then|and\s+also|and|then|plus|&|after\s+that|but)(?=\s)|然后|并且|接着|随后|(?:并|再|后|和|完)(?=(?:再|帮我|请|把|直接)?(?:导出|下载|渲染|输出|发给我|发我|视频发))/giu;

/** Cuts a masked text into clauses, empty ones left out. */
export function clausesOf(maskedText: string): Clause[] {
  const clauses: Clause[] = [];
  let start = 0;
  const push = (end: number): void => {
    const part = maskedText.slice(start, end);
    const lead = part.length - part.trimStart().length;
    const body = part.trim();
    if (body !== '') clauses.push({ start: start + lead, end: start + lead + body.length });
  };
  for (const match of maskedText.matchAll(dividers)) {
    push(match.index);
    start = match.index + match[0].length;
  }
  push(maskedText.length);
  // "…, and then export": the comma has cut before the joining word.
  return clauses.flatMap((clause) => {
    const lead = /^(?:and|then|also|plus|but|&)(?:\s+|$)/i;
    let { start: from } = clause;
    for (
      let m = lead.exec(maskedText.slice(from, clause.end));
      m !== null;
      m = lead.exec(maskedText.slice(from, clause.end))
    ) {
      from += m[0].length;
    }
    return from >= clause.end ? [] : [{ start: from, end: clause.end }];
  });
}
