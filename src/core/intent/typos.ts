import { known } from './vocabulary.ts';

/** Words that a one-letter slip is forgiven in. Other words of the lexicon are too near to something else. */
const swapsOnly = 'start stop help last send list link clip video tracks timeline english'.split(' ');
const forgiven =
  `export render download exporting credits credit balance status timeline progress upload cancel project projects english
  chinese language unlink account rename switch resend forget delete please video latest restart finished result`.split(
    /\s+/,
  );

/** Words of their own that are one slip away from one of those. */
const ownWords = new Set(
  `expert experts sender tender gender fender vender lender bender reader renter statue statues stats unload cancer cancels protect
  protects projector stitch swatch twitch forgot forged pleased pleases lease vide balanced balances unlock switches renamed resent
  trucks tricks cracks tract track credited downloads uploads exported rendered uploaded deleted lists lest lust fist mist last
  exports resend result results restarts relate delete credit`.split(/\s+/),
);

/** The word that was meant: the word itself, unless it is unknown and one slip away from a command word. */
export function forgive(word: string): string {
  if (word.length < 4 || word.length > 11 || known.has(word) || ownWords.has(word)) return word;
  return (
    swapsOnly.find((right) => swapped(word, right)) ?? forgiven.find((right) => oneSlip(word, right)) ?? word
  );
}

const sameUntil = (a: string, b: string): number => {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  return i;
};

/** Two neighbours swapped. */
function swapped(word: string, right: string): boolean {
  const i = sameUntil(word, right);
  return (
    word.length === right.length &&
    word[i] === right[i + 1] &&
    word[i + 1] === right[i] &&
    word.slice(i + 2) === right.slice(i + 2)
  );
}

/** One letter left out, added or changed, or two swapped. The first letter is rarely changed. */
function oneSlip(word: string, right: string): boolean {
  if (Math.abs(word.length - right.length) > 1) return false;
  const i = sameUntil(word, right);
  const a = word.slice(i);
  const b = right.slice(i);
  return (
    a === b.slice(1) || (i > 0 && (a.slice(1) === b.slice(1) || a.slice(1) === b)) || swapped(word, right)
  );
}
