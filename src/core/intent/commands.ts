import { forget, link, privacy, unlink } from './lexicon-account.ts';
import { fresh, last, projects } from './lexicon-projects.ts';
import { courtesy, help, language, unchanged } from './lexicon-talk.ts';
import { usage } from './lexicon-usage.ts';
import { cancel, credits, state, upload } from './lexicon-work.ts';
import { besideThanks, footage, polite, praise, thanks, type Entry } from './lexicon.ts';
import { isHan, partsOf } from './parts.ts';
import { linkWord } from './tokens.ts';

/** What a whole clause may ask for, export apart; the first that fits is taken. `courtesy` and `unchanged` ask for nothing. */
const lexicon = {
  cancel,
  language,
  fresh,
  unlink,
  link,
  privacy,
  forget,
  last,
  projects,
  usage,
  credits,
  state,
  upload,
  courtesy,
  unchanged,
  help,
};
export type Command = keyof typeof lexicon;

/** A command is never told in more words than this. */
const longest = 24;

/** Whether any head is there at all is seen at once; the words are looked at only then. */
type Compiled = Entry & { head: RegExp };
const compiled = (entry: Entry): Compiled => {
  const heads = [...entry.heads].map((word) =>
    isHan(word) ? word : `(?:^| )${word.replaceAll('.', '\\.')}(?: |$)`,
  );
  return { ...entry, head: new RegExp(heads.join('|')) };
};
const commands = (Object.keys(lexicon) as Command[]).map((command) => ({
  command,
  entries: lexicon[command].map(compiled),
}));

/** The command that a clause is, if every one of its words belongs to it. */
export function commandOf(list: string[]): Command | undefined {
  if (list.length === 0 || list.length > longest) return undefined;
  const text = list.join(' ').replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '');
  return commands.find(({ entries }) => entries.some((entry) => fits(entry, list, text)))?.command;
}

function fits(
  { head, heads, fill, needs = [], like, unlike }: Compiled,
  list: string[],
  text: string,
): boolean {
  if (!head.test(text) || like?.test(text) === false || unlike?.test(text) === true) return false;
  const parts = partsOf(
    list,
    (word) =>
      heads.has(word) ||
      fill.has(word) ||
      polite.has(word) ||
      word === linkWord ||
      needs.some((set) => set.has(word)),
  );
  return (
    parts !== undefined &&
    parts.some((word) => heads.has(word)) &&
    needs.every((set) => parts.some((word) => set.has(word)))
  );
}

const isSmallTalk = (word: string): boolean => polite.has(word) || praise.has(word) || word === linkWord;

/** True for a clause that says nothing but pleasantries; "the video looks great" is one. */
export function isPolite(list: string[]): boolean {
  if (list.length > longest) return false;
  const parts = partsOf(list, (word) => isSmallTalk(word) || footage.has(word));
  return parts !== undefined && (parts.every(isSmallTalk) || parts.some((word) => praise.has(word)));
}

/** "Great, thank you so much!": thanks, and not a word that could be an answer. */
export function isThanks(list: string[]): boolean {
  const parts = partsOf(list, (word) => thanks.has(word) || besideThanks.has(word));
  return parts?.some((word) => thanks.has(word)) ?? false;
}
