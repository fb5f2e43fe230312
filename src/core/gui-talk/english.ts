import type { Clause, Role } from './clause.ts';
import { isDepicted, isOrdered, isScreen } from './english-frames.ts';
import { drag, hand, lead, soft, softer, thing } from './english-words.ts';
import { hideAsides, hideQuotes, quoteMark } from './sentences.ts';

const re = (source: string): RegExp => new RegExp(source, 'iu');

/**
 * Between clauses: marks, joining words, and the words that begin a clause which hangs on another. A gap is looked at from
 * its first space alone: a long one, tried from each of its spaces, would take the square of its length, or more.
 */
const joints = new RegExp(
  [
    String.raw`(?<!\s)\s*[,;]\s+(?:(?:and then|or else|and|or|but|then)\s+)?`,
    String.raw`(?<=[a-z)*"”\uE000]):\s+`,
    String.raw`(?<=[.!?])\s+`,
    String.raw`(?<!\s)(?:\s*[—–]+\s*|\s+-+\s+|\s+(?:→|->|>)\s+)`,
    String.raw`(?<!\bdrag|\bbetween\s[^,.]{1,40})(?<!\s)\s+(?:and then|and|or|but|then|&)\s+`,
    // Not before "the part where", "the moment when": those clauses tell of the video.
    String.raw`(?<!\b(?:part|moment|scene|section|clip|shot|bit|segment|point|time|place|second|spot|frame|footage)s?)\s+(?=(?:so that|so|where|which|because|since|when|whenever|once|if|as soon as)\s)`,
    String.raw`\s+(?=(?:before|after|until|to)\s+(?:you|clicking|tapping|pressing|opening|dragging|exporting|downloading)\b)`,
    String.raw`\s+(?=(?:by|via|through|using|with)\s+(?:a|one|the|just|simply|your)?\s*(?:single\s+|quick\s+|simple\s+)?(?:click|tapp?|press|dragg?|hitt|open|select|choos|hover|right-click|double-click)(?:ing|s)?\b)`,
  ].join('|'),
  'gi',
);

const condition =
  /^\W*(?:(?:and|or|but|then)\s+)?(?:when(?:ever)?|once|if|after|before|as soon as|until|unless|in case|should you|whether|upon|while|(?:in order )?to(?=\s+[a-z]))\b/i;
const tail =
  /^\W*(?:so\b(?! far)|for (?:export|download|the final|a |more|further)|because|since|as (?:it|the)|which|where|and (?:enjoy|you're)|that's (?:it|all)|you(?:'re| are) (?:done|all set|good to go|ready)|enjoy\b|(?:then )?(?:selecting|dragging|clicking|tapping|pressing|choosing|opening|adjusting|moving|using)\b|(?:it|they|this|that|your (?:\w+ )?\w+|the (?:\w+ )?(?:video|file|render\w*|export\w*|download\w*|clip|mp4|process|result|system|editor|changes?|preview|app)|we|i|you)(?:'ll|\s+(?:will|should|can then|is going to|starts?|begins?|gets?))\b)/i;
const bareOrder = re(`${lead}(?:${soft}|${softer})\\b(?!\\s+me\\b)`);
/** "Edit complete" tells what was done, and orders nothing. */
const report =
  /\b(?:is|are|was|were|has|have|done|completed?|finished|added|saved|updated|applied|ready|set)\b(?! (?:it|the|your|to))/i;
/** More than the members of a list: a sentence, or numbers. */
const saysMore = /\d|\b(?:I|we|is|are|was|were|has|have|will|now)\b|'(?:s|ve|re|ll)\b/;
/** In front of an order: "Next step: click …". */
const heading =
  /^\W*(?:and |oh, )?(?:next(?: steps?| up)?|(?:just )?one (?:more|last|final) (?:thing|step)|(?:final|last) step|(?:quick |pro )?tips?|note|reminder|what's next|p\.?s\.?|how to(?: \w+){0,4})\W*$/i;
const nothingButLead = re(`${lead}[^\\p{L}\\p{N}]*$`);

/** What the agent does, or may be asked to do: "I can add music or export the video". */
const mine =
  /\b(?:I|we)(?:['’](?:ll|d)| can| could| will| would| may| might)\b|\b(?:ask|tell|want|like|have|let|need) me\b|\b(?:shall|should|can|could) I\b/;
const yours = /\byou(?:['’](?:ll|d)| can| could| may| might| will| should| need| have| must)\b/i;
const unmistakable = re(`\\b(?:${hand}|${drag}|press|hit)\\b|\\b(?:${thing})\\b`);

const denials = /\b(?:don't|do not|never|no need to|not need to|without|avoid|cannot|can't)\b(?! forget)/i;
const offers =
  /\b(?:can|could|may|might|would|feel free|welcome|optionally|alternatively|otherwise|if|when(?:ever)?|once|recommend|suggest|want|like to|prefer|later|any ?time|try|consider|ready to)\b|'d\b/i;
const musts = /\byou(?:'ll| will)? (?:(?:just|only) )?(?:need|have) to\b|\byou (?:must|should)\b/i;

/** The clause as it is read: quoted words as QQ, marks and asides away. */
function plainOf(text: string): string {
  return hideQuotes(text.replace(/[’‘]/g, "'"))
    .replace(quoteMark, 'QQ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, ' $1 ')
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\*\*|__|[*_~]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Cuts an English sentence into clauses and says what each is. */
export function englishClauses(sentence: string): Clause[] {
  const clauses: Clause[] = [];
  const isPicture = isDepicted(plainOf(sentence));
  let start = 0;
  let joint = '';
  let isMine = false;
  let isList = false;
  const push = (end: number): void => {
    const text = sentence.slice(start, end);
    const plain = plainOf(text);
    const isShort = plain.split(' ').length < 5;
    // "Account > Billing", "all three tracks: video, music and title": the rest goes where the beginning goes.
    isList =
      (/[→>]/.test(joint) && plain.length < 40) ||
      ((joint.startsWith(':') || (isList && isShort)) && !saysMore.test(plain));
    isMine = mine.test(plain) || (isMine && !yours.test(plain));
    let role = roleOf(plain, isPicture);
    if (role === 'screen' && (isMine || isPicture) && !unmistakable.test(plain)) {
      role = isPicture && bareOrder.test(plain) ? 'hand' : 'content';
    }
    if (role === 'content' && isList) role = 'tail';
    clauses.push({ joint, text, role, ...moodOf(plain, joint, role) });
  };
  for (const match of hideAsides(sentence).matchAll(joints)) {
    if (match.index === 0) continue;
    push(match.index);
    joint = match[0];
    start = match.index + match[0].length;
  }
  push(sentence.length);
  return clauses;
}

function moodOf(plain: string, joint: string, role: Role): Pick<Clause, 'offered' | 'denied' | 'shown'> {
  const isOrder = isOrdered(plain.replace(condition, '')) || musts.test(plain);
  return {
    offered: offers.test(plain) || /\bor\b/i.test(joint) || (role === 'screen' && !isOrder),
    denied: denials.test(plain),
    shown: isDepicted(plain),
  };
}

function roleOf(plain: string, isPicture: boolean): Role {
  if (nothingButLead.test(plain) || heading.test(plain)) return 'condition';
  if (condition.test(plain))
    return isScreen(plain.replace(condition, ''), isPicture) ? 'screen' : 'condition';
  if (isScreen(plain, isPicture)) return 'screen';
  if (tail.test(plain)) return 'tail';
  return bareOrder.test(plain) && !report.test(plain) && !/^\W*(?:please )?upload\b/i.test(plain)
    ? 'hand'
    : 'content';
}
