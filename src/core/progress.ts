import type { AgentEvent, Question } from './agent-event.ts';

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

const temporaryIssue = /^\W*(?:sorry\W+)?i (?:have )?(?:encountered|ran into) a temporary issue/i;

/** The texts worth showing: a trailing "temporary issue" after normal output means nothing and goes. */
export function shownTexts(view: RunView, changed: boolean): string[] {
  const texts = view.texts.map((text) => text.trim()).filter(Boolean);
  const last = texts.at(-1);
  if (last !== undefined && temporaryIssue.test(last) && (texts.length > 1 || changed))
    return texts.slice(0, -1);
  return texts;
}

/** True where the run came to nothing by its own account: errors, or a "temporary issue", and no other word. */
export function reportsFailure(view: RunView): boolean {
  const texts = view.texts.filter((text) => text.trim() !== '');
  const excuses = texts.filter((text) => temporaryIssue.test(text.trim()));
  return texts.length === excuses.length && view.errors.length + excuses.length > 0;
}
