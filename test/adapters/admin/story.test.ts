import { expect, test } from 'vitest';
import { adviceFor } from '#adapters/admin/advice.ts';
import { toStoryLine } from '#adapters/admin/story.ts';
import { toSpan } from '#adapters/admin/times.ts';
import { storyPage } from '#adapters/admin/turn-pages.ts';
import { toThreadKey } from '#src/core/message.ts';
import { happenings } from '#src/core/turn-event.ts';
import { turnStates } from '#src/core/turn.ts';
import type { TurnStory } from '#src/ports.ts';

const now = 1_800_000_000_000;
const storyOf = (more: Partial<TurnStory> = {}): TurnStory => ({
  id: 't-1',
  threadKey: toThreadKey('web', 'abc'),
  messageId: 'm-1',
  state: 'done',
  steps: ['upload', 'edit', 'export'],
  createdAt: now - 90_000,
  lastAt: now - 1_000,
  delivery: 'delivered',
  projectId: 'p-1',
  step: 3,
  startedAt: now - 89_000,
  notBefore: null,
  ahead: 0,
  session: { sessionId: 's-1', taskId: 'k-1', account: 'operator' },
  events: [{ at: now - 90_000, what: 'taken', detail: { steps: 'edit' } }],
  files: [],
  renders: [],
  lastMessage: { kind: 'result', at: now, messageId: 'm-9', hasVideo: true },
  credits: { before: 100, after: 97.5, counted: undefined },
  ...more,
});
const ended = (why: string): TurnStory['events'] => [
  { at: now, what: 'ended', detail: { outcome: 'failed', why } },
];

test.each(happenings)('%s is told in words', (what) => {
  const { title } = toStoryLine({ at: now, what, detail: {} });
  expect(title).not.toBe(what);
  expect(title).toMatch(/^[A-Z]/);
});

test('what a newer version has written is shown by its name, with what it says', () => {
  const line = toStoryLine({
    at: now,
    what: 'beamed-up',
    detail: { why: 'new', againInMs: 1_500, sure: true },
  });
  expect(line).toEqual({
    at: now,
    title: 'beamed-up',
    note: 'reason new · again in 1.5 s · sure true',
    tone: 'plain',
  });
});

test.each(turnStates)('for a turn that is %s there is something to say', (state) => {
  expect(adviceFor(storyOf({ state, delivery: 'none' }), now)).toMatch(/^[A-Z].{10,}\.$/s);
});

test.each([
  [{ state: 'done' }, 'Nothing to do'],
  [{ state: 'done', delivery: 'given-up' as const }, '/last'],
  [{ state: 'done', delivery: 'waiting' as const }, 'tried again'],
  [{ state: 'unknown' }, 'It cost 2.5 credits'],
  [{ state: 'failed', events: ended('nemo.out-of-credits') }, '/link'],
  [{ state: 'failed', events: ended('file.too-large') }, 'another form'],
  [{ state: 'failed', events: ended('render.failed') }, 'render ids'],
  [{ state: 'failed', events: ended('internal') }, 'log'],
  [{ state: 'queued', delivery: 'none' as const, ahead: 2 }, '2 earlier'],
  [{ state: 'queued', delivery: 'none' as const, lastAt: now - 120_000 }, 'no worker took it for 2 min 00 s'],
  [{ state: 'preparing', delivery: 'none' as const, notBefore: now + 30_000 }, 'waits for 30 s'],
] satisfies [Partial<TurnStory>, string][])('the next step of %o', (more, said) => {
  expect(adviceFor(storyOf(more), now)).toContain(said);
});

test('a page shows what a platform calls things as text, whatever it is', () => {
  const page = storyPage(storyOf({ messageId: '<script>alert("1")</script>', steps: ['<b>'] }), now);
  expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  expect(page).not.toMatch(/<script|<b>|style="/);
});

test.each([
  [420, '0.4 s'],
  [12_000, '12 s'],
  [185_000, '3 min 05 s'],
  [7_800_000, '2 h 10 min'],
  [5 * 86_400_000, '5 days'],
])('%i ms are %s', (ms, words) => {
  expect(toSpan(ms)).toBe(words);
});
