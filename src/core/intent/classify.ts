import { chineseWords, forgiven, lexicon, polite, type Command } from './lexicon.ts';

/** Words of a clause in lower case; Chinese is cut by the lexicon, and what it does not know stands alone. */
export function tokens(clause: string): string[] {
  const found: string[] = [];
  const piece = /[a-z0-9.]*[a-z0-9](?:['’][a-z]+)?|\p{Script=Han}+|[^\s\p{P}]/giu;
  for (const [text] of clause.matchAll(piece)) {
    if (/\p{Script=Han}/u.test(text)) found.push(...cutChinese(text));
    else found.push(forgive(text.toLowerCase().replace('’', "'")));
  }
  return found;
}

function cutChinese(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length;) {
    const word = chineseWords.find((candidate) => text.startsWith(candidate, at)) ?? text.charAt(at);
    found.push(word);
    at += word.length;
  }
  return found;
}

const known = new Set(
  [polite, ...Object.values(lexicon).flatMap((entries) => entries.flatMap((e) => [e.heads, e.fill]))].flatMap(
    (set) => [...set],
  ),
);

function forgive(word: string): string {
  if (known.has(word) || word.length < 5) return word;
  return forgiven.find((right) => oneSlip(word, right)) ?? word;
}

/** One letter left out, added, changed, or two neighbours swapped. The first letter is rarely mistyped. */
function oneSlip(word: string, right: string): boolean {
  if (word[0] !== right[0] || Math.abs(word.length - right.length) > 1) return false;
  let i = 0;
  while (i < word.length && word[i] === right[i]) i += 1;
  const a = word.slice(i);
  const b = right.slice(i);
  return (
    a.slice(1) === b.slice(1) ||
    a === b.slice(1) ||
    a.slice(1) === b ||
    (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
  );
}

export const quality = /^(?:\d{3,4}p|[248]k|\d{3,4}x\d{3,4})$/;
const order: Command[] = ['cancel', 'language', 'new', 'credits', 'state', 'export', 'upload', 'help'];

/** The command that a clause is, if every one of its words belongs to it. */
export function commandOf(words: string[]): Command | undefined {
  return order.find((command) =>
    lexicon[command].some(
      ({ heads, fill, needs }) =>
        words.some((word) => heads.has(word)) &&
        (needs === undefined || words.some((word) => needs.has(word))) &&
        words.every(
          (word) =>
            heads.has(word) ||
            fill.has(word) ||
            polite.has(word) ||
            needs?.has(word) === true ||
            (command === 'export' && quality.test(word)),
        ),
    ),
  );
}

/** True for a clause that says nothing but pleasantries. */
export function isPolite(words: string[]): boolean {
  return words.every((word) => polite.has(word));
}
