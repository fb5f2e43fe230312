import type { AgentEvent, Question } from './agent-event.ts';
import { sentencesOf } from './gui-talk/sentences.ts';

/** What is known of a run so far, and at its end: everything. */
export type RunView = {
  /** Whole texts of the model's turns, oldest first. */
  texts: string[];
  questions: Question[];
  /** Codes of the error frames met; the stream may have gone on after them. */
  errors: string[];
  /** Tool calls begun and not yet answered. */
  openCalls: string[];
  /** Tools were called at all. */
  worked: boolean;
  /** The run makes new footage, which takes minutes instead of seconds. */
  generating: boolean;
  /** The new footage is there; music, titles and effects may follow. */
  isRawReady: boolean;
  /** The last thing that happened was a whole text, which is how a run ends. */
  endsOnText: boolean;
  /** Something of the agent arrived, heartbeats not counted. */
  heard: boolean;
};

export const emptyRun: RunView = {
  texts: [],
  questions: [],
  errors: [],
  openCalls: [],
  worked: false,
  generating: false,
  isRawReady: false,
  endsOnText: false,
  heard: false,
};

export function reduceRun(view: RunView, event: AgentEvent): RunView {
  switch (event.type) {
    case 'heartbeat':
      return view;
    case 'text':
      return { ...view, heard: true, texts: [...view.texts, event.text], endsOnText: true };
    case 'tool': {
      const others = view.openCalls.filter((id) => id !== event.id);
      const generates = /generat/i.test(event.name);
      return {
        ...view,
        heard: true,
        worked: true,
        endsOnText: false,
        generating: view.generating || generates,
        isRawReady: view.isRawReady || (generates && event.phase === 'result' && !event.failed),
        openCalls: event.phase === 'call' ? [...others, event.id] : others,
      };
    }
    case 'question':
      return {
        ...view,
        heard: true,
        endsOnText: false,
        questions: [...view.questions, ...event.questions],
        openCalls: view.openCalls.filter((id) => id !== event.id),
      };
    case 'error':
      return { ...view, heard: true, endsOnText: false, errors: [...view.errors, event.code ?? ''] };
    case 'delta':
      return { ...view, heard: true, endsOnText: false };
    case 'state':
    case 'other':
      return { ...view, heard: true };
  }
}

/** True for events that are news to the person who waits. */
export function isNews(event: AgentEvent): boolean {
  return event.type !== 'heartbeat' && event.type !== 'other';
}

/**
 * A stream that ended in good order may still have been cut by a proxy: there is no end marker. It looks
 * cut when nothing of the agent came at all, or when a tool never answered.
 */
export function looksCut(view: RunView): boolean {
  return !view.heard || view.openCalls.length > 0;
}

/**
 * True where a run has said its last word, as far as can be told: a whole text with no tool at work. New footage
 * is told of before the rest is added, so there the stream alone knows.
 */
export function looksFinished(view: RunView): boolean {
  return view.endsOnText && view.openCalls.length === 0 && !view.generating;
}

/** "I encountered a temporary issue": what the backend says at the end of runs that went well, too. */
const excuse = new RegExp(
  [
    String.raw`^[^\p{L}]*(?:(?:i['’]?m |we['’]?re )?(?:so |very |terribly )?sorry|apologies|unfortunately|oops|it (?:seems|looks like|appears)(?: that)?)?[\s,.:;!—-]*(?:but )?(?:(?:i|we|the system|it)(?:['’](?:ve|m)| have| am| has)?\s+(?:just |also )?(?:encountered|encountering|ran into|run into|hit|experienced|experiencing|having)|there (?:was|is|has been|seems to be))\s+(?:an?|some)\s+(?:\p{L}+ )?(?:temporary|transient|technical|unexpected|brief)\s+(?:\p{L}+ )?(?:issue|problem|error|hiccup|glitch)`,
    String.raw`^[^\p{L}]*(?:抱歉|不好意思|对不起|很遗憾)?[，,。！!\s]*(?:我|系统|服务|后台|刚才|刚刚)*(?:遇到|出现|碰到|发生)了?(?:一个|一些|一点|点)?(?:临时|暂时|技术|意外|短暂)(?:性)?的?(?:小)?(?:问题|错误|故障)`,
  ].join('|'),
  'iu',
);
const plea =
  /^[^\p{L}]*(?:please |you can |could you )?(?:try|retry|give it)\b.{0,40}$|^[^\p{L}]*(?:thank you|thanks|sorry)\b.{0,40}$|^[^\p{L}]*请?(?:稍后|过一会儿?|再)?(?:再)?(?:重?试)[^，。]{0,10}[。！]?$/iu;

/** The text without an excuse at its end, and without what only goes with one. */
function withoutExcuse(text: string): string {
  const sentences = sentencesOf(text);
  const at = sentences.findLastIndex(
    ({ text: words }) => excuse.test(words) && !/\bbut\b.*\b(?:is|are|now|done)\b|不过|但/iu.test(words),
  );
  if (at === -1 || !sentences.slice(at + 1).every((sentence) => plea.test(sentence.text))) return text;
  return sentences
    .slice(0, at)
    .map((sentence) => sentence.text + sentence.after)
    .join('')
    .trim();
}

/** The texts worth showing: a trailing "temporary issue" after normal output means nothing and goes. */
export function shownTexts(view: RunView, changed: boolean): string[] {
  const texts = view.texts.map((text) => text.trim()).filter(Boolean);
  const last = withoutExcuse(texts.at(-1) ?? '');
  const others = texts.slice(0, -1);
  return last === '' && others.length === 0 && !changed ? texts : [...others, last].filter(Boolean);
}

/** True where the run came to nothing by its own account: errors, or a "temporary issue", and no other word. */
export function reportsFailure(view: RunView): boolean {
  const texts = view.texts.filter((text) => text.trim() !== '');
  const excuses = texts.filter((text) => withoutExcuse(text.trim()) === '');
  return texts.length === excuses.length && view.errors.length + excuses.length > 0;
}
