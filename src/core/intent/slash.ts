import type { Plan, Step } from '#src/core/plan.ts';
import { usageDaysOf } from './lexicon-usage.ts';

/** Commands whose step needs nothing else, under every name they go by. */
const simple: Record<string, Step> = {
  credits: { do: 'credits' },
  balance: { do: 'credits' },
  status: { do: 'state' },
  state: { do: 'state' },
  timeline: { do: 'state' },
  tracks: { do: 'state' },
  cancel: { do: 'cancel' },
  stop: { do: 'cancel' },
  help: { do: 'help' },
  start: { do: 'help' },
  upload: { do: 'upload', urls: [] },
  forget: { do: 'forget' },
  privacy: { do: 'privacy' },
  doctor: { do: 'doctor' },
};

/**
 * "/export 720p", "/language@reelay_bot zh": commands as chat platforms write them; nothing for an unknown one.
 * `read` reads plain words.
 */
export function slashPlan(text: string, read: (text: string) => Plan): Plan | undefined {
  const match = /^\/([a-z_]+)(?:@\w+)?(?![^\s])([\s\S]*)$/i.exec(text);
  if (match === null) return undefined;
  const name = match[1]?.toLowerCase() ?? '';
  const after = match[2] ?? '';
  const rest = after.trim();
  const step = Object.hasOwn(simple, name) ? simple[name] : undefined;
  // What follows on the command's own line is small talk to it; a new line is a message of its own.
  if (step !== undefined) return [step, ...(/^[^\S\n]*\n/.test(after) && rest !== '' ? read(rest) : [])];
  switch (name) {
    case 'link':
    case 'unlink':
      return account(name, after, read);
    case 'edit':
      return edit(rest, read);
    case 'last': {
      const version = /^v?(\d{1,4})$/i.exec(rest)?.[1];
      return [version === undefined ? { do: 'last' } : { do: 'last', version: Number(version) }];
    }
    case 'export':
    case 'download':
    case 'render': {
      const plan = read(`export ${rest}`);
      return plan.some((other) => other.do === 'export') ? plan : [{ do: 'export' }];
    }
    case 'language':
    case 'lang':
      return [language(rest)];
    case 'projects':
    case 'project':
    case 'switch':
      return [rest === '' ? { do: 'projects' } : { do: 'switch', name: unquoted(rest) }];
    case 'rename':
      return [{ do: 'rename', name: unquoted(rest) }];
    case 'usage':
      return [{ do: 'usage', days: usageDaysOf(rest.toLowerCase().split(/\s+/)) }];
    case 'new':
      if (rest === '') return [{ do: 'new' }];
      return [
        { do: 'new' },
        ...(/\n/.test(after) ? read(rest) : [{ do: 'rename' as const, name: unquoted(rest) }]),
      ];
    default:
      return undefined;
  }
}

/** The words after /edit are a message, but no greeting. */
function edit(rest: string, read: (text: string) => Plan): Plan {
  if (rest === '') return [{ do: 'help' }];
  const plan = read(rest);
  return plan.every((step) => step.do === 'help') ? [{ do: 'edit', text: rest }] : plan;
}

/** "/link server": for everybody here. Anything else on that line is small talk. */
function account(name: 'link' | 'unlink', after: string, read: (text: string) => Plan): Plan {
  const [line = '', ...more] = after.split('\n');
  const isShared = read(`${name} account ${line}`).some(
    (step) => (step.do === 'link' || step.do === 'unlink') && step.whose === 'shared',
  );
  const rest = more.join('\n').trim();
  return [isShared ? { do: name, whose: 'shared' } : { do: name }, ...(rest === '' ? [] : read(rest))];
}

function language(rest: string): Step {
  if (/^(?:en|english|英)/i.test(rest)) return { do: 'language', locale: 'en' };
  if (/^(?:zh|cn|chinese|mandarin|中|简|繁)/i.test(rest)) return { do: 'language', locale: 'zh' };
  return { do: 'language' };
}

const unquoted = (text: string): string => text.replace(/^["'“‘「《]+|["'”’」》]+$/g, '').trim() || text;
