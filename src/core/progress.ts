import type { AgentEvent, Question } from './agent-event.ts';

/** What is known of a run so far, and at its end: everything. */
export type RunView = {
  /** Whole texts of the model's turns, oldest first. */
  texts: string[];
  questions: Question[];
  /** Error frames met; the stream may have gone on after them. */
  errors: number;
  /** Tool calls begun and not yet answered. */
  openCalls: string[];
  /** The run makes new footage, which takes minutes instead of seconds. */
  generating: boolean;
  /** Something of the agent arrived, heartbeats not counted. */
  heard: boolean;
};

export const emptyRun: RunView = {
  texts: [],
  questions: [],
  errors: 0,
  openCalls: [],
  generating: false,
  heard: false,
};

export function reduceRun(view: RunView, event: AgentEvent): RunView {
  switch (event.type) {
    case 'heartbeat':
      return view;
    case 'text':
      return { ...view, heard: true, texts: [...view.texts, event.text] };
    case 'tool': {
      const others = view.openCalls.filter((id) => id !== event.id);
      return {
        ...view,
        heard: true,
        generating: view.generating || /generat/i.test(event.name),
        openCalls: event.phase === 'call' ? [...others, event.id] : others,
      };
    }
    case 'question':
      return {
        ...view,
        heard: true,
        questions: [...view.questions, ...event.questions],
        openCalls: view.openCalls.filter((id) => id !== event.id),
      };
    case 'error':
      return { ...view, heard: true, errors: view.errors + 1 };
    case 'delta':
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

const temporaryIssue = /^\W*(?:sorry\W+)?i (?:have )?(?:encountered|ran into) a temporary issue/i;

/** The texts worth showing: a trailing "temporary issue" after normal output means nothing and goes. */
export function shownTexts(view: RunView, changed: boolean): string[] {
  const texts = view.texts.map((text) => text.trim()).filter(Boolean);
  const last = texts.at(-1);
  if (last !== undefined && temporaryIssue.test(last) && (texts.length > 1 || changed))
    return texts.slice(0, -1);
  return texts;
}
