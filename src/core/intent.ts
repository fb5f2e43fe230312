import { acceptedEnding } from './media-type.ts';
import { clausesOf, linksOf, masked, type Clause } from './intent/clauses.ts';
import { commandOf, isPolite, quality, tokens } from './intent/classify.ts';
import type { Command } from './intent/lexicon.ts';
import type { Plan, Step } from './plan.ts';

type Read = Clause & { command: Command | 'edit' | 'polite'; words: string[] };

/** Nouns that name a part of a picture as well as a command: alone among edits they are not read as one. */
const ambiguousAlone = new Set(['credits', 'state', 'upload', 'language', 'help']);

/**
 * What a message asks for. Quoted words and links are not read; the rest is cut into clauses, and a clause
 * is a command only if all of its words are that command's. Everything else is an edit for the agent, its
 * text as it was written: in doubt the agent is asked, and nothing is done that was not asked for.
 */
export function understand({ text, attachments }: { text: string; attachments: number }): Plan {
  const slash = slashCommand(text.trim());
  const plan = slash ?? read(text.trim(), attachments);
  const uploads = plan.some((step) => step.do === 'upload' && step.urls.length === 0);
  return attachments > 0 && !uploads ? mergeUploads([{ do: 'upload', urls: [] }, ...plan]) : plan;
}

function read(text: string, attachments: number): Plan {
  if (text === '') return [];
  const hiddenText = masked(text);
  const readings = clausesOf(hiddenText).map((clause): Read => {
    const words = tokens(hiddenText.slice(clause.start, clause.end));
    return {
      ...clause,
      words,
      command: commandOf(words) ?? (words.length > 0 && isPolite(words) ? 'polite' : 'edit'),
    };
  });
  const urls = uploadLinks(text, readings);
  const said = settle(readings);

  const plan: Plan = urls.length > 0 ? [{ do: 'upload', urls: urls.map(({ url }) => url) }] : [];
  for (let i = 0; i < said.length; i += 1) {
    const reading = said[i];
    if (reading === undefined) continue;
    if (reading.command !== 'edit') {
      add(plan, stepOf(reading));
      continue;
    }
    // Edits side by side reach the agent as they were written, with all that stands between them.
    let last = reading;
    while (said[i + 1]?.command === 'edit') last = said[++i] ?? last;
    const { start } = i === said.length - 1 && plan.length === 0 ? { start: 0 } : reading;
    const end = i === said.length - 1 && plan.length === 0 ? text.length : last.end;
    const edit = withoutLinks(text, start, end, urls);
    if (edit !== '') add(plan, { do: 'edit', text: edit });
  }
  if (plan.length > 0) return plan;
  // Nothing but "ok, thanks": an answer to the agent, unless it came with files.
  return attachments > 0 ? [] : [{ do: 'edit', text }];
}

/** Clauses in the light of one another. */
function settle(readings: Read[]): Read[] {
  const edits = readings.some((r) => r.command === 'edit');
  const others = readings.some((r) => !['help', 'polite'].includes(r.command));
  return readings
    .map((r): Read => {
      const alone = r.words.filter((word) => !isPolite([word])).length <= 1;
      if (edits && alone && ambiguousAlone.has(r.command))
        return { ...r, command: r.command === 'help' ? 'polite' : 'edit' };
      return r.command === 'help' && others ? { ...r, command: 'polite' } : r;
    })
    .filter((r) => r.command !== 'polite' || !others);
}

function stepOf({ command, words }: Read): Step {
  switch (command) {
    case 'export': {
      const asked = words.find((word) => quality.test(word));
      return asked === undefined ? { do: 'export' } : { do: 'export', quality: asked };
    }
    case 'upload':
      return { do: 'upload', urls: [] };
    case 'language':
      return {
        do: 'language',
        locale: words.some((word) => /^(?:english|英文|英语)$/.test(word)) ? 'en' : 'zh',
      };
    case 'credits':
    case 'state':
    case 'new':
    case 'cancel':
    case 'help':
      return { do: command };
    case 'edit':
    case 'polite':
      return { do: 'help' };
  }
}

