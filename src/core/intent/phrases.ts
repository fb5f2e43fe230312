import { words } from './lexicon.ts';
import type { Token } from './tokens.ts';

const moments = ['a chance', 'the chance', 'a moment', 'a second', 'a sec', 'a minute', 'time'];
const whenever = ['can', 'could', 'like', 'are free', "don't mind"].concat(
  moments.flatMap((moment) => [`get ${moment}`, `have ${moment}`]),
);

/** Phrases that say nothing, though their words would: "don't forget to export" is no "don't". */
const phrases = [
  ...["don't", 'dont', 'do not', 'never'].map((not) => `${not} forget`),
  ...['when', 'whenever', 'if'].flatMap((lead) => whenever.map((rest) => `${lead} you ${rest}`)),
  ...['one more', 'one last', 'one', 'another'].map((lead) => `${lead} thing`),
  'as soon as possible',
  'as soon as you can',
  'at your earliest convenience',
  'when convenient',
  'at once',
  'if possible',
  'by the way',
  'in that case',
  'at this point',
  'of course',
  'as well',
  'you know',
  'sort of',
  'for the moment',
  'this time',
  'i mean',
  'i guess',
  'i think',
  'so much',
  'very much',
  'a lot',
  'in advance',
  'best regards',
  'kind regards',
].map((phrase) => phrase.split(' '));
const phrasesBy = Map.groupBy(phrases, ([first]) => first);

/** The words of a clause without such phrases, unless nothing else is there. */
export function withoutPhrases(tokens: Token[]): Token[] {
  const kept: Token[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const phrase = phrasesBy
      .get(tokens[i]?.word)
      ?.find((list) => list.every((word, k) => tokens[i + k]?.word === word));
    const token = tokens[i];
    if (phrase !== undefined && phrase.length < tokens.length) i += phrase.length - 1;
    else if (token !== undefined) kept.push(token);
  }
  return kept;
}

const eitherKind = words('cut edit film draft render');
const beforeNouns = words(
  'the my our your this that a an final finished full rough clean new latest last previous whole current',
);

/** "the cut", "my edit": words that are a thing after such a word, and something to do elsewhere, get a dot. */
export function withNouns(tokens: Token[]): Token[] {
  return tokens.map((token, i) => {
    if (token.word === 'end' && /^(?:result|product)$/.test(tokens[i + 1]?.word ?? ''))
      return { ...token, word: 'final' };
    if (token.word === 'product' && /^(?:end|final|finished)$/.test(tokens[i - 1]?.word ?? ''))
      return { ...token, word: 'result' };
    const isNoun = eitherKind.has(token.word) && beforeNouns.has(tokens[i - 1]?.word ?? '');
    return isNoun ? { ...token, word: `${token.word}.` } : token;
  });
}
