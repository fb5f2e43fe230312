import {
  elsewhere,
  exportFill,
  exportVerbs,
  finished,
  formats,
  places,
  saveVerbs,
  sendVerbs,
  wantVerbs,
} from './lexicon-export.ts';
import { footage, polite, praise, qualityWords, words } from './lexicon.ts';
import { partsOf } from './parts.ts';
import { isFrameRate, isResolution, qualityOf } from './quality.ts';
import { linkWord } from './tokens.ts';

/** An export clause is never longer than this many words; it also keeps this cheap. */
const longest = 40;

/** True for a word that may stand in a clause that asks for an export. */
export const isOfExport = (word: string): boolean =>
  polite.has(word) ||
  exportFill.has(word) ||
  exportVerbs.has(word) ||
  sendVerbs.has(word) ||
  saveVerbs.has(word) ||
  wantVerbs.has(word) ||
  isResolution(word) ||
  isFrameRate(word) ||
  word === linkWord;

const isThing = (word: string): boolean => footage.has(word) || finished.has(word);

/** Questions about an export, and remarks on one, are no wish for it. */
const question =
  /^(?:(?:ok|so|and|well|hey|hi) )*(?:is(?! it possible| there (?:a|any) way)|are(?! you able)|did|does|has|have you|why|what|which|who|should|shall|when (?:will|can|is|does|are)|how (?:much|many|long))\b/;
const remark =
  /\b(?:was|were|had)\b|\b(?:this|that|it|which) (?:will|can|may|could|would|should)\b|\b(?:exports?|render|download|video|output|file|result|mp4)\.? (?:looks?|looking|sounds?|is|are|works|came|has|isn't)\b(?! (?:done|ready|finished|complete))|\b(?:make|get|keep|prepare|prep)\b.* ready\b/;
const hanQuestion = /了 (?:没|没有|吗|么)$|为 什么|要不 要|^(?:有|是) /;

/** True for the words of a clause that ask for an export and for nothing else. "Great" may stand before it. */
export function isExport(list: string[]): boolean {
  if (list.length > longest) return false;
  const begin = list.findIndex((word) => !praise.has(word) && !polite.has(word));
  const from = list.slice(0, Math.max(0, begin)).findLastIndex((word) => praise.has(word)) + 1;
  const parts = partsOf(list, isOfExport) ?? (from > 0 ? partsOf(list.slice(from), isOfExport) : undefined);
  if (parts === undefined) return false;
  const text = parts.join(' ');
  if (question.test(text) || remark.test(list.join(' '))) return false;
  if (hanQuestion.test(text) && !/可以|能/.test(text)) return false;
  return asksForVideo(parts, text);
}

function asksForVideo(list: string[], text: string): boolean {
  if (list.some((word, at) => exportVerbs.has(word) && isVerb(list, at))) return true;
  if (made.test(text)) return true;
  if (/\bto you\b/.test(text)) return false;
  if (list.some((word) => sendVerbs.has(word)))
    return !list.some((word) => elsewhere.has(word)) && !anyVideo.test(text) && isSent(list, text);
  if (list.some((word) => saveVerbs.has(word)))
    return list.some((word) => isThing(word) || places.has(word) || formats.has(word));
  return !anyVideo.test(text) && isWanted(list, text);
}

const others = words('i we you u they he she who');
const helping =
  /\b(?:can|could|would|will|may|might|let|lets|let's|want|like|need|ready|going|if|please|mind|done|finished|how|where|should|wish)\b/;
const admiring = words(
  'good great nice perfect awesome cool amazing fine excellent super lovely beautiful wonderful fantastic brilliant better bad',
);
const determiners = words('the this that my your our last');
const carriers = words(
  `where where's do start starting begin want need get kick fire give send share show proceed continue go run make have try please ready`,
);
const objects = words('it this that the my everything as in to now please');

/** True where an export word is something to do, and not a thing that something is said about: "great export!" */
export function isVerb(list: string[], at: number): boolean {
  const before = list[at - 1] ?? '';
  if (before === 'for') return /^(?:time|ready|go)$/.test(list[at - 2] ?? '');
  if (others.has(before) && !helping.test(list.slice(0, at).join(' '))) return false;
  if (determiners.has(before)) return list.some((word) => carriers.has(word));
  return !admiring.has(before) || objects.has(list[at + 1] ?? '');
}

/** "I need this exported". */
const made =
  /\b(?:get|have|need|want|like) (?:it|this|that|(?:the|my) \S+) (?:exported|rendered|downloaded)\b/;
const anyVideo = /\b(?:a|an|another|some|new) (?:\w+ )?(?:videos?|clips?|movie|film\.?|vid|files?)\b/;
const sends =
  /\b(?:send|share|deliver) (?:it|that|this|them|me)\b|\bgimme (?:it|the|my)\b|\bgive (?:it|that|this|them) (?:to |back )|给 ?我/;
const hanSends = words('发给我 发我 发来 发过来 发出来 发群里 发送 传给我 传我');

/** "I'll send you the clip later", 等下发素材: what they are going to send us. */
const theirs =
  /\b(?:send|share|give) (?:(?:it|them|that|this) )?(?:to )?you\b|[给发传] ?你|^(?!.*\bme\b).*\b(?:i'll|i will|i'm|i am|we'll)\b|^(?!.*(?:给 ?我|发我|传我|\bme\b)).*(?:素材|片段|原片|\bfootage\b)/;

/** True where it is said what is to be sent, or to whom, and we are the ones to send it. */
export const isSent = (list: string[], text: string): boolean =>
  !theirs.test(text) && (sends.test(text) || list.some((word) => isThing(word) || hanSends.has(word)));

const wishing = words(
  wantVerbs,
  footage,
  finished,
  formats,
  qualityWords,
  places,
  `as in at for back over from of with on onto to how do where link copy same one just 成 为 的 一份 一个 版 版本 出来 过来 到 让`,
);
const statement =
  /^(?:(?:ok|so) )*(?:i|we|you) (?:already )?have\b|\b(?:this|that|these) (?:video|clip|movie|file)/;
const outcome = words(
  'video videos mp4 file result results output version cut. edit. film. render. 视频 成片 成品 文件 结果 影片 作品 片子',
);

/** "I want the final video", "can I have the mp4": nothing else may be said, and it must be what comes out. */
function isWanted(list: string[], text: string): boolean {
  const wishes =
    list.some((word) => wantVerbs.has(word)) || /\bi'd (?:like|love)\b|\b(?:please|pls|plz)\b/.test(text);
  if (!wishes || statement.test(text)) return false;
  if (!list.every((word) => wishing.has(word) || polite.has(word) || isResolution(word) || word === "i'll"))
    return false;
  const looks =
    /\b(?:see|watch|show|take)\b|看/.test(text) && !/\b(?:get|have|want|need)\b|要|取|拿/.test(text);
  if (
    looks &&
    !/\b(?:i|i'll|me|we|us|let|lets|let's|lemme|final|finished)\b|我|成片|成品|最终|做好|剪好/.test(text)
  )
    return false;
  if (/\b(?:it|this|that) (?:in|at)\b/.test(text) && qualityOf(list) !== undefined) return true;
  const isOutcome =
    list.some((word) => outcome.has(word)) ||
    /\b(?:final|finished|edited|full|complete|completed|rendered) (?:clip|movie|vid)\b/.test(text);
  if (!isOutcome) return false;
  return (
    /\b(?:the|my|mp4|final|finished|please|pls|plz)\b/.test(text) ||
    /成片|成品|最终|最新|做好|剪好|视频|mp4/.test(text)
  );
}
