import { isAppError } from '#src/errors.ts';
import { cutDraft } from '#src/nemo/draft.ts';
import { createAdkReader } from '#src/nemo/adk.ts';
import { createFrameReader } from '#src/nemo/frames.ts';
import { readAgentText, readQuestions } from '#src/core/agent-text.ts';
import type { AgentEvent } from '#src/core/agent-event.ts';
import { toFootage } from '#src/core/footage.ts';
import { understand } from '#src/core/intent.ts';
import { emptyRun, looksCut, looksFinished, reduceRun, shownTexts } from '#src/core/progress.ts';
import { diffTimelines } from '#src/core/timeline-diff.ts';
import { isExportable, toTimeline } from '#src/core/timeline.ts';
import { needsFootage } from '#src/core/wish.ts';
import { messagesFor } from '#src/i18n/index.ts';

/** What must hold for any input whatever. Each throws where it does not; the fuzzers bring the inputs. */

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function eventsOf(chunks: Uint8Array[]): AgentEvent[] {
  const reader = createAdkReader();
  const events: AgentEvent[] = [];
  const frames = createFrameReader((frame) => void events.push(...reader.read(frame)));
  for (const chunk of chunks) frames.feed(chunk);
  frames.end();
  return [...events, ...reader.end()];
}

/** Any bytes, cut anywhere, are read to the end; where they are cut makes no difference. */
export async function anyStream(bytes: Uint8Array, cuts: number[]): Promise<void> {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  const chunks = places.slice(1).map((end, at) => bytes.subarray(places[at], end));
  const whole = eventsOf([bytes]);
  must(JSON.stringify(eventsOf(chunks)) === JSON.stringify(whole), 'cuts make a difference');
  const view = whole.reduce(reduceRun, emptyRun);
  looksCut(view);
  looksFinished(view);
  readQuestions(view.questions);
  for (const text of shownTexts(view, false)) readAgentText(text);
}

/** Any two answers are drafts or none; what differs between them can be told, in both languages. */
export function anyDrafts(one: string, other: string): void {
  const drafts = [one, other].map((answer) => {
    const cut = draftOf(answer);
    must(cut === undefined || answer.includes(cut.raw), 'the draft is not as it stood');
    return cut?.value;
  });
  anyValues(drafts[0], drafts[1]);
}

/** Nesting beyond all measure may be refused, in our own words. */
function draftOf(answer: string): ReturnType<typeof cutDraft> {
  try {
    return cutDraft(answer);
  } catch (error) {
    if (isAppError(error, 'nemo.unreadable')) return undefined;
    throw error;
  }
}

/** The same for what two drafts may hold. */
export function anyValues(one: unknown, other: unknown): void {
  must(diffTimelines(one, structuredClone(one)).length === 0, 'a draft differs from itself');
  isExportable(one);
  const changes = diffTimelines(one, other);
  for (const locale of ['en', 'zh'] as const) {
    const { timeline, uploaded } = messagesFor(locale);
    must(changes.length === 0 || timeline.changes(changes) !== '', 'a change without words');
    timeline.summary(toTimeline(one));
    const videoInfos = Array.isArray(other) ? other : [other];
    uploaded({
      files: toFootage([{ name: 'a.mp4', mime: 'video/mp4', bytes: null }], { videoInfos, draft: one }),
    });
  }
}

/** Any words are something to do, and no link or edit in the plan stands in the message nowhere. */
export function anyWords(text: string, attachments: number): void {
  const plan = understand({ text, attachments });
  must(text.trim() === '' || plan.length > 0, 'words that ask for nothing');
  const uploads = plan.some((step) => step.do === 'upload');
  must(attachments === 0 || uploads, 'files that nobody uploads');
  for (const step of plan) {
    if (step.do === 'edit') must(step.text.trim() !== '', 'an empty edit');
    if (step.do !== 'upload') continue;
    for (const url of step.urls) must(text.includes(url) && URL.canParse(url), 'a link out of nowhere');
  }
  needsFootage(text);
  readAgentText(text);
}
