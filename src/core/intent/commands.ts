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

/** Where an entry stands among all: the first that fits is taken. */
type Placed = Entry & { command: Command; place: number };
const placed: Placed[] = (Object.keys(lexicon) as Command[])
  .flatMap((command) => lexicon[command].map((entry) => ({ ...entry, command })))
  .map((entry, place) => ({ ...entry, place }));

/** Most messages hold no head at all: the words of an entry are looked at only where one of its heads is there. */
const byHead = new Map<string, Placed[]>();
for (const entry of placed)
  for (const head of entry.heads) byHead.set(head, [...(byHead.get(head) ?? []), entry]);
const hanHeads = [...byHead.keys()].filter(isHan);

/** The command that a clause is, if every one of its words belongs to it. */
export function commandOf(list: string[]): Command | undefined {
  if (list.length === 0 || list.length > longest) return undefined;
  const headed = list.flatMap((word) => byHead.get(word) ?? []);
  const hasHan = list.some(isHan);
  if (!hasHan && headed.length === 0) return undefined;
  const text = list.join(' ').replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '');
  // Chinese is cut anew for each command, so a head may begin anywhere in it.
  if (hasHan)
    headed.push(...hanHeads.filter((head) => text.includes(head)).flatMap((head) => byHead.get(head) ?? []));
  headed.sort((a, b) => a.place - b.place);
  return headed.find((entry) => fits(entry, list, text))?.command;
}

function fits({ heads, fill, needs = [], like, unlike }: Entry, list: string[], text: string): boolean {
  if (like?.test(text) === false || unlike?.test(text) === true) return false;
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