/** Adds a step; the same thing asked twice is done once, and edits that a quick answer parted are one again. */
function add(plan: Plan, step: Step): void {
  if (step.do === 'upload' && plan.some((other) => other.do === 'upload')) return;
  const exported = plan.findLastIndex((other) => other.do === 'export');
  const before = plan.findIndex((other, index) => index > exported && other.do === 'edit');
  const edit = plan[before];
  if (step.do === 'edit' && edit?.do === 'edit')
    plan[before] = { do: 'edit', text: `${edit.text}, ${step.text}` };
  else if (step.do === 'edit' || !plan.some((other) => other.do === step.do)) plan.push(step);
}

/** Links that are files to work on: by their ending, or because nothing else, or "upload", is said. */
function uploadLinks(text: string, readings: Read[]): { url: string; start: number; end: number }[] {
  const found = linksOf(text);
  const spoken = readings.filter((r) => r.words.length > 0 && r.command !== 'polite');
  const all = spoken.length === 0 || spoken.some((r) => r.command === 'upload');
  return found.filter(({ url }) => all || acceptedEnding(URL.parse(url)?.pathname ?? '') !== undefined);
}

function withoutLinks(
  text: string,
  start: number,
  end: number,
  urls: { start: number; end: number }[],
): string {
  let rest = '';
  let at = start;
  for (const url of urls.filter((u) => u.start >= start && u.end <= end)) {
    rest += text.slice(at, url.start);
    at = url.end;
  }
  rest += text.slice(at, end);
  return rest.replace(/^[\s,，、;:：]+|[\s,，、;]+$/g, '').replace(at === start ? /(?!)/ : /\s{2,}/g, ' ');
}

const slashes: Record<string, Step['do']> = {
  edit: 'edit',
  export: 'export',
  credits: 'credits',
  status: 'state',
  new: 'new',
  cancel: 'cancel',
  language: 'language',
  help: 'help',
  start: 'help',
  projects: 'projects',
  switch: 'switch',
  rename: 'rename',
  last: 'last',
  link: 'link',
  unlink: 'unlink',
  forget: 'forget',
};

/** "/export 720p", "/language zh": commands as chat platforms write them. */
function slashCommand(text: string): Plan | undefined {
  const match = /^\/([a-z]+)(?:@\w+)?(?:\s+([\s\S]*))?$/i.exec(text);
  const name = slashes[match?.[1]?.toLowerCase() ?? ''];
  const rest = match?.[2]?.trim() ?? '';
  switch (name) {
    case 'edit':
      return rest === '' ? [{ do: 'help' }] : read(rest, 0);
    case 'export':
      return [rest === '' ? { do: 'export' } : { do: 'export', quality: rest.slice(0, 20) }];
    case 'language': {
      const locale = /^(?:en|english|英)/i.test(rest)
        ? 'en'
        : /^(?:zh|cn|chinese|中)/i.test(rest)
          ? 'zh'
          : undefined;
      return [locale === undefined ? { do: 'language' } : { do: 'language', locale }];
    }
    case 'upload':
      return [{ do: 'upload', urls: [] }];
    case 'projects':
      return [rest === '' ? { do: 'projects' } : { do: 'switch', name: rest }];
    case 'switch':
    case 'rename':
      return [{ do: name, name: rest }];
    case 'last': {
      const version = /^v?(\d{1,4})$/i.exec(rest)?.[1];
      return [version === undefined ? { do: 'last' } : { do: 'last', version: Number(version) }];
    }
    case 'credits':
    case 'state':
    case 'new':
    case 'cancel':
    case 'help':
    case 'link':
    case 'unlink':
    case 'forget':
      return [{ do: name }];
    default:
      return undefined;
  }
}

function mergeUploads(plan: Plan): Plan {
  const urls = plan.flatMap((step) => (step.do === 'upload' ? step.urls : []));
  return [{ do: 'upload', urls }, ...plan.filter((step) => step.do !== 'upload')];
}
