import type { TurnEvent } from '#src/core/turn-event.ts';

export type Tone = 'plain' | 'good' | 'bad' | 'odd';
export type StoryLine = { at: number; title: string; note: string; tone: Tone };

type Told = { title: string; tone?: Tone };

/** An event in the words of whoever answers a person who asks "what happened to my video?". */
const titles: Record<string, (detail: TurnEvent['detail']) => Told> = {
  taken: ({ isQuick }) => ({
    title: isQuick === true ? 'Request taken, to be answered at once' : 'Request taken',
  }),
  revised: () => ({ title: 'The person changed the message' }),
  retracted: () => ({ title: 'The person deleted the message: dropped' }),
  started: () => ({ title: 'A worker began' }),
  resumed: () => ({ title: 'A worker went on after a wait' }),
  'taken-over': () => ({ title: 'A process was gone: another worker took over', tone: 'odd' }),
  waits: () => ({ title: 'Put off, to be tried again', tone: 'odd' }),
  'upload-noted': () => ({ title: 'Handing a file to the editing service' }),
  uploaded: () => ({ title: 'The editing service has the file' }),
  'upload-failed': () => ({ title: 'The file could not be handed over', tone: 'bad' }),
  'edit-noted': () => ({ title: 'About to send the edit: from here on it is never sent again' }),
  'edit-posted': () => ({ title: 'Edit sent, and taken by the editing service' }),
  'edit-refused': () => ({ title: 'The editing service refused the edit: nothing ran', tone: 'bad' }),
  'edit-ended': ({ changed }) => ({
    title:
      changed === true ? 'Edit ended: the timeline has changed' : 'Edit ended: the timeline is as it was',
  }),
  'edit-lost': ({ endedWell }) => ({
    title:
      endedWell === true
        ? 'Edit ended, but the timeline could not be read'
        : 'The stream was lost: what the edit did has to be looked up',
    tone: 'odd',
  }),
  looked: () => ({ title: 'Looked up what the edit did', tone: 'odd' }),
  'step-done': () => ({ title: 'Step done' }),
  'session-renewed': () => ({
    title: 'The editing service had lost the project: it was opened anew',
    tone: 'odd',
  }),
  'files-made-good': () => ({ title: 'Its files were handed over again' }),
  credits: () => ({ title: 'Credits read after the edit' }),
  'render-noted': () => ({ title: 'Export noted under its id' }),
  'render-moved': ({ state }) => {
    if (state === 'completed') return { title: 'The video is rendered', tone: 'good' };
    if (state === 'failed') return { title: 'The editing service could not render it', tone: 'bad' };
    return { title: state === 'rendering' ? 'The editing service is rendering' : 'Submitting the export' };
  },
  'stop-asked': () => ({ title: 'The person asked to stop' }),
  answered: () => ({ title: 'The person answered the question' }),
  ended: ({ outcome }) => ({
    title: `Ended: ${String(outcome)}. The last message is stored`,
    tone: outcome === 'failed' || outcome === 'unknown' ? 'bad' : 'good',
  }),
  delivered: () => ({ title: 'Last message delivered', tone: 'good' }),
  'put-off': () => ({ title: 'The platform did not take the last message: tried again', tone: 'odd' }),
  'given-up': () => ({ title: 'The platform refuses the last message for good', tone: 'bad' }),
};

/** What is said in the title already, or means nothing to the reader. */
const unsaid = new Set(['isQuick', 'endedWell', 'changed', 'outcome', 'untilMs']);

const names: Record<string, string> = { by: 'process', why: 'reason', againInMs: 'again in', forMs: 'for' };

const valueOf = (name: string, value: unknown): string =>
  typeof value === 'number' && name.endsWith('Ms')
    ? `${value / 1_000} s`
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

/** An event that this version does not know is shown by its own name. */
export function toStoryLine({ at, what, detail }: TurnEvent): StoryLine {
  const { title, tone = 'plain' } = titles[what]?.(detail) ?? { title: what };
  const said = Object.entries(detail)
    .filter(([name, value]) => !unsaid.has(name) && value !== '' && !(name === 'files' && value === 0))
    .map(([name, value]) => `${names[name] ?? name} ${valueOf(name, value)}`);
  return { at, title, note: said.join(' · '), tone };
}
