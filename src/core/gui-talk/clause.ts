/**
 * What a clause is in talk about a screen:
 * - `screen` speaks of buttons and panels, or moves the person's hand;
 * - `hand` is an order that does so only beside a `screen` clause ("…and choose 1080p");
 * - `tail` tells what the clause before is for, or what follows from it ("to download it", "即可下载");
 * - `condition` hangs on the clause that it governs ("when you are ready");
 * - `content` speaks of the video.
 */
export type Role = 'screen' | 'hand' | 'tail' | 'condition' | 'content';

export type Clause = {
  /** What stands between the clause before and this one. */
  joint: string;
  text: string;
  role: Role;
  /** Something to do if the person likes, as against something to be done now. */
  offered: boolean;
  /** Tells not to do it. */
  denied: boolean;
  /** Speaks of a screen that the video shows, or of a sound of one. */
  shown: boolean;
};

/** Which clauses go. Those that hang on a clause go with it. */
export function goingClauses(clauses: Clause[]): boolean[] {
  const gone = clauses.map(({ role }) => role === 'screen');
  for (let changed = gone.includes(true); changed;) {
    changed = false;
    for (const [i, { role, joint }] of clauses.entries()) {
      if (gone[i] === true || !hangs(clauses, gone, i, role, joint)) continue;
      gone[i] = true;
      changed = true;
    }
  }
  return gone;
}

function hangs(clauses: Clause[], gone: boolean[], i: number, role: Role, joint: string): boolean {
  const before = gone[i - 1] === true;
  switch (role) {
    case 'hand':
      return before || (gone[i + 1] === true && !/\bor\b|或/i.test(clauses[i + 1]?.joint ?? ''));
    case 'tail':
      return before;
    case 'condition': {
      // Without a comma it belongs to what it follows.
      if (i > 0 && joint.trim() === '') return before;
      const next = clauses.findIndex((clause, at) => at > i && clause.role !== 'condition');
      return next === -1 ? before : gone[next] === true;
    }
    case 'screen':
    case 'content':
      return false;
  }
}

/** What is left of a sentence, put together as a sentence again. */
export function joinKept(clauses: Clause[], gone: boolean[], isChinese: boolean): string {
  if (!gone.includes(true)) return clauses.map(({ joint, text }) => joint + text).join('');
  let text = '';
  let lastKept = -1;
  for (const [i, clause] of clauses.entries()) {
    // "If not, tell me": it answered what went.
    if (
      gone[i] === true ||
      (i > 0 && lastKept === -1 && /^[^\p{L}\p{N}]*(?:if not|otherwise|否则|不然)\W*$/iu.test(clause.text))
    )
      continue;
    if (lastKept === -1) text = i === 0 ? `${clause.joint}${clause.text}` : capital(clause.text);
    else if (lastKept === i - 1) text += clause.joint + clause.text;
    else text += (clause.joint.trim() === '' ? (isChinese ? '，' : ', ') : clause.joint) + clause.text;
    lastKept = i;
  }
  if (lastKept === -1) return '';
  return closed(text.trim(), clauses, gone, isChinese);
}

function capital(text: string): string {
  return text.replace(
    /^([*_"“]*)(?!https?:)(\p{Ll})/u,
    (_, marks: string, letter: string) => marks + letter.toUpperCase(),
  );
}

/** A question is one still when only its second half went. */
const asks =
  /^\W*(?:should|shall|would|will|do|does|did|can|could|may|is|are|was|were|have|has|what|which|who|where|how|why|want|need)\b|吗|呢|哪|什么|是否|要不要|需要我|能不能|可不可以|怎么/iu;

/** Gives a sentence its end back, when the end went with its last clause. */
function closed(text: string, clauses: Clause[], gone: boolean[], isChinese: boolean): string {
  if (gone.at(-1) !== true) return text;
  const bare = text.replace(/[\s,，、;；:：—–-]+$/u, '');
  if (/[.!?…。！？]["”*）)]*$/u.test(bare)) return bare;
  const end = /([.!?。！？])["”*」）)]*\s*$/u.exec(clauses.at(-1)?.text ?? '')?.[1];
  if (end === undefined) return bare;
  const keeps = end === '!' || end === '！' || (/[?？]/.test(end) && asks.test(bare));
  return bare + (keeps ? end : isChinese ? '。' : '.');
}
