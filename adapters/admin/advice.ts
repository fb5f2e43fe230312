import type { TurnStory } from '#src/ports.ts';
import { toSpan } from './times.ts';

/** Work that nobody takes up for so long is no wait any more. */
const stuckMs = 60_000;

/** What to do about an error's code, and what to tell the person. */
const remedies: Record<string, string> = {
  'nemo.out-of-credits':
    'The account has no credits left. Top it up, or have the person link one of their own with /link; then they press Retry.',
  'nemo.export-blocked':
    "The account's plan does not include exports. It has to be upgraded; credits do not help.",
  'nemo.rate-limited':
    'The editing service was busy twice in a row. Retry works; if it happens often, look at the answers with status 429.',
  'nemo.token-expired':
    "The account's token is not accepted. Replace NEMO_TOKEN, or have the person /link again.",
  'account.expired':
    "The account's token is not accepted any more. Replace NEMO_TOKEN, or have the person /link again.",
  'account.gone':
    'The account that this project belongs to is not linked any more. The person links it again, or begins a new project.',
  'nemo.unreachable':
    'The editing service did not answer. Nothing was charged where the edit was not sent. Look at its state, then Retry.',
  'nemo.unreadable':
    "The editing service answered something that is not understood. Look for the turn's id in the log.",
  'render.failed':
    'It was rendered twice and failed twice. Give the render ids below to the editing service.',
  'render.timeout':
    'The render was not ready within an hour. Give the render ids below to the editing service.',
  internal: "A fault of Reelay itself. Look for the turn's id in the log of the process named below.",
};

const forFile =
  'The file was refused or could not be fetched. The person sees which one and why; they send it again in another form.';

/** What a turn cost: the account's loss, or its part of that. */
export function spentOf({ before, after, counted }: NonNullable<TurnStory['credits']>): number {
  return Math.round((counted ?? Math.max(0, before - after)) * 100) / 100;
}

/** The reason that a turn's end was written down with. */
export function reasonOf({ events }: TurnStory): string | undefined {
  const why = events.findLast(({ what }) => what === 'ended')?.detail['why'];
  return typeof why === 'string' ? why : undefined;
}

/** True for a turn that has come to its end. */
export function isOver(state: string): boolean {
  return ['done', 'asking', 'failed', 'unknown', 'cancelled'].includes(state);
}

/** The next step for whoever answers the person, in a sentence or two. */
export function adviceFor(story: TurnStory, now: number): string {
  return isOver(story.state)
    ? [ofOutcome(story), ofDelivery(story)].filter(Boolean).join(' ')
    : ofWork(story, now);
}

function ofOutcome(story: TurnStory): string {
  switch (story.state) {
    case 'failed': {
      const why = reasonOf(story);
      if (why?.startsWith('file.') === true) return forFile;
      return (
        remedies[why ?? ''] ??
        'The edit did not do what was asked. The last message says so, with a Retry button; nothing needs to be done here.'
      );
    }
    case 'unknown': {
      const { session, credits } = story;
      const spent =
        credits === undefined ? 'What it cost is not known' : `It cost ${spentOf(credits)} credits`;
      return `The edit was sent and its outcome could not be found out; it is never sent again by itself. ${spent}. Have the person look at the timeline (“status”) before they press Retry. ${
        session === undefined
          ? ''
          : 'For a refund, give the editing service the session id below and the time at which the edit was sent.'
      }`;
    }
    case 'asking':
      return 'The editing agent asked the person a question. It stays open until they answer.';
    case 'cancelled':
      return 'The person cancelled it.';
    default:
      return '';
  }
}

function ofDelivery(story: TurnStory): string {
  switch (story.delivery) {
    case 'given-up':
      return 'The platform refuses the message for good: the bot was blocked or removed, or may not write there. Nothing is lost: the person writes /last wherever the bot can write.';
    case 'waiting':
      return "The last message is stored, and tried again every few seconds until the platform takes it. Look at the platform's state and at the bot's rights in that place.";
    case 'delivered':
      return story.state === 'done' ? 'Nothing to do: the last message was delivered.' : '';
    case 'none':
      return story.state === 'cancelled' ? '' : 'There is no last message.';
  }
}

function ofWork(story: TurnStory, now: number): string {
  const quietMs = now - story.lastAt;
  switch (story.state) {
    case 'queued':
      if (story.ahead > 0) return `It waits for ${story.ahead} earlier request(s) of the same thread.`;
      return quietMs > stuckMs
        ? `Nothing is before it, and no worker took it for ${toSpan(quietMs)}: look whether a worker runs and reaches Redis (Queues).`
        : 'It is the next one of its thread, and begins in a moment.';
    case 'answering':
      return quietMs > stuckMs
        ? 'It should have been answered at once: look whether the database is there.'
        : 'It is being answered.';
    case 'recovering':
      return 'The edit was sent and its stream was lost. The project is looked at now and then until it shows a change; nothing is sent again. Nothing to do yet.';
    case 'rendering':
      return 'The editing service renders it. It is asked for now and then, and given up after an hour. Editing may go on meanwhile.';
    case 'sending':
    case 'streaming':
      return `The edit is under way, since ${toSpan(quietMs)}. It is given up after SSE_TIMEOUT_MS; if its process ends, another takes over within ten seconds.`;
    default:
      return story.notBefore !== null && story.notBefore > now
        ? `It waits for ${toSpan(story.notBefore - now)} more, then is tried again by itself.`
        : 'A worker is at it. If its process ends, another takes over within ten seconds.';
  }
}
