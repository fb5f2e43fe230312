import { clausesOf } from './intent/clauses.ts';
import { isThanks } from './intent/commands.ts';
import { hideLinks, linksOf, withoutLinks } from './intent/links.ts';
import { hideQuotes, plain } from './intent/mask.ts';
import { readClauses, wordsOf, type Reading } from './intent/read.ts';
import { settle } from './intent/settle.ts';
import { slashPlan } from './intent/slash.ts';
import type { Plan, Step } from './plan.ts';

/**
 * What a message asks for, in English, Chinese or both. Nothing is done that was not asked for: whatever is not
 * surely a command is an edit and goes to the agent, as it was written.
 *
 * How a message is read, each step in a file of `intent/`:
 * 1. `slash`: "/export 720p" and the like are commands by their form.
 * 2. `mask`, `links`: quotations and links become marks that mean nothing, full-width letters and traditional
 *    characters become the ones that the lexicon is written in. Every offset stays what it was.
 * 3. `clauses`: the text is cut at its punctuation, its lists and its joining words, and `tokens` cuts clauses
 *    into words, one slip of a finger in a command's own words forgiven (`typos`).
 * 4. `commands`: a clause is a command if it holds one of its heads **and no word that is not the command's
 *    own or mere politeness**. "Balance" asks for credits, "balance the audio" has a word too many. All these
 *    words are in `lexicon-*`; Chinese is cut anew for every command that asks (`parts`).
 * 5. `exports`, `held`: an export in the same manner, or one that is not wanted yet. Where a clause holds an
 *    export and more, `split` and `extra` part them: "加字幕导出", "export the first 10 seconds".
 * 6. `named`: projects that are called by a name of the user's own.
 * 7. `read` does 4-6 for a clause, `neighbours` and `settle` look at clauses in the light of one another.
 */
export function understand({ text, attachments }: { text: string; attachments: number }): Plan {
  const hasFiles = attachments > 0;
  const plan = holdsToken.test(text) ? [{ do: 'link' as const }] : planOf(text.trim(), hasFiles);
  if (!hasFiles) return plan;
  const urls = plan.flatMap((step) => (step.do === 'upload' ? step.urls : []));
  return [{ do: 'upload', urls }, ...plan.filter((step) => step.do !== 'upload')];
}

/** An account's token is text for nobody: a message that holds one is taken for the wish to link it. */
const holdsToken = /\bnmv_[a-z]{2,8}_\w{6}/i;

function planOf(text: string, hasFiles: boolean): Plan {
  const read = (words: string): Plan => readWords(words, hasFiles);
  return slashPlan(text, read) ?? read(text);
}

function readWords(text: string, hasFiles: boolean): Plan {
  if (text === '') return [];
  const links = linksOf(text);
  const readable = plain(hideQuotes(hideLinks(text, links)));
  const readings = readClauses(clausesOf(readable), text, readable);
  const said = settle(readings, hasFiles || links.some(({ isFile }) => isFile));
  const uploads = links.filter(({ isFile }) => isFile || isAboutLinks(said));
  // Nothing but edits and pleasantries: the agent gets the message as it is.
  if (uploads.length === 0 && isAllEdit(readings, said)) return [{ do: 'edit', text }];

  const plan: Plan =
    uploads.length > 0 ? [{ do: 'upload', urls: [...new Set(uploads.map(({ url }) => url))] }] : [];
  for (const piece of pieces(said)) {
    const [first] = piece;
    if (first?.is === 'do') for (const step of first.steps) add(plan, step);
    else if (piece.some((r) => r.is === 'edit')) {
      const edit = withoutLinks(text, first?.start ?? 0, piece.at(-1)?.end ?? text.length, uploads);
      if (/[\p{L}\p{N}]/u.test(edit)) add(plan, { do: 'edit', text: edit });
    }
  }
  if (plan.length > 0 || hasFiles) return plan;
  // Nothing but pleasantries: "ok, sure" may answer what the agent wrote last, "thanks" wants nothing of it.
  return [{ do: isThanks(readings.flatMap(({ tokens }) => wordsOf(tokens))) ? 'thanks' : 'edit', text }];
}

function isAllEdit(readings: Reading[], said: Reading[]): boolean {
  const left = new Set(said.map(({ at }) => at));
  const small = (r: Reading): boolean => r.is === 'polite' || (r.is === 'do' && r.command === 'help');
  return (
    said.some((r) => r.is === 'edit') &&
    said.every((r) => r.is !== 'do') &&
    readings.every((r) => left.has(r.at) || small(r))
  );
}

/** Edits side by side are one piece: they reach the agent with all that stands between them. */
function pieces(said: Reading[]): Reading[][] {
  const out: Reading[][] = [];
  for (const reading of said) {
    const piece = out.at(-1);
    const joins = reading.is !== 'do' && piece?.[0]?.is !== 'do' && piece?.at(-1)?.at === reading.at - 1;
    if (joins) piece?.push(reading);
    else out.push([reading]);
  }
  return out;
}

/** Links are all that there is, or come with "upload" or "here is my clip": then each is a file, whatever its ending. */
function isAboutLinks(said: Reading[]): boolean {
  const spoken = said.filter((r) => r.is !== 'polite');
  return spoken.length === 0 || spoken.some((r) => r.is === 'do' && r.command === 'upload');
}

/** Adds a step. The same thing asked twice is done once, and edits that a quick answer parted are one again. */
function add(plan: Plan, step: Step): void {
  const exported = plan.findLastIndex((other) => other.do === 'export');
  const at = plan.findLastIndex((other) => other.do === 'edit');
  const edit = plan[at];
  if (step.do === 'edit') {
    if (edit?.do === 'edit' && at > exported) plan[at] = { do: 'edit', text: joined(edit.text, step.text) };
    else plan.push(step);
  } else if (step.do === 'export') {
    if (exported < 0 || at > exported) plan.push(step);
  } else if (!plan.some((other) => other.do === step.do)) plan.push(step);
}

function joined(first: string, second: string): string {
  if (/[\n。.!！?？]$/.test(first)) return `${first} ${second}`;
  return /\p{Script=Han}$/u.test(first) ? `${first}，${second}` : `${first}, ${second}`;
}
