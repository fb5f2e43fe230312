import type { Step } from '#src/core/plan.ts';
import type { Clause } from './clauses.ts';
import { commandOf, isPolite, type Command } from './commands.ts';
import { isExport } from './exports.ts';
import { isHeld } from './held.ts';
import { sharedWords, words } from './lexicon.ts';
import { usageDaysOf } from './lexicon-usage.ts';
import { namedSteps } from './named.ts';
import { qualityOf } from './quality.ts';
import { splitExport } from './split.ts';
import type { Token } from './tokens.ts';

/**
 * What a clause, or a part of one, was read as. `held`: an export that is not wanted, or not now. `condition`:
 * "when the captions are in". `bound`: "nothing else". `do`: steps, by the command that was recognised. `at` is its place in the message.
 */
export type Reading = Omit<Clause, 'ownWords'> & { at: number } & (
    | { is: 'edit' | 'polite' | 'bound' | 'held' | 'condition' }
    | { is: 'do'; command: Command | 'export' | 'named'; steps: Step[] }
  );

export const wordsOf = (tokens: Token[]): string[] => tokens.map(({ word }) => word);

/** Reads clauses one by one. `text` is the message as written, `readable` as it is read. */
export function readClauses(clauses: Clause[], text: string, readable: string): Reading[] {
  return clauses
    .flatMap((clause) => readClause(clause, text, readable))
    .map((reading, at) => ({ ...reading, at }));
}

function readClause(clause: Clause, text: string, readable: string): Reading[] {
  const { start, end, joint, inWords, tokens } = clause;
  const list = wordsOf(tokens);
  const here = { start, end, joint, inWords, tokens, at: 0 };
  if (isShown(clause, list, text)) return [{ ...here, is: 'edit' }];
  const command = commandOf(list);
  if (command === 'courtesy') return [{ ...here, is: 'polite' }];
  if (command === 'unchanged') return [{ ...here, is: 'bound' }];
  if (command !== undefined) return [{ ...here, is: 'do', command, steps: [stepOf(command, list)] }];
  const named = namedSteps(text.slice(start, end), readable.slice(start, end));
  if (named !== undefined) return [{ ...here, is: 'do', command: 'named', steps: named }];
  if (isHeld(list)) return [{ ...here, is: 'held' }];
  if (isExport(list)) return [{ ...here, is: 'do', command: 'export', steps: [exportStep(list)] }];
  if (isPolite(list)) return [{ ...here, is: 'polite' }];
  const parts = splitExport(clause) ?? [];
  if (parts.length === 0) return [{ ...here, is: 'edit' }];
  return parts.map((part, i): Reading => {
    const first = part.tokens[0];
    const last = part.tokens.at(-1);
    const place = {
      ...here,
      joint: i === 0 ? joint : ('and' as const),
      tokens: part.tokens,
      // A list's mark, and what is no word, stay with the part at their end.
      start: first === undefined || first === tokens[0] ? start : first.start,
      end: last === undefined || last.end === tokens.at(-1)?.end ? end : last.end,
    };
    return part.is === 'export'
      ? { ...place, is: 'do', command: 'export', steps: [exportStep(wordsOf(part.tokens))] }
      : { ...place, is: part.is };
  });
}

const shownAlone = words(
  `download upload subscribe share help cancel stop start new credit credits balance status progress language last link`,
  `下载 上传 取消 停止 帮助 积分 余额 状态 进度`,
);

/** Words that are to be shown go on over a comma: "… says Subscribe and Download". */
function isShown({ joint, start, inWords }: Clause, list: string[], text: string): boolean {
  if (inWords === 0 || (joint !== 'comma' && joint !== 'and')) return false;
  if (list.length === 1 && (inWords > 1 || shownAlone.has(list[0] ?? ''))) return true;
  return /^\p{Lu}\p{Ll}/u.test(text.slice(start, start + 2));
}

function exportStep(list: string[]): Step {
  const quality = qualityOf(list);
  return quality === undefined ? { do: 'export' } : { do: 'export', quality };
}

const english = words('english en 英文 英语');
const chinese = words(
  'chinese mandarin cantonese zh 中文 繁体中文 简体中文 繁体 简体 汉语 普通话 国语 华语 粤语',
);

/** The step that a recognised clause asks for. */
export function stepOf(command: Exclude<Command, 'courtesy' | 'unchanged'>, list: string[]): Step {
  switch (command) {
    case 'fresh':
      return { do: 'new' };
    case 'upload':
      return { do: 'upload', urls: [] };
    case 'usage':
      return { do: 'usage', days: usageDaysOf(list) };
    case 'language': {
      const en = list.some((word) => english.has(word));
      const zh = list.some((word) => chinese.has(word));
      return en === zh ? { do: 'language' } : { do: 'language', locale: en ? 'en' : 'zh' };
    }
    case 'link':
    case 'unlink':
      return list.some((word) => sharedWords.has(word)) ? { do: command, whose: 'shared' } : { do: command };
    default:
      return { do: command };
  }
}
